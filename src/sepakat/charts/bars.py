"""Bars side by side, each with its name and its value: classes of a breakdown, regions, kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _svg, _vega
from sepakat.core.text import Text, language, number


def draw(
    values: Sequence[tuple[str, float | None]],
    *,
    title: Text,
    unit: str,
    release: str,
    decimals: int = 1,
    mark: float | None = None,
) -> str:
    """SVG of horizontal bars in the order given; None = hidden (`#`). mark: a reference, as a dashed upright line."""
    told = describe(values, unit, decimals, mark)
    args = {"values": [list(v) for v in values], "decimals": decimals, "mark": mark}
    return _vega.picture("bars", args, title.in_(language()), told, release=release)


def describe(values: Sequence[tuple[str, float | None]], unit: str, decimals: int, mark: float | None) -> str:
    words = "; ".join(f"{name}: {number(v, decimals) if v is not None else '#'}" for name, v in values)
    said = Text("Garis putus-putus", "Dashed line").in_(language())
    line = f" {said}: {number(mark, decimals)}." if mark is not None else ""
    return f"{words} ({unit}).{line}"


def spec(values: Sequence[Any], decimals: int, mark: float | None) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    rows = [
        {"nama": name, "nilai": 0 if v is None else v, "tulisan": "#" if v is None else number(v, decimals)}
        for name, v in values
    ]
    top = max([float(r["nilai"]) for r in rows] + [mark or 0]) * 1.15 or 1
    base = alt.Chart(alt.NamedData("batang")).encode(
        y=alt.Y("nama:N", sort=None, title=None, axis=alt.Axis(ticks=False, labelLimit=150)),
        x=alt.X("nilai:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False)),
    )
    layers: list[Any] = [base.mark_bar(color=_svg.BRAND)]
    if mark is not None:
        rule = alt.Chart(alt.NamedData("garis")).mark_rule(strokeDash=[4, 3], color=_svg.INK)
        layers.append(rule.encode(x=alt.X("rata:Q", axis=None)))
    layers.append(base.mark_text(align="left", dx=4, stroke="white", strokeWidth=4).encode(text="tulisan:N"))
    layers.append(base.mark_text(align="left", dx=4).encode(text="tulisan:N"))
    chart = alt.layer(*layers).properties(width=240, height=alt.Step(20), padding=_vega.ROOM)
    made: dict[str, Any] = chart.to_dict()
    return made | {"config": _vega.THEME, "datasets": {"batang": rows, "garis": [{"rata": mark or 0}]}}
