"""Whether two figures go together: a dot a region and, where it means something, the straight line through them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _names, _svg, _vega
from sepakat.core.text import Text, language, number

Point = tuple[str, float, float]  # name, across, up
WIDTH, HEIGHT = 310, 230


def draw(
    points: Sequence[Point],
    axes: tuple[str, str],
    *,
    title: Text,
    release: str,
    line: tuple[float, float] | None = None,
    named: Sequence[str] = (),
) -> str:
    """SVG of dots. axes: what is measured across and up, with the unit (in the picture A and B); line: height at 0 and
    slope; named: regions whose names stand beside their dots, as far as there is room."""
    told = describe(points, axes, line)
    args = {
        "points": [list(p) for p in points], "line": list(line) if line else None,
        "named": list(named),
    }  # fmt: skip
    return _vega.picture("scatter", args, title.in_(language()), told, release=release)


def describe(points: Sequence[Point], axes: tuple[str, str], line: tuple[float, float] | None) -> str:
    words = "; ".join(f"{name}: {number(x, 1)}, {number(y, 1)}" for name, x, y in points)
    said = ""
    if line is not None:
        way = Text("naik", "up") if line[1] > 0 else Text("turun", "down")
        told = Text("Garis lurus melalui titik-titik", "The line through them goes").in_(language())
        said = f" {told} {way.in_(language())}."
    return f"A: {axes[0]}; B: {axes[1]}. {words}.{said}"


def spec(points: Sequence[Any], line: Sequence[float] | None, named: Sequence[str]) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    spans = (_span([x for _, x, _ in points]), _span([y for _, _, y in points]))
    shown = _names.free([(n, x, y) for n, x, y in points], named, spans, (WIDTH, HEIGHT))
    rows = [{"nama": n, "x": x, "y": y, "tulisan": n if n in shown else ""} for n, x, y in points]
    low, high = min(x for _, x, _ in points), max(x for _, x, _ in points)
    ends = [{"x": x, "y": line[0] + line[1] * x} for x in (low, high)] if line else []
    scales = [alt.Scale(domain=list(span), nice=False) for span in spans]
    x = alt.X("x:Q", title="A →", scale=scales[0], axis=alt.Axis(tickCount=5))
    y = alt.Y("y:Q", title="B →", scale=scales[1], axis=alt.Axis(tickCount=5))
    base = alt.Chart(alt.NamedData("titik")).encode(x=x, y=y)
    layers: list[Any] = [
        alt.Chart(alt.NamedData("garis")).mark_line(color=_svg.INK, strokeDash=[6, 3], strokeWidth=1.5)
        .encode(x="x:Q", y="y:Q")
    ] if line else []  # fmt: skip
    layers += [
        base.mark_point(filled=True, size=60, opacity=1, color=_svg.BRAND),
        base.mark_text(dy=-10, stroke="white", strokeWidth=3).encode(text="tulisan:N"),
        base.mark_text(dy=-10).encode(text="tulisan:N"),
    ]
    made: dict[str, Any] = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, padding=6).to_dict()
    return made | {"config": _vega.THEME, "datasets": {"titik": rows, "garis": ends}}


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low or 1) * 0.1
    return low - room, high + room
