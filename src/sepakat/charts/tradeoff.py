"""What each rupiah buys: one dot a rule, cost across, the thing to make small (or large) up, the ceiling as a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _svg, _vega
from sepakat.core.text import Text, language, number

Point = tuple[float, float, bool]  # cost, height, picked
MOST = 12  # dots told one by one in words


def draw(
    points: Sequence[Point],
    *,
    title: Text,
    cost: Text,
    height: Text,
    ceiling: float | None,
    release: str,
    decimals: int = 1,
) -> str:
    """SVG of the rules that no other beats, cheapest first. cost, height: what the axes count, with the unit."""
    told = describe(points, str(cost), str(height), ceiling, decimals)
    args = {"points": [list(p) for p in points], "cost": str(cost), "height": str(height), "ceiling": ceiling}
    return _vega.picture("tradeoff", args, title.in_(language()), told, release=release)


def describe(points: Sequence[Point], cost: str, height: str, ceiling: float | None, decimals: int) -> str:
    """Every dot up to MOST of them, evenly taken, the picked one always; the rest stand in the table."""
    step = max(1, -(-len(points) // MOST))
    chosen = [p for i, p in enumerate(points) if i % step == 0 or p[2]]
    picked = Text("terpilih", "picked").in_(language())
    words = "; ".join(
        f"{number(x, decimals)}: {number(y, decimals)}{f' ({picked})' if hit else ''}" for x, y, hit in chosen
    )
    line = f" {Text('Plafon', 'Ceiling').in_(language())}: {number(ceiling, decimals)}." if ceiling else ""
    return f"{cost}, {height}: {words}.{line}"


def spec(points: Sequence[Any], cost: str, height: str, ceiling: float | None) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    dotted = "replace(format(datum.value, ',~f'), /,/g, '.')" if language() == "id" else "format(datum.value, ',~f')"
    rows = [{"biaya": x, "nilai": y, "urut": i} for i, (x, y, _) in enumerate(points)]
    marked = [{"biaya": x, "nilai": y, "tulisan": "★"} for x, y, hit in points if hit]
    base = alt.Chart(alt.NamedData("aturan")).encode(
        x=alt.X("biaya:Q", title=cost, axis=alt.Axis(tickCount=5, labelExpr=dotted)),
        y=alt.Y("nilai:Q", title=height, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5)),
    )
    layers: list[Any] = [
        base.mark_line(color=_svg.BRAND, strokeWidth=1.5, interpolate="step-after"),
        base.mark_point(color=_svg.BRAND, filled=True, size=30, opacity=1),
    ]
    if ceiling is not None:
        rule = alt.Chart(alt.NamedData("plafon")).mark_rule(strokeDash=[4, 3], color=_svg.INK)
        layers.append(rule.encode(x=alt.X("biaya:Q")))
    star = alt.Chart(alt.NamedData("terpilih")).mark_text(fontSize=20, color=_svg.INK)
    layers.append(star.encode(x=alt.X("biaya:Q"), y=alt.Y("nilai:Q"), text="tulisan:N"))
    made: dict[str, Any] = alt.layer(*layers).properties(width=330, height=190, padding=6).to_dict()
    data = {"aturan": rows, "plafon": [{"biaya": ceiling or 0}], "terpilih": marked}
    return made | {"config": _vega.THEME, "datasets": data}
