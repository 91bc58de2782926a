"""Siblings in order, the region at hand dark, the region above as a line."""

from __future__ import annotations

from sepakat.charts import ranked
from sepakat.charts._answers import Drawn, few, said, short, unit_of
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    own, meta = table.meta.get("own"), table.meta
    rows = few((r for r in table.rows() if r["value"] is not None), own)
    if len(rows) < 2:
        return None
    unit, decimals = unit_of(table, "value")
    unit = said(unit)
    mark, above = meta.get("reference"), str(meta.get("reference_name", ""))
    svg = ranked.draw([(short(r["name"]), r["value"], r["region"] == own) for r in rows], title=table.title, unit=unit,
                      release=table.release, decimals=decimals, mark=mark, mark_name=above)  # fmt: skip
    line_id, line_en = (f" Garis putus-putus: {above}.", f" Dashed line: {above}.") if mark is not None else ("", "")
    return Drawn(svg, Text(
        f"Dari yang terbaik di atas; batang gelap wilayah ini ({unit}).{line_id}",
        f"The best on top; the dark bar is this region ({unit}).{line_en}",
    ))  # fmt: skip
