"""Priority areas by score."""

from __future__ import annotations

from sepakat.charts import ranked
from sepakat.charts._answers import Drawn, few, short
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    first = int(table.meta.get("first", 3))
    rows = few((r for r in table.rows() if r["score"] is not None), table.meta.get("own"))
    if len(rows) < 2:
        return None
    bars = [(short(r["name"]), r["score"], r["place"] <= first) for r in rows]
    svg = ranked.draw(bars, title=table.title, unit="0–1", release=table.release, decimals=2)
    return Drawn(svg, Text("Skor prioritas; batang gelap yang didahulukan.", "Priority score; dark bars come first."))
