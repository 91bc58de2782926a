"""Differences of the outcome with their ranges."""

from __future__ import annotations

from sepakat.charts import effects
from sepakat.charts._answers import Drawn, plain
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    rows = [r for r in table.rows() if r["effect"] is not None]
    unit = (
        Text("poin persen", "percent points") if table.meta.get("model") == "logit" else Text("satuannya", "its unit")
    )
    svg = effects.draw([(named(r["term_name"]), r["effect"], r["low"], r["high"]) for r in rows], title=table.title,
                       unit=str(unit), release=table.release)  # fmt: skip
    return Drawn(svg, Text(
        f"Beda hasil ({unit.id}) dengan rentang 95 persen. Titik penuh: nyata; titik kosong: bisa jadi kebetulan.",
        f"Difference of the outcome ({unit.en}) with its 95 percent range. Full: real; hollow: may be chance.",
    ))  # fmt: skip


def named(label: str) -> str:
    """`Desil 2` for `Desil nasional (simulasi): Desil 2`: a class that begins with a word of its trait says enough."""
    trait, _, own = plain(label).partition(": ")
    return own if own and own.split()[0].lower() in trait.lower().split() else plain(label)
