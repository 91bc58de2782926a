"""Parts of a region in order, by number or by value."""

from __future__ import annotations

from sepakat.charts import ranked
from sepakat.charts._answers import Drawn, few, said, short, unit_of
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    own, by = table.meta.get("own"), table.meta.get("by")
    name = "number" if by == "jumlah" else "value"
    rows = few((r for r in table.rows() if r[name] is not None), own)
    if len(rows) < 2:
        return None
    unit, decimals = unit_of(table, name)
    unit = said(str(table.meta.get("counted") or unit) if by == "jumlah" else unit)
    svg = ranked.draw([(short(r["name"]), r[name], r["region"] == own) for r in rows], title=table.title, unit=unit,
                      release=table.release, decimals=decimals)  # fmt: skip
    return Drawn(svg, Text(f"Yang paling perlu perhatian di atas ({unit}).", f"Most in need on top ({unit})."))
