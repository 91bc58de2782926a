"""Lines over releases or years: one or a few series, told apart by dashes and by their names, values printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _svg, _vega
from sepakat.core.text import Text, language, number

Series = tuple[str, Sequence[tuple[str, float | None]]]
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4])  # readable in grey
MOST = len(DASHES)


def draw(series: Sequence[Series], *, title: Text, unit: str, release: str, decimals: int = 1) -> str:
    """SVG of at most five series of (moment, value), moments in order; None leaves a gap."""
    told = describe(series, unit, decimals)
    args = {"series": [[name, [list(p) for p in points]] for name, points in series[:MOST]], "unit": unit}
    return _vega.picture("lines", args | {"decimals": decimals}, title.in_(language()), told, release=release)


def describe(series: Sequence[Series], unit: str, decimals: int) -> str:
    lines = []
    for name, points in series[:MOST]:
        values = (f"{at}: {number(v, decimals) if v is not None else '#'}" for at, v in points)
        lines.append(f"{name} ({unit}): {'; '.join(values)}.")
    return " ".join(lines)


def spec(series: Sequence[Any], unit: str, decimals: int) -> dict[str, Any]:
    """The Vega-Lite specification."""
    import altair as alt

    rows = [
        {"seri": name, "saat": at, "nilai": v, "tulisan": number(v, decimals), "urut": i}
        for name, points in series
        for i, (at, v) in enumerate(points)
        if v is not None
    ]
    moments = [at for at, _ in max((p for _, p in series), key=len, default=[])]
    names = [name for name, _ in series]
    dash = alt.Scale(domain=names, range=[list(d) for d in DASHES[: len(names)]])
    legend = None
    if len(names) > 1:
        legend = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=300, symbolType="stroke", symbolSize=400)
    base = alt.Chart(alt.NamedData("garis")).encode(
        x=alt.X("saat:N", sort=moments, title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("nilai:Q", title=unit, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=4)),
    )
    line = base.mark_line(color=_svg.BRAND, strokeWidth=2, point=alt.OverlayMarkDef(color=_svg.BRAND, size=40)).encode(
        strokeDash=alt.StrokeDash("seri:N", scale=dash, legend=legend)
    )
    halo = base.mark_text(dy=-10, stroke="white", strokeWidth=4).encode(text="tulisan:N", detail="seri:N")
    words = base.mark_text(dy=-10).encode(text="tulisan:N", detail="seri:N")
    made: dict[str, Any] = alt.layer(line, halo, words).properties(width=334, height=150, padding=6).to_dict()
    return made | {"config": _vega.THEME, "datasets": {"garis": rows}}
