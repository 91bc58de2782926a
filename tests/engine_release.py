"""A release made of rows written in the test: what the engine asks of one, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import catalogue


class SmallRelease:
    """Files under `path` in the layout of a release."""

    def __init__(self, path: Path, name: str = "20241101-01") -> None:
        self.path, self.id, self.sample = path, name, False
        self.manifest: dict[str, Any] = {}

    def files(self, table: str) -> list[Path]:
        return sorted((self.path / table).glob("*.parquet"))

    def file(self, table: str, kabupaten: str) -> Path | None:
        found = self.path / table / f"{kabupaten}.parquet"
        return found if found.exists() else None

    def has(self, table: str) -> bool:
        return bool(self.files(table))

    def kabupaten(self) -> list[str]:
        return [p.stem for p in self.files("frame_family")]


def write(path: Path, table: str, rows: Sequence[Mapping[str, Any]], name: str = "20241101-01") -> SmallRelease:
    """Write rows as a table of a release, one file per regency (surveys in one). It has the columns that any row names,
    in the types of the catalogue."""
    named = {column for row in rows for column in row}
    columns = {
        v.name: pa.array([row.get(v.name) for row in rows]).cast(v.arrow, safe=False)
        for v in catalogue.table(table).variables.values()
        if v.name in named
    }
    data = pa.table(columns)
    (path / table).mkdir(parents=True, exist_ok=True)
    if "village_code" not in columns:
        pq.write_table(data, path / table / "all.parquet")
        return SmallRelease(path, name)
    codes = [row["village_code"][:5] for row in rows]
    for kabupaten in sorted(set(codes)):
        mask = pa.array([code == kabupaten for code in codes])
        part = data.filter(mask).sort_by("village_code")
        pq.write_table(part, path / table / f"{kabupaten}.parquet")
    return SmallRelease(path, name)
