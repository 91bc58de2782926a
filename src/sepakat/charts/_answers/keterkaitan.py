"""Pairs of figures; the line is the least-squares line of the dots."""

from __future__ import annotations

from sepakat.charts import scatter
from sepakat.charts._answers import Drawn, said, short
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    rows, meta = table.rows(), table.meta
    if len(rows) < 3:
        return None
    x, y = [r["determinant"] for r in rows], [r["outcome"] for r in rows]
    middle, height = sum(x) / len(x), sum(y) / len(y)
    spread = sum((v - middle) ** 2 for v in x)
    slope = sum((a - middle) * (b - height) for a, b in zip(x, y, strict=True)) / spread if spread else 0.0
    axes = [f"{label} ({said(unit)})" for label, unit in zip(meta["labels"], meta["units"], strict=True)]
    ends = sorted(rows, key=lambda r: r["outcome"])
    named = [short(r["name"]) for r in (*ends[:2], *ends[-2:])]
    svg = scatter.draw([(short(r["name"]), r["determinant"], r["outcome"]) for r in rows], (axes[1], axes[0]),
                       title=table.title, release=table.release, line=(height - slope * middle, slope),
                       named=named)  # fmt: skip
    return Drawn(
        svg,
        Text(
            f"A (mendatar): {axes[1]}. B (tegak): {axes[0]}. Tiap titik satu wilayah; garis putus-putus arah umumnya.",
            f"A (across): {axes[1]}. B (up): {axes[0]}. Each dot is a region; the dashed line is the general way.",
        ),
    )
