"""Estimates with their intervals, one under another: a dot and a line from lower to upper limit, figures beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _names, _svg, _vega
from sepakat.core.text import Text, language, number

Row = tuple[str, float, float, float]


def draw(rows: Sequence[Row], *, title: Text, unit: str, release: str, decimals: int = 1) -> str:
    """SVG of (name, estimate, lower, upper) in the order given."""
    args = {"rows": [list(r) for r in rows], "decimals": decimals}
    return _vega.picture("intervals", args, title.in_(language()), describe(rows, unit, decimals), release=release)


def describe(rows: Sequence[Row], unit: str, decimals: int) -> str:
    """The picture in words."""
    between = Text("antara {a} dan {b}", "between {a} and {b}").in_(language())
    words = []
    for name, value, low, high in rows:
        span = between.format(a=number(low, decimals), b=number(high, decimals))
        words.append(f"{name}: {number(value, decimals)}, {span}")
    return f"{'; '.join(words)} ({unit})."


def spec(rows: Sequence[Any], decimals: int) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    names, axis, step = _names.beside([r[0] for r in rows])
    figures = [
        {"nama": name, "nilai": value, "bawah": low, "atas": high, "tulisan": number(value, decimals)}
        for name, (_, value, low, high) in zip(names, rows, strict=True)
    ]
    top = max([float(f["atas"]) for f in figures] + [1.0]) * 1.12
    scale = alt.Scale(domain=[0, top], nice=False)
    base = alt.Chart(alt.NamedData("selang")).encode(
        y=alt.Y("nama:N", sort=None, title=None, axis=alt.Axis(**axis)),
    )
    lines = base.mark_rule(strokeWidth=3, color=_svg.BRAND, opacity=0.45).encode(
        x=alt.X("bawah:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4)), x2="atas:Q"
    )
    dots = base.mark_point(filled=True, size=55, color=_svg.BRAND, opacity=1).encode(x=alt.X("nilai:Q", scale=scale))
    words = base.mark_text(align="left", dx=5).encode(x=alt.X("atas:Q", scale=scale), text="tulisan:N")
    chart = alt.layer(lines, dots, words).properties(width=240, height=alt.Step(step), padding=_vega.ROOM)
    made: dict[str, Any] = chart.to_dict()
    return made | {"config": _vega.THEME, "datasets": {"selang": figures}}
