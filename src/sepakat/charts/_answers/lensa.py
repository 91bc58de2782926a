"""Both lenses under one another."""

from __future__ import annotations

from sepakat.charts._answers import Drawn, kesenjangan
from sepakat.core.table import Table


def draw(table: Table) -> Drawn | None:
    return kesenjangan.draw(table)
