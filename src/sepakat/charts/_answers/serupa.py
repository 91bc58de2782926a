"""The region beside those like it."""

from __future__ import annotations

from sepakat.charts import ranked
from sepakat.charts._answers import Drawn, said, short, unit_of
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    rows = [r for r in table.rows() if r["value"] is not None]
    if len(rows) < 2:
        return None
    unit, decimals = unit_of(table, "value")
    unit = said(unit)
    own = table.meta.get("own")
    svg = ranked.draw([(short(r["name"]), r["value"], r["region"] == own) for r in rows], title=table.title, unit=unit,
                      release=table.release, decimals=decimals)  # fmt: skip
    return Drawn(svg, Text(
        f"Batang gelap wilayah ini; di bawahnya yang serupa, yang paling mirip dahulu ({unit}).",
        f"The dark bar is this region; below it those alike, the nearest first ({unit}).",
    ))  # fmt: skip
