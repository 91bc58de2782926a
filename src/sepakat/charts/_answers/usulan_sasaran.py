"""Proposals beside one another, the trend's with its range."""

from __future__ import annotations

from sepakat.charts import intervals
from sepakat.charts._answers import Drawn, said, unit_of
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    unit, decimals = unit_of(table, "value")
    unit = said(unit)
    now = table.meta.get("now")
    rows = [(_short(r["way_name"]), r["value"], r["low"], r["high"]) for r in table.rows() if r["value"] is not None]
    if not rows:
        return None
    made = [(name, v, v if low is None else low, v if high is None else high) for name, v, low, high in rows]
    if now is not None:
        made.insert(0, (str(Text("Angka sekarang", "Now")), now, now, now))
    svg = intervals.draw(made, title=table.title, unit=unit, release=table.release, decimals=decimals)
    return Drawn(svg, Text(
        f"Angka sekarang, lalu tiap usulan; garis: rentang 95 persen dari tren ({unit}).",
        f"The figure now, then each proposal; the line is the 95 percent range of the trend ({unit}).",
    ))  # fmt: skip


def _short(name: str) -> str:
    return name.partition(" di antara")[0].partition(" of peers")[0]
