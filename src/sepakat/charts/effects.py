"""Differences with their 95 percent range around a line at 0: full dots are real, hollow ones may be chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _names, _svg, _vega
from sepakat.core.text import Text, language, number

Row = tuple[str, float, float | None, float | None]  # name, difference, lower and upper limit


def draw(rows: Sequence[Row], *, title: Text, unit: str, release: str, decimals: int = 1) -> str:
    """SVG of one line a row, in the order given; without limits only the dot."""
    args = {"rows": [list(r) for r in rows], "decimals": decimals}
    return _vega.picture("effects", args, title.in_(language()), describe(rows, unit, decimals), release=release)


def describe(rows: Sequence[Row], unit: str, decimals: int) -> str:
    between = Text("antara {a} dan {b}", "between {a} and {b}").in_(language())
    words = []
    for name, value, low, high in rows:
        span = between.format(a=number(low, decimals), b=number(high, decimals)) if low is not None else ""
        words.append(f"{name}: {number(value, decimals)}{', ' + span if span else ''}")
    return f"{'; '.join(words)} ({unit})."


def real(low: float | None, high: float | None) -> bool:
    """Whether the range lies on one side of 0."""
    return low is not None and high is not None and (low > 0 or high < 0)


def spec(rows: Sequence[Any], decimals: int) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    names, axis, step = _names.beside([r[0] for r in rows], step=22)
    figures = [
        {"nama": n, "nilai": v, "bawah": v if low is None else low, "atas": v if high is None else high,
         "tulisan": ("+" if v > 0 else "") + number(v, decimals), "isi": _svg.BRAND if real(low, high) else "#ffffff"}
        for n, (_, v, low, high) in zip(names, rows, strict=True)
    ]  # fmt: skip
    ends = [float(f[k]) for f in figures for k in ("bawah", "atas")] + [0.0]
    room = (max(ends) - min(ends) or 1) * 0.08
    scale = alt.Scale(domain=[min(ends) - room, max(ends) + 3 * room], nice=False)
    base = alt.Chart(alt.NamedData("beda")).encode(
        y=alt.Y("nama:N", sort=None, title=None, axis=alt.Axis(**axis, domain=False)),
    )
    zero = alt.Chart(alt.NamedData("nol")).mark_rule(color=_svg.INK).encode(x=alt.X("nol:Q", scale=scale))
    lines = base.mark_rule(strokeWidth=3, color=_svg.BRAND, opacity=0.45).encode(
        x=alt.X("bawah:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4)), x2="atas:Q"
    )
    dots = base.mark_point(filled=True, size=60, opacity=1, stroke=_svg.BRAND, strokeWidth=1.5).encode(
        x=alt.X("nilai:Q", scale=scale), color=alt.Color("isi:N", scale=None, legend=None)
    )
    words = base.mark_text(align="left", dx=5).encode(x=alt.X("atas:Q", scale=scale), text="tulisan:N")
    chart = alt.layer(zero, lines, dots, words).properties(width=210, height=alt.Step(step), padding=_vega.ROOM)
    made: dict[str, Any] = chart.to_dict()
    return made | {"config": _vega.THEME, "datasets": {"beda": figures, "nol": [{"nol": 0}]}}
