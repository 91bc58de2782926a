"""A map where there is no map: one tile per region, in official order, labelled as what it is.

It shows values side by side at the size and with the legend of a map, and claims no place: the label says so and is
part of the drawing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sepakat.core.text import Text

LABEL = Text(
    "Skema, bukan peta: kotak diurutkan menurut kode resmi dan tidak menunjukkan letak sebenarnya.",
    "A schematic layout, not a map: tiles stand in official code order and do not show true places.",
)
ASPECT = 1.6  # columns per row: near the shape of the place a map takes on a page


@dataclass(frozen=True, slots=True)
class Tile:
    """row, col: from 0, top left."""

    code: str
    row: int
    col: int


@dataclass(frozen=True)
class Layout:
    """tiles in official order; rows by cols; label: must be shown with it."""

    tiles: tuple[Tile, ...]
    rows: int
    cols: int
    label: Text


def schematic(codes: list[str]) -> Layout:
    """The tile layout of these regions. The same codes give the same layout, in whatever order they come."""
    order = sorted(set(codes))
    cols = max(1, math.ceil(math.sqrt(len(order) * ASPECT)))
    tiles = tuple(Tile(code, i // cols, i % cols) for i, code in enumerate(order))
    return Layout(tiles, math.ceil(len(order) / cols), cols, LABEL)
