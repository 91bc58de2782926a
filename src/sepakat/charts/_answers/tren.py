"""Lines over time: this region and those above it."""

from __future__ import annotations

from sepakat.charts import lines
from sepakat.charts._answers import Drawn, said
from sepakat.core.table import Table
from sepakat.core.text import Text, short_month


def draw(table: Table) -> Drawn | None:
    return over_time(table, str(table.meta.get("unit", "")), int(table.meta.get("decimals", 1)))


def over_time(table: Table, unit: str, decimals: int) -> Drawn | None:
    """Lines of `meta["lines"]` (name, then period and value), on one axis of all their periods."""
    held = {name: dict(points) for name, points in table.meta.get("lines", {}).items() if points}
    periods = sorted({period for points in held.values() for period in points})
    if len(periods) < 2 or not held:
        return None
    series = [(name, [(short_month(p), points.get(p)) for p in periods]) for name, points in held.items()]
    svg = lines.draw(series, title=table.title, unit=said(unit), release=table.release, decimals=decimals)
    return Drawn(svg, Text(
        "Garis utuh wilayah ini; garis putus-putus wilayah di atasnya.",
        "The full line is this region; broken lines are those above it.",
    ))  # fmt: skip
