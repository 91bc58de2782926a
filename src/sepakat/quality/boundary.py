"""Coordinates against imported boundaries, finest first. Boundaries are indicative, so a miss is a warning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.core.text import Text
from sepakat.quality.checks import batas_wilayah
from sepakat.quality.model import Check, Context, Group, Tables

BATCH = 100_000


def groups(con: duck.Connection, tables: Tables, context: Context, work: Path) -> Iterator[tuple[Check, Group]]:
    """One condition per file that has coordinates and region codes, if the caller brings boundaries."""
    if context.boundary is None:
        return
    for role, name in tables.names.items():
        plan = tables.plans[role]
        if not plan.has("lat", "lon") or "village_code" not in plan.columns():
            continue
        path = work / f"luar_{role}.parquet"
        shape = pa.schema([("_row", pa.int64())])
        reader = con.sql(
            f"SELECT _row, village_code AS code, lat, lon FROM {name} WHERE village_code IS NOT NULL "
            "AND lat IS NOT NULL AND lon IS NOT NULL"
        ).to_arrow_reader(BATCH)
        with pq.ParquetWriter(path, shape) as writer:
            for batch in reader:
                rows = pa.Table.from_batches([batch])
                inside = context.boundary(rows.select(["code", "lat", "lon"]))
                outside = pc.fill_null(pc.invert(inside), False)
                writer.write_table(rows.filter(outside).select(["_row"]).cast(shape))
        yield (
            batas_wilayah.CHECK,
            Group(role, f"SELECT _row, NULL AS rujuk FROM {duck.parquet(path)}", Text(*batas_wilayah.MESSAGE), "lat"),
        )
        path.unlink()
