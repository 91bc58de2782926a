"""Facilities (schools, health posts, markets) that a release lists: they stand on public maps, so they are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

TABLE = "facility"


def facilities(release: Any) -> Mapping[str, Mapping[str, int]]:
    """Code of a region of any level → kind → how many lie in it; empty where the release lists none."""
    return _counted(Path(release.path)) if release.has(TABLE) else {}


@lru_cache(maxsize=2)
def _counted(release: Path) -> Mapping[str, Mapping[str, int]]:
    made: dict[str, Counter[str]] = {}
    for path in sorted((release / TABLE).glob("*.parquet")):
        part = pq.read_table(path, columns=["jenis", "village_code"])
        for kind, village in zip(
            part.column("jenis").to_pylist(), part.column("village_code").to_pylist(), strict=True
        ):
            for code in ("00", *(village[:n] for n in (2, 5, 8, 13))) if kind and village else ():
                made.setdefault(code, Counter())[kind] += 1
    return made
