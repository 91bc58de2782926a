"""SVG paths of regions: whole-number coordinates, relative steps, small enough to stand in a page.

Neighbours are simplified together, so that a shared border stays shared. Latitude is scaled by the cosine of the
middle, which near the equator is as good as a projection. Fill with `fill-rule="evenodd"`: enclaves are holes.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sepakat.core.text import Text
from sepakat.regions.boundaries import store
from sepakat.regions.boundaries.extra import shapely
from sepakat.regions.boundaries.schematic import schematic
from sepakat.regions.codes import level_of

DETAIL = 1.5  # how much, in units of the drawing, an outline may lose
TILE, GAP = 100, 8  # schematic layout, in its own units


@dataclass(frozen=True)
class Drawing:
    """paths: code → `d` of an SVG path, in official order; view_box: for the svg element; labels: code → a point (x, y)
    inside the region; schematic: tiles instead of outlines; note: a sentence that must be shown with it; missing:
    codes that have no outline."""

    paths: dict[str, str]
    view_box: str
    width: int
    height: int
    labels: dict[str, tuple[int, int]]
    schematic: bool
    note: Text
    missing: list[str]


def draw(lake: Path | None, codes: list[str], width: int = 800) -> Drawing:
    """Outlines of these regions if the lake has boundaries for at least one of them, otherwise the schematic layout."""
    if lake is not None and codes and level_of(codes[0]) in store.levels(lake):
        drawing = svg_paths(lake, codes, width)
        if drawing.paths:
            return drawing
    return _tiles(codes)


def svg_paths(lake: Path, codes: list[str], width: int = 800) -> Drawing:
    """Outlines of regions of one level. width: units across; the height follows. UserError without boundaries."""
    wanted = tuple(sorted(set(codes)))
    path = store.path_in(lake, level_of(wanted[0]))
    return _drawn(lake, wanted, width, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=64)
def _drawn(lake: Path, wanted: tuple[str, ...], width: int, _changed: int) -> Drawing:
    given = store.load(lake, level_of(wanted[0]), codes=list(wanted))
    note = Text(
        f"Batas indikatif, bukan batas hukum. Sumber: {given.source}.",
        f"Indicative boundaries, not legal ones. Source: {given.source}.",
    )
    missing = sorted(set(wanted) - set(given.codes))
    if not given.codes:
        return Drawing({}, "0 0 1 1", 1, 1, {}, False, note, missing)
    shapes, height = _to_units(given.geometries, width)
    small = _simplify(shapes)
    paths: dict[str, str] = {}
    labels: dict[str, tuple[int, int]] = {}
    for code, shape, full in zip(given.codes, small, shapes, strict=True):
        paths[code] = _path(shape) or _dot(full)
        point = shapely().point_on_surface(full)
        labels[code] = (round(point.x), round(point.y))
    return Drawing(paths, f"0 0 {width} {height}", width, height, labels, False, note, missing)


def _to_units(shapes: Any, width: int) -> tuple[Any, int]:
    """Degrees → units of the drawing, y downwards, with a margin of two units."""
    lib = shapely()
    west, south, east, north = lib.total_bounds(shapes)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (width - 4) / max((east - west) * squeeze, 1e-9)
    height = max(5, math.ceil((north - south) * scale) + 4)

    def units(xy: Any) -> Any:
        return np.column_stack([(xy[:, 0] - west) * squeeze * scale + 2, (north - xy[:, 1]) * scale + 2])

    return lib.transform(shapes, units), height


def _simplify(shapes: Any) -> Any:
    return _simplified(shapes, DETAIL)


def _simplified(shapes: Any, most: float) -> Any:
    lib = shapely()
    try:
        return lib.coverage_simplify(shapes, most)
    except (lib.errors.GEOSException, AttributeError):  # overlapping neighbours; GEOS before 3.12
        return lib.simplify(shapes, most / 2)


def _path(shape: Any) -> str:
    """`d` of a polygon or multipolygon; islands smaller than a unit are left out. Empty if nothing is left."""
    lib = shapely()
    out: list[str] = []
    for part in lib.get_parts(shape):
        if lib.get_type_id(part) != 3:
            continue
        rings = [_ring(lib.get_coordinates(r)) for r in (part.exterior, *part.interiors)]
        if rings[0]:
            out += [r for r in rings if r]
    return "".join(out)


def _ring(xy: Any) -> str:
    """One closed ring: `M10,20l3,4 -5,6z`. Points that fall together are dropped; a ring without area is empty."""
    whole = np.rint(xy).astype(int)
    keep = np.ones(len(whole), dtype=bool)
    keep[1:] = (np.diff(whole, axis=0) != 0).any(axis=1)
    points = whole[keep][:-1] if (whole[keep][0] == whole[keep][-1]).all() else whole[keep]
    x, y = points[:, 0], points[:, 1]
    if len(points) < 3 or abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) < 2:
        return ""
    steps = " ".join(f"{dx},{dy}" for dx, dy in np.diff(points, axis=0).tolist())
    return f"M{x[0]},{y[0]}l{steps}z"


def _dot(shape: Any) -> str:
    """A region too small to draw is shown as a square of four units: it must not vanish from the map."""
    point = shapely().point_on_surface(shape)
    return f"M{round(point.x) - 2},{round(point.y) - 2}h4v4h-4z"


def _tiles(codes: list[str]) -> Drawing:
    layout = schematic(codes)
    step = TILE + GAP
    side = f"h{TILE}v{TILE}h-{TILE}z"
    width, height = layout.cols * step - GAP, max(1, layout.rows * step - GAP)
    return Drawing(
        {t.code: f"M{t.col * step},{t.row * step}{side}" for t in layout.tiles},
        f"0 0 {width} {height}",
        width,
        height,
        {t.code: (t.col * step + TILE // 2, t.row * step + TILE // 2) for t in layout.tiles},
        True,
        layout.label,
        [],
    )


def geojson(lake: Path, codes: list[str], width: int = 700) -> tuple[dict[str, Any], Text]:
    """GeoJSON geometries of regions of one level by code, in degrees, with as much detail as a picture of `width`
    shows, and the sentence that must be shown with them. UserError without boundaries."""
    given = store.load(lake, level_of(codes[0]), codes=codes)
    lib = shapely()
    note = Text(
        f"Batas indikatif, bukan batas hukum. Sumber: {given.source}.",
        f"Indicative boundaries, not legal ones. Source: {given.source}.",
    )
    if not given.codes:
        return {}, note
    west, _, east, _ = lib.total_bounds(given.geometries)
    step = max((east - west) / width, 1e-5)
    small = _simplified(given.geometries, step * DETAIL)
    places = max(2, math.ceil(-math.log10(step)) + 1)
    made = {}
    for code, shape, full in zip(given.codes, small, given.geometries, strict=True):
        kept = shape if not lib.is_empty(shape) else lib.envelope(full)
        made[code] = json.loads(lib.to_geojson(lib.set_precision(kept, 10.0**-places)))
    return made, note
