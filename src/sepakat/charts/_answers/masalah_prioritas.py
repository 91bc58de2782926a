"""Priority problems by their gap to the target."""

from __future__ import annotations

from sepakat.charts import ranked
from sepakat.charts._answers import Drawn, plain
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    by = "people" if table.meta.get("by") == "people" else "deviations"
    rows = [r for r in table.rows() if r[by] is not None]
    if len(rows) < 2:
        return None
    unit = Text("orang atau keluarga", "people or families") if by == "people" else Text(
        "simpangan baku antarwilayah", "standard deviations among regions"
    )  # fmt: skip
    svg = ranked.draw([(plain(r["indicator_name"]), r[by], False) for r in rows], title=table.title, unit=str(unit),
                      release=table.release, decimals=0 if by == "people" else 1)  # fmt: skip
    return Drawn(svg, Text(
        f"Jarak ke sasaran, dalam {unit.id}: makin panjang, makin jauh.",
        f"Gap to the target in {unit.en}: the longer, the farther.",
    ))  # fmt: skip
