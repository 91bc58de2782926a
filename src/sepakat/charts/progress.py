"""How far on the way to a target: a bar a target against the way that should be gone by now, with its word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _names, _svg, _vega
from sepakat.core.text import Text, language, number

Row = tuple[str, float | None, str]  # name, share of the expected way that is gone, the word of its colour
LONGEST = 1.5


def draw(rows: Sequence[Row], *, title: Text, release: str) -> str:
    """SVG of one bar a target, cut off at 1.5 times the expected way; the dashed line is what is expected."""
    args = {"rows": [list(r) for r in rows]}
    return _vega.picture("progress", args, title.in_(language()), describe(rows), release=release)


def describe(rows: Sequence[Row]) -> str:
    of = Text("persen dari jalan yang seharusnya", "percent of the way that should be gone").in_(language())
    words = "; ".join(
        f"{name}: {word}{f' ({number(100 * effort)} {of})' if effort is not None else ''}"
        for name, effort, word in rows
    )
    line = Text("Garis putus-putus: tepat waktu.", "Dashed line: on time.").in_(language())
    return f"{words}. {line}"


def spec(rows: Sequence[Any]) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    names, axis, step = _names.beside([r[0] for r in rows], step=24)
    figures = [
        {"nama": name, "jalan": min(max(effort or 0, 0), LONGEST), "tulisan": word}
        for name, (_, effort, word) in zip(names, rows, strict=True)
    ]
    base = alt.Chart(alt.NamedData("upaya")).encode(
        y=alt.Y("nama:N", sort=None, title=None, axis=alt.Axis(**axis)),
        x=alt.X("jalan:Q", axis=None, scale=alt.Scale(domain=[0, LONGEST + 0.75], nice=False)),
    )
    rule = alt.Chart(alt.NamedData("garis")).mark_rule(strokeDash=[4, 3], color=_svg.INK)
    layers: list[Any] = [
        base.mark_bar(color=_svg.BRAND),
        rule.encode(x=alt.X("tepat:Q", axis=None)),
        base.mark_text(align="left", dx=4, stroke="white", strokeWidth=4).encode(text="tulisan:N"),
        base.mark_text(align="left", dx=4).encode(text="tulisan:N"),
    ]
    chart = alt.layer(*layers).properties(width=220, height=alt.Step(step), padding=_vega.ROOM)
    made: dict[str, Any] = chart.to_dict()
    return made | {"config": _vega.THEME, "datasets": {"upaya": figures, "garis": [{"tepat": 1}]}}
