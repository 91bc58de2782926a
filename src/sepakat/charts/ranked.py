"""Regions in order: one bar each, the region at hand dark, the rest light, a dashed line for what they are held to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _names, _svg, _vega
from sepakat.core.text import Text, language, number

Row = tuple[str, float | None, bool]  # name, value (None: hidden), whether it is the one at hand
LIGHT = "#9fbfdc"
WIDTH = 240


def draw(
    rows: Sequence[Row],
    *,
    title: Text,
    unit: str,
    release: str,
    decimals: int = 1,
    mark: float | None = None,
    mark_name: str = "",
) -> str:
    """SVG of horizontal bars in the order given. Values may lie on both sides of 0. Without any row at hand all are
    dark."""
    told = describe(rows, unit, decimals, mark, mark_name)
    args = {"rows": [list(r) for r in rows], "decimals": decimals, "mark": mark}
    return _vega.picture("ranked", args, title.in_(language()), told, release=release)


def describe(rows: Sequence[Row], unit: str, decimals: int, mark: float | None, mark_name: str) -> str:
    own = Text("wilayah ini", "this one").in_(language())
    words = "; ".join(
        f"{name}{f' ({own})' if at_hand else ''}: {number(v, decimals) if v is not None else '#'}"
        for name, v, at_hand in rows
    )
    said = Text("Garis putus-putus", "Dashed line").in_(language())
    line = f" {said}: {mark_name} {number(mark, decimals)}." if mark is not None else ""
    return f"{words} ({unit}).{line}"


def spec(rows: Sequence[Any], decimals: int, mark: float | None) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    names, axis, step = _names.beside([r[0] for r in rows])
    marked = any(own for _, _, own in rows)
    figures = [
        {"nama": name, "nilai": v or 0, "tulisan": "#" if v is None else number(v, decimals),
         "warna": _svg.BRAND if own or not marked else LIGHT, "sisi": "kiri" if (v or 0) < 0 else "kanan"}
        for name, (_, v, own) in zip(names, rows, strict=True)
    ]  # fmt: skip
    values = [float(f["nilai"]) for f in figures] + [mark or 0.0, 0.0]
    low, high = min(values), max(values)
    words = 7 * max(len(str(f["tulisan"])) for f in figures) + 8  # pixels of the longest figure beside its bar
    room = (high - low or 1) * max(0.22, words / (WIDTH - words))
    scale = alt.Scale(domain=[low - (room if low < 0 else 0), high + room], nice=False)
    base = alt.Chart(alt.NamedData("batang")).encode(
        y=alt.Y("nama:N", sort=None, title=None, axis=alt.Axis(**axis)),
        x=alt.X("nilai:Q", axis=None, scale=scale),
    )
    layers: list[Any] = [
        base.mark_bar(stroke=_svg.BRAND, strokeWidth=0.6).encode(color=alt.Color("warna:N", scale=None, legend=None))
    ]
    if mark is not None:
        rule = alt.Chart(alt.NamedData("garis")).mark_rule(strokeDash=[4, 3], color=_svg.INK)
        layers.append(rule.encode(x=alt.X("rata:Q", axis=None)))
    sides: Any = (("kanan", "left", 4), ("kiri", "right", -4))
    for side, align, dx in sides:
        told = base.transform_filter(f"datum.sisi == '{side}'")
        layers.append(told.mark_text(align=align, dx=dx, stroke="white", strokeWidth=4).encode(text="tulisan:N"))
        layers.append(told.mark_text(align=align, dx=dx).encode(text="tulisan:N"))
    chart = alt.layer(*layers).properties(width=WIDTH, height=alt.Step(step), padding=_vega.ROOM)
    made: dict[str, Any] = chart.to_dict()
    return made | {"config": _vega.THEME, "datasets": {"batang": figures, "garis": [{"rata": mark or 0}]}}
