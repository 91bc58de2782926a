"""Groups with their uncertainty."""

from __future__ import annotations

from sepakat.charts import intervals
from sepakat.charts._answers import Drawn, said, unit_of
from sepakat.core.table import Table
from sepakat.core.text import Text

REACH = 1.96


def draw(table: Table) -> Drawn | None:
    """One line a group that is shown; the range is 1.96 standard errors to either side, a share within 0 and 100."""
    rows = [r for r in table.rows() if r["value"] is not None]
    if len(rows) < 2:
        return None
    unit, decimals = unit_of(table, "value")
    most = 100.0 if unit == "persen" else float("inf")
    made = []
    for row in rows:
        reach = REACH * (row["se"] or 0.0)
        made.append((str(row["group"]), row["value"], max(0.0, row["value"] - reach), min(most, row["value"] + reach)))
    unit = said(unit)
    svg = intervals.draw(made, title=table.title, unit=unit, release=table.release, decimals=decimals)
    return Drawn(svg, Text(
        f"Titik: nilai tiap kelompok; garis: rentang yang mungkin karena kebetulan, 95 persen ({unit}).",
        f"Dots: each group's value; lines: the range left to chance, 95 percent ({unit}).",
    ))  # fmt: skip
