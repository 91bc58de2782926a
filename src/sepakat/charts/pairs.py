"""Two groups on several measures: a line from one group's value to the other's, full dot and open square."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _svg, _vega
from sepakat.core.text import Text, language, number

Row = tuple[str, float, float]


def draw(
    rows: Sequence[Row], names: tuple[str, str], *, title: Text, unit: str, release: str, decimals: int = 1
) -> str:
    """SVG of (measure, value of the first group, value of the second) in the order given; names: of the groups."""
    args = {"rows": [list(r) for r in rows], "names": list(names), "decimals": decimals}
    told = describe(rows, names, unit, decimals)
    return _vega.picture("pairs", args, title.in_(language()), told, release=release)


def describe(rows: Sequence[Row], names: tuple[str, str], unit: str, decimals: int) -> str:
    """The picture in words."""
    words = (f"{name}: {names[0]} {number(a, decimals)}, {names[1]} {number(b, decimals)}" for name, a, b in rows)
    return f"{'; '.join(words)} ({unit})."


def spec(rows: Sequence[Any], names: Sequence[str], decimals: int) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    ends = [
        {"nama": name, "kelompok": group, "nilai": value, "tulisan": number(value, decimals), "kiri": left}
        for name, a, b in rows
        for group, value, left in ((names[0], a, a <= b), (names[1], b, b < a))
    ]
    spans = [{"nama": name, "dari": min(a, b), "sampai": max(a, b)} for name, a, b in rows]
    top = max([float(e["nilai"]) for e in ends] + [1.0]) * 1.18
    scale = alt.Scale(domain=[-0.12 * top, top], nice=False)
    names_axis = alt.Axis(ticks=False, labelLimit=150)
    span = alt.Chart(alt.NamedData("rentang")).mark_rule(strokeWidth=3, color=_svg.LINE)
    line = span.encode(
        y=alt.Y("nama:N", sort=None, title=None, axis=names_axis),
        x=alt.X("dari:Q", axis=None, scale=scale),
        x2="sampai:Q",
    )
    base = alt.Chart(alt.NamedData("ujung")).encode(
        y=alt.Y("nama:N", sort=None, title=None, axis=names_axis), x=alt.X("nilai:Q", axis=None, scale=scale)
    )
    legend = alt.Legend(title=None, orient="bottom", columns=2)
    colour = alt.Scale(domain=list(names), range=[_svg.BRAND, "#ffffff"])
    shape = alt.Scale(domain=list(names), range=["circle", "square"])
    dots = base.mark_point(size=70, opacity=1, stroke=_svg.INK, strokeWidth=1).encode(
        fill=alt.Fill("kelompok:N", scale=colour, legend=legend), shape=alt.Shape("kelompok:N", scale=shape)
    )
    left = base.transform_filter("datum.kiri").mark_text(align="right", dx=-8).encode(text="tulisan:N")
    right = base.transform_filter("!datum.kiri").mark_text(align="left", dx=8).encode(text="tulisan:N")
    chart = alt.layer(line, dots, left, right).properties(width=240, height=alt.Step(24), padding=_vega.ROOM)
    made: dict[str, Any] = chart.to_dict()
    return made | {"config": _vega.THEME, "datasets": {"ujung": ends, "rentang": spans}}
