"""Boundaries in the lake: one GeoParquet file per level, sorted by code, with a bounding box per region."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.regions.boundaries.extra import shapely
from sepakat.regions.codes import LEVELS, NATION

COLUMNS = ("code", "name", "geometry", "xmin", "ymin", "xmax", "ymax")
ROWS_PER_GROUP = 1000  # a province or regency is read without the rest


@dataclass(frozen=True)
class Boundaries:
    """Polygons of one level. codes and geometries (shapely, EPSG:4326) in the same order; source as the user stated it
    (printed on each map)."""

    level: str
    codes: list[str]
    names: list[str]
    geometries: Any
    source: str


def path_in(lake: Path, level: str) -> Path:
    return lake / "regions" / "boundaries" / f"{level}.parquet"


def levels(lake: Path) -> list[str]:
    """Levels that have boundaries in this lake, from the nation down."""
    return [level for level in LEVELS if path_in(lake, level).exists()]


def finest(lake: Path) -> str | None:
    """The lowest level with boundaries, None without any."""
    found = levels(lake)
    return found[-1] if found else None


def load(lake: Path, level: str, *, within: str = NATION, codes: list[str] | None = None) -> Boundaries:
    """Boundaries of a level, all or those inside `within` or of `codes`. UserError if none were imported."""
    path = path_in(lake, level)
    if not path.exists():
        raise UserError(
            Text(f"Belum ada batas wilayah tingkat {level}.", f"No boundaries of level {level} were imported."),
            hint=Text(
                "Impor berkas batas wilayah (GeoJSON, GeoPackage, Shapefile …).",
                "Import a file of boundaries (GeoJSON, GeoPackage, Shapefile …).",
            ),
            code="boundaries-missing",
        )
    filters: list[tuple[str, str, Any]] = []
    if within != NATION:
        filters += [("code", ">=", within), ("code", "<", within + "/")]
    if codes is not None:
        filters.append(("code", "in", codes or [""]))
    table = pq.read_table(path, columns=["code", "name", "geometry"], filters=filters or None)
    meta = json.loads((table.schema.metadata or {}).get(b"sepakat", b"{}"))
    shapes = shapely().from_wkb(table.column("geometry").to_numpy())
    return Boundaries(
        level, table.column("code").to_pylist(), table.column("name").to_pylist(), shapes, meta.get("source", "")
    )


def save(lake: Path, level: str, codes: list[str], names: list[str], geometries: Any, facts: dict[str, Any]) -> Path:
    """Write the boundaries of a level, replacing those before. facts: kept in the file (source, file name, format)."""
    lib = shapely()
    order = sorted(range(len(codes)), key=codes.__getitem__)
    shapes = geometries[order]
    box = lib.bounds(shapes)
    table = pa.table(
        {
            "code": pa.array([codes[i] for i in order], pa.string()),
            "name": pa.array([names[i] for i in order], pa.string()),
            "geometry": pa.array(list(lib.to_wkb(shapes)), pa.binary()),
            **{name: pa.array(box[:, i], pa.float64()) for i, name in enumerate(("xmin", "ymin", "xmax", "ymax"))},
        }
    )
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Polygon", "MultiPolygon"]}},
    }
    table = table.replace_schema_metadata({"geo": json.dumps(geo), "sepakat": json.dumps(facts, ensure_ascii=False)})
    path = path_in(lake, level)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".tmp")
    pq.write_table(table, beside, compression="zstd", row_group_size=ROWS_PER_GROUP)
    beside.replace(path)
    return path
