"""Small-area figures with their limits, one regency under another."""

from __future__ import annotations

from sepakat.charts import intervals
from sepakat.charts._answers import Drawn, few, said, short, unit_of
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    rows = few((r for r in table.rows() if r["small"] is not None), table.meta.get("own"))
    if len(rows) < 2:
        return None
    unit, decimals = unit_of(table, "small")
    unit = said(unit)
    listed = sorted(((short(r["name"]), r["small"], r["low"], r["high"]) for r in rows), key=lambda one: -one[1])
    svg = intervals.draw(listed, title=table.title, unit=unit, release=table.release, decimals=decimals)
    return Drawn(svg, Text(
        f"Titik: angka area kecil; garis: batas 95% ({unit}).", f"Dot: small-area figure; line: 95% limits ({unit}).",
    ))  # fmt: skip
