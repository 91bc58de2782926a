"""Circles of the whole region."""

from __future__ import annotations

from sepakat.charts import overlap
from sepakat.charts._answers import Drawn, said
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    names = [str(label) for label in table.meta["lacks"]]
    parts = {int(bits): value for bits, value in table.meta.get("whole", {}).items() if int(bits)}
    letters = ", ".join(f"{letter} = {name}" for letter, name in zip(overlap.LETTERS, names, strict=False))
    unit = said(str(table.meta["unit"]))
    return Drawn(overlap.draw(names, parts, title=table.title), Text(
        f"{letters}. Luas sebanding dengan banyaknya ({unit}).",
        f"{letters}. Areas are in proportion to the number ({unit}).",
    ))  # fmt: skip
