"""Who enters and who leaves, by region: bars to both sides of a line, with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _svg, _vega
from sepakat.core.text import Text, language, number

Row = tuple[str, float | None, float | None]  # name, leaving, entering


def draw(rows: Sequence[Row], *, title: Text, unit: str, release: str) -> str:
    """SVG of one line a row: leaving to the left, entering to the right; None = hidden (`#`)."""
    told = describe(rows, unit)
    return _vega.picture("moves", {"rows": [list(r) for r in rows]}, title.in_(language()), told, release=release)


def describe(rows: Sequence[Row], unit: str) -> str:
    out, into = Text("keluar", "leave").in_(language()), Text("masuk", "enter").in_(language())
    words = "; ".join(
        f"{name}: {out} {number(a) if a is not None else '#'}, {into} {number(b) if b is not None else '#'}"
        for name, a, b in rows
    )
    return f"{words} ({unit})."


def spec(rows: Sequence[Any]) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    sides = (Text("Keluar", "Leave").in_(language()), Text("Masuk", "Enter").in_(language()))
    figures = []
    for name, leaving, entering in rows:
        for side, value in zip(sides, (leaving, entering), strict=True):
            length = (value or 0) * (-1 if side == sides[0] else 1)
            figures.append(
                {"nama": name, "sisi": side, "nilai": length, "tulisan": "#" if value is None else number(value)}
            )
    top = max([abs(f["nilai"]) for f in figures] + [1]) * 1.3
    base = alt.Chart(alt.NamedData("pindah")).encode(
        y=alt.Y("nama:N", sort=None, title=None, axis=alt.Axis(ticks=False, labelLimit=150, domain=False)),
        x=alt.X("nilai:Q", axis=None, scale=alt.Scale(domain=[-top, top], nice=False)),
    )
    colour = alt.Scale(domain=list(sides), range=["#b2abd2", _svg.BRAND])
    legend = alt.Legend(title=None, orient="bottom", columns=2)
    bars = base.mark_bar(stroke=_svg.LINE, strokeWidth=0.6).encode(
        color=alt.Color("sisi:N", scale=colour, legend=legend)
    )
    left = base.transform_filter(f"datum.sisi == '{sides[0]}'").mark_text(align="right", dx=-4).encode(text="tulisan:N")
    right = base.transform_filter(f"datum.sisi == '{sides[1]}'").mark_text(align="left", dx=4).encode(text="tulisan:N")
    chart = alt.layer(bars, left, right).properties(width=240, height=alt.Step(20), padding=_vega.ROOM)
    made: dict[str, Any] = chart.to_dict()
    return made | {"config": _vega.THEME, "datasets": {"pindah": figures}}
