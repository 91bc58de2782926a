"""The trend stands for all five readings."""

from __future__ import annotations

from sepakat.charts._answers import Drawn, tren
from sepakat.core.table import Table


def draw(table: Table) -> Drawn | None:
    return tren.draw(table)
