"""Two problems at once: a dot a region, two lines, and the name of each quarter in its corner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sepakat.charts import _names, _svg, _vega
from sepakat.core.text import Text, language, number

Point = tuple[str, float, float, str]  # name, first value, second value, quarter
SHAPES = ("circle", "triangle-up", "square", "diamond")
FILLS = ("#0b4f8a", "#2c7fb8", "#41b6c4", "#ffffff")
WIDTH, HEIGHT = 310, 270


def draw(
    points: Sequence[Point],
    cuts: tuple[float, float],
    corners: Mapping[str, tuple[bool, bool, str]],
    axes: tuple[str, str],
    *,
    title: Text,
    release: str,
    named: Sequence[str] = (),
) -> str:
    """SVG of a square. corners: by quarter whether it lies right of the first line, above the second, and its name;
    axes: what is measured across and up, with the unit (in the picture A and B); named: regions whose names stand
    beside their dots, the most wanted first, as far as there is room."""
    told = describe(points, cuts, corners, axes)
    args = {
        "points": [list(p) for p in points], "cuts": list(cuts),
        "corners": {k: list(v) for k, v in corners.items()}, "named": list(named),
    }  # fmt: skip
    return _vega.picture("quadrant", args, title.in_(language()), told, release=release)


def describe(
    points: Sequence[Point],
    cuts: tuple[float, float],
    corners: Mapping[str, tuple[bool, bool, str]],
    axes: tuple[str, str],
) -> str:
    held = []
    for quarter, (_, _, name) in corners.items():
        inside = [f"{n} ({number(x, 1)}; {number(y, 1)})" for n, x, y, q in points if q == quarter]
        held.append(f"{name}: {', '.join(inside) or '–'}")
    lines = Text("Garis pembagi", "Dividing lines").in_(language())
    return f"A: {axes[0]}; B: {axes[1]}. {'. '.join(held)}. {lines}: {number(cuts[0], 1)}; {number(cuts[1], 1)}."


def spec(
    points: Sequence[Any], cuts: Sequence[float], corners: Mapping[str, Any], named: Sequence[str]
) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    order = list(corners)
    spans = (_span([p[1] for p in points], cuts[0]), _span([p[2] for p in points], cuts[1]))
    shown = _names.free([(n, x, y) for n, x, y, _ in points], named, spans, (WIDTH, HEIGHT), list(corners.values()))
    rows = [{"nama": n, "x": x, "y": y, "bagian": q, "tulisan": n if n in shown else ""} for n, x, y, q in points]
    words = [
        {"x": spans[0][1] if right else spans[0][0], "y": spans[1][1] if above else spans[1][0], "tulisan": name,
         "kanan": bool(right), "atas": bool(above)}
        for right, above, name in corners.values()
    ]  # fmt: skip
    scales = [alt.Scale(domain=list(span), nice=False, zero=False) for span in spans]
    x = alt.X("x:Q", title="A →", scale=scales[0], axis=alt.Axis(tickCount=5))
    y = alt.Y("y:Q", title="B →", scale=scales[1], axis=alt.Axis(tickCount=5))
    base = alt.Chart(alt.NamedData("titik")).encode(x=x, y=y)
    lines = alt.Chart(alt.NamedData("garis"))
    layers: list[Any] = [
        lines.mark_rule(strokeDash=[4, 3], color=_svg.INK).encode(x="x:Q"),
        lines.mark_rule(strokeDash=[4, 3], color=_svg.INK).encode(y="y:Q"),
    ]
    sides: Any = ((True, "right", -3), (False, "left", 3))
    ends: Any = ((True, "top", 2), (False, "bottom", -2))
    for right, align, dx in sides:
        for above, baseline, dy in ends:
            text = alt.Chart(alt.NamedData("sudut")).transform_filter(
                f"datum.kanan == {str(right).lower()} && datum.atas == {str(above).lower()}"
            )
            layers.append(
                text.mark_text(align=align, baseline=baseline, dx=dx, dy=dy, fontStyle="italic", color=_svg.MUTED)
                .encode(x="x:Q", y="y:Q", text="tulisan:N")
            )  # fmt: skip
    layers.append(
        base.mark_point(filled=True, size=60, opacity=1, stroke=_svg.INK, strokeWidth=0.7).encode(
            shape=alt.Shape("bagian:N", scale=alt.Scale(domain=order, range=list(SHAPES)), legend=None),
            color=alt.Color("bagian:N", scale=alt.Scale(domain=order, range=list(FILLS)), legend=None),
        )
    )
    layers.append(base.mark_text(dy=-10, stroke="white", strokeWidth=3).encode(text="tulisan:N"))
    layers.append(base.mark_text(dy=-10).encode(text="tulisan:N"))
    made: dict[str, Any] = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, padding=6).to_dict()
    data = {"titik": rows, "garis": [{"x": cuts[0], "y": cuts[1]}], "sudut": words}
    return made | {"config": _vega.THEME, "datasets": data}


def _span(values: Sequence[float], cut: float) -> tuple[float, float]:
    """From below the lowest to above the highest, the line inside, with room for the corners' names."""
    low, high = min([*values, cut]), max([*values, cut])
    room = (high - low or 1) * 0.16
    return low - room, high + room
