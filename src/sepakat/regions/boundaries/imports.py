"""Import of a boundary file: read, join by code, repair, check, store, report.

What is not stored is listed: features without a known code, without a polygon, or outside Indonesia; regions of the
list that the file leaves out; codes on several features (islands: united); outlines that crossed themselves
(repaired). Polygons are for drawing and for points; areas and densities are never computed from them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.regions.boundaries import column as code_column
from sepakat.regions.boundaries import read as reading
from sepakat.regions.boundaries import store
from sepakat.regions.boundaries.extra import shapely
from sepakat.regions.codes import at_level
from sepakat.regions.tree import load as load_tree

# Indonesia with its outermost islands, in degrees, with a margin for coarse files.
INDONESIA = (94.0, -12.0, 142.0, 7.0)


@dataclass(frozen=True)
class BoundaryReport:
    """What came of an import; lists hold codes unless said otherwise.

    unmatched: (feature number from 1, cell) of features without a known code of this level; empty: numbers of features
    without a polygon; missing: regions of the provinces in the file that it leaves out; united: codes on several
    features; repaired: outlines that crossed themselves; outside: features not (wholly) in Indonesia's surroundings,
    not stored; notes: remarks for the person.
    """

    path: Path
    format: str
    layer: str
    column: str
    kind: str
    level: str
    features: int
    stored: int
    unmatched: list[tuple[int, str]]
    empty: list[int]
    missing: list[str]
    united: list[str]
    repaired: list[str]
    outside: list[str]
    notes: list[Text] = field(default_factory=list)


def import_file(
    path: Path,
    lake: Path,
    *,
    source: str = "",
    layer: str | None = None,
    column: str | None = None,
    kind: str | None = None,
    level: str | None = None,
) -> BoundaryReport:
    """Import boundaries of one level into a lake, replacing those of that level.

    source: what is printed on maps (owner, year, licence); the file name if empty. layer, column, kind, level: only
    where the file does not tell. UserError if the file cannot be used; then nothing is changed.
    """
    given = reading.read(path, layer)
    found = code_column.find(given.attributes, column=column, kind=kind, level=level, where=path.name)
    lib = shapely()
    shapes = given.geometries
    notes = _notes(given)
    unmatched = [(i, found.raw[i - 1][:40]) for i, code in enumerate(found.codes, 1) if code is None]
    is_area = _has_area(shapes)
    empty = (np.flatnonzero(~is_area) + 1).tolist()
    usable = [i for i, code in enumerate(found.codes) if code is not None and is_area[i]]
    outside_rows = set(_outside(shapes, usable, path))
    by_code: dict[str, list[Any]] = defaultdict(list)
    repaired: set[str] = set()
    for i in usable:
        code = found.codes[i]
        if code is None or i in outside_rows:
            continue
        shape = shapes[i]
        if not lib.is_valid(shape):
            shape = _repair(shape)
            repaired.add(code)
        if not lib.is_empty(shape):
            by_code[code].append(shape)
    if not by_code:
        raise UserError(
            Text("Tidak ada batas wilayah yang dapat dipakai.", "No boundary could be used."),
            hint=Text("Periksa kode dan geometri berkas itu.", "Check the codes and shapes of the file."),
            where=path.name,
            code="boundary-none",
        )
    tree = load_tree()
    codes = sorted(by_code)
    united = [code for code in codes if len(by_code[code]) > 1]
    merged = np.array(
        [by_code[c][0] if len(by_code[c]) == 1 else lib.union_all(by_code[c]) for c in codes], dtype=object
    )
    tops = sorted({at_level(c, "provinsi") for c in codes})
    missing = [c for top in tops for c in tree.codes(found.level, top) if c not in by_code]
    facts = {"source": source or path.name, "file": path.name, "format": given.format, "column": found.name}
    target = store.save(lake, found.level, codes, [tree.name(c) for c in codes], merged, facts)
    return BoundaryReport(
        path=target,
        format=given.format,
        layer=given.name,
        column=found.name,
        kind=found.kind,
        level=found.level,
        features=len(shapes),
        stored=len(codes),
        unmatched=unmatched,
        empty=empty,
        missing=missing,
        united=united,
        repaired=sorted(repaired),
        outside=sorted({code for i in outside_rows if (code := found.codes[i]) is not None}),
        notes=notes,
    )


def _notes(layer: reading.Layer) -> list[Text]:
    notes = [
        Text("Batas ini indikatif, bukan batas hukum.", "These boundaries are indicative, not legal boundaries."),
    ]
    if layer.converted:
        notes.append(Text("Koordinat diubah ke bujur-lintang (EPSG:4326).", "Coordinates were turned into EPSG:4326."))
    if layer.crs is None:
        notes.append(
            Text(
                "Berkas tidak menyebut sistem koordinat; dibaca sebagai bujur-lintang.",
                "The file states no coordinate system; read as longitude and latitude.",
            )
        )
    return notes


def _has_area(shapes: Any) -> Any:
    """Which shapes are polygons with something in them (3 Polygon, 6 MultiPolygon, 7 collection)."""
    lib = shapely()
    kinds = lib.get_type_id(shapes)  # -1 for a missing shape
    return np.isin(kinds, (3, 6, 7)) & ~lib.is_empty(shapes)


def _outside(shapes: Any, rows: list[int], path: Path) -> list[int]:
    """Rows whose box leaves Indonesia's surroundings. If that is most of the file, it is refused as a whole."""
    if not rows:
        return []
    box = shapely().bounds(shapes[rows])
    west, south, east, north = INDONESIA
    off = (box[:, 0] < west) | (box[:, 1] < south) | (box[:, 2] > east) | (box[:, 3] > north) | np.isnan(box).any(1)
    if off.mean() > 0.5:
        swapped = bool(np.nanmedian(box[:, 1]) > 90)
        raise UserError(
            Text("Batas dalam berkas ini berada di luar Indonesia.", "The boundaries lie outside Indonesia."),
            detail=Text("Bujur dan lintang tampak tertukar.", "Longitude and latitude look swapped.")
            if swapped
            else None,
            hint=Text(
                "Periksa sistem koordinat, lalu simpan ulang dengan EPSG:4326.",
                "Check the coordinate system, then save again with EPSG:4326.",
            ),
            where=path.name,
            code="boundary-outside",
        )
    return [row for row, is_off in zip(rows, off, strict=True) if is_off]


def _repair(shape: Any) -> Any:
    """A self-crossing outline made whole; lines and points that are left over from the repair are dropped."""
    lib = shapely()
    whole = lib.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [p for p in lib.get_parts(whole) if lib.get_type_id(p) in (3, 6)]
    if not parts:
        return lib.MultiPolygon()
    return lib.union_all(parts) if len(parts) > 1 else parts[0]
