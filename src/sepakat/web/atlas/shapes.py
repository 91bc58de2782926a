"""The areas of a map as GeoJSON: imported boundaries, or equal tiles in official code order where there are none.

Tiles claim no place: the collection says `schematic`, and the page draws it on a plain sheet instead of the globe.
"""

from __future__ import annotations

from typing import Any

from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.regions.boundaries import schematic
from sepakat.web import data
from sepakat.web.data import IndicatorView
from sepakat.web.presenters import sentences
from sepakat.web.presenters.areas import AreaRow, Areas, Link

SIDE = 9  # of a tile that stands in a square of 10
SCHEMA = Text(
    "Belum ada batas wilayah: kotak menurut urutan kode, bukan letak sebenarnya.",
    "No boundaries yet: tiles in code order, not at their true places.",
)


def collection(region: Region, about: IndicatorView, found: Areas | None, link: Link) -> dict[str, Any]:
    """A FeatureCollection with `schematic` and `note`; without areas (a village) it is empty."""
    if found is None:
        return {"type": "FeatureCollection", "schematic": True, "note": "", "features": []}
    drawn = data.source().geometries(region.code, found.level)
    shapes, note = drawn or (_tiles([r.region.code for r in found.rows]), SCHEMA)
    unit = str(sentences.unit(about))
    features = [
        _feature(row, about, shapes[row.region.code], unit, link) for row in found.rows if row.region.code in shapes
    ]
    return {"type": "FeatureCollection", "schematic": drawn is None, "note": str(note), "features": features}


def _feature(row: AreaRow, about: IndicatorView, shape: Any, unit: str, link: Link) -> dict[str, Any]:
    shown = row.cell.state == "value"
    words = f"{row.words} {unit}".strip() if shown else row.cell.remark
    properties = {
        "code": row.region.code, "name": row.name, "words": words, "state": row.cell.state,
        "letter": row.letter or ("#" if row.cell.state == "hidden" else ""), "fill": row.colour,
        "href": link(row.region.code, about.id),
    }  # fmt: skip
    return {"type": "Feature", "id": row.region.code, "properties": properties, "geometry": shape}


def _tiles(codes: list[str]) -> dict[str, Any]:
    """A square per region, in a grid that is read like a page."""
    made = {}
    for tile in schematic(codes).tiles:
        x, y = tile.col * 10, -tile.row * 10
        ring = [[x, y], [x + SIDE, y], [x + SIDE, y - SIDE], [x, y - SIDE], [x, y]]
        made[tile.code] = {"type": "Polygon", "coordinates": [ring]}
    return made
