"""A lake with two real releases: the sample, and one after it in which some figures of one regency have moved."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

LATER, REGION = "20271201-01", "53.01"


def two_releases(sample_lake: Path, home: Path) -> str:
    """Make `home` a lake of both, the sample current; gives the id of the sample. In the later one every published
    figure of the regency is one higher, and a fifth of its families with improved sanitation have lost it. What is
    alike is a link."""
    first = (sample_lake / "current").read_text().strip()
    old, new = sample_lake / "releases" / first, home / "releases" / LATER
    new.mkdir(parents=True)
    for name in ("lake.json", "cells.key", "current"):
        shutil.copy2(sample_lake / name, home / name)
    (home / "regions").symlink_to(sample_lake / "regions")
    (home / "models").symlink_to(sample_lake / "models")
    (home / "releases" / first).symlink_to(old)
    for one in old.iterdir():
        if one.name not in ("figure", "profile", "manifest.json"):
            (new / one.name).symlink_to(one)
    _changed(old, new, "figure", "all", "region_code", "nilai", lambda value: value + 1)
    _changed(old, new, "profile", "upper", "region", "sanitasi_layak__num", lambda value: value * 4 // 5)
    manifest = json.loads((old / "manifest.json").read_text())
    logical = hashlib.sha256(manifest["logical"].encode()).hexdigest()
    manifest |= {"release": LATER, "base": first, "logical": logical, "created": "2027-12-01T08:00:00+00:00"}
    (new / "manifest.json").write_text(json.dumps(manifest))
    return first


def _changed(old: Path, new: Path, table: str, part: str, key: str, name: str, change: Callable[[Any], Any]) -> None:
    """A table with a column of one of its parts changed, in the rows of the regency."""
    (new / table).mkdir()
    for path in (old / table).iterdir():
        if path.stem != part:
            (new / table / path.name).symlink_to(path)
    with pq.ParquetFile(old / table / f"{part}.parquet") as source:
        schema = source.schema_arrow
        at = schema.get_field_index(name)
        with pq.ParquetWriter(new / table / f"{part}.parquet", schema) as out:
            for group in range(source.num_row_groups):  # the profile tells its breakdowns by row groups
                data = source.read_row_group(group)
                pairs = zip(data[key].to_pylist(), data[name].to_pylist(), strict=True)
                values = [change(v) if code == REGION and v is not None else v for code, v in pairs]
                column = pa.array(values, schema.field(at).type)
                out.write_table(data.set_column(at, schema.field(at), column), row_group_size=max(len(values), 1))


def publish(home: Path, release: str = LATER) -> None:
    """Make a release the current one."""
    (home / "current").write_text(f"{release}\n")
