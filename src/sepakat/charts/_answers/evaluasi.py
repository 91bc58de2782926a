"""What the change is made of."""

from __future__ import annotations

from sepakat.charts import effects
from sepakat.charts._answers import Drawn
from sepakat.core.table import Table
from sepakat.core.text import Text

REACH = 1.96
SHOWN = ("change", "growth", "redistribution", "residual", "bias")


def draw(table: Table) -> Drawn | None:
    made = []
    for row in table.rows():
        if row["part"] in SHOWN and row["value"] is not None and not (row["part"] == "residual" and not row["value"]):
            reach = REACH * row["se"] if row["se"] else None
            limits = (None, None) if reach is None else (row["value"] - reach, row["value"] + reach)
            made.append((row["part_name"].partition(" (")[0], row["value"], *limits))
    if not made:
        return None
    svg = effects.draw(made, title=table.title, unit=str(Text("poin persen", "percent points")), release=table.release)
    return Drawn(svg, Text(
        "Di kiri garis: menurunkan kemiskinan; di kanan: menaikkan. Titik penuh: nyata; titik kosong: bisa jadi "
        "kebetulan.",
        "Left of the line: lowers poverty; right: raises it. Full dots are real; hollow ones may be chance.",
    ))  # fmt: skip
