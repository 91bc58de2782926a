"""Share of a region's persons in each welfare decile, as bars with their value on top.

A region like the whole country would have ten bars of ten percent; the dashed line stands there. Deciles 1-4, the
usual target of programmes, are dark. Hidden bars carry `#`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sepakat.charts import _svg, _vega
from sepakat.core.text import Text, language, number

_LIGHT = "#8fb3d1"


def draw(shares: Sequence[float | None], *, title: Text, release: str) -> str:
    """SVG of ten shares in percent, decile 1 first; None = hidden or not known."""
    lang = language()
    told = describe(shares).in_(lang)
    return _vega.picture("deciles", {"shares": list(shares)}, title.in_(lang), told, release=release)


def describe(shares: Sequence[float | None]) -> Text:
    """The picture in one sentence for readers who do not see it."""

    def listed(lang: str) -> str:
        words = [f"{i}: {number(v, 1, lang) if v is not None else '#'}" for i, v in enumerate(shares, 1)]
        return "; ".join(words)

    return Text(
        f"Persen orang per desil nasional, simulasi. {listed('id')}. Garis putus-putus: 10 persen.",
        f"Percent of persons by national decile, simulation. {listed('en')}. Dashed line: 10 percent.",
    )


def spec(shares: Sequence[float | None]) -> dict[str, Any]:
    """The Vega-Lite specification (compared with a reviewed file by the golden tests)."""
    rows: list[Mapping[str, Any]] = [
        {
            "desil": str(i),
            "persen": 0 if v is None else round(v, 3),
            "tulisan": "#" if v is None else number(v, 1),
            "warna": _svg.BRAND if i <= 4 else _LIGHT,
        }
        for i, v in enumerate(shares, 1)
    ]
    top = max([10.0, *(float(r["persen"]) for r in rows)]) * 1.12
    return _frame(language()) | {"datasets": {"orang": rows, "garis": [{"rata": 10, "atas": round(top, 2)}]}}


@cache
def _frame(lang: str) -> dict[str, Any]:
    """The chart without its figures: Altair checks it against the schema once, not for every region."""
    import altair as alt

    words = Text("desil nasional (1 = kesejahteraan terendah)", "national decile (1 = lowest welfare)")
    base = alt.Chart(alt.NamedData("orang")).encode(
        x=alt.X("desil:N", sort=None, title=words.in_(lang), axis=alt.Axis(labelAngle=0, ticks=False)),
        y=alt.Y("persen:Q", axis=None, scale=alt.Scale(nice=False, zero=True)),
    )
    bars = base.mark_bar().encode(color=alt.Color("warna:N", scale=None))
    # The halo keeps the dashed line from running through a number.
    halo = base.mark_text(dy=-7, stroke="white", strokeWidth=4).encode(text="tulisan:N")
    labels = base.mark_text(dy=-7).encode(text="tulisan:N")
    line = alt.Chart(alt.NamedData("garis")).mark_rule(strokeDash=[4, 3], color=_svg.INK, opacity=0.7)
    # An unseen mark above the highest bar makes room for its number.
    room = alt.Chart(alt.NamedData("garis")).mark_tick(opacity=0).encode(y=alt.Y("atas:Q", axis=None))
    chart = alt.layer(bars, line.encode(y=alt.Y("rata:Q", axis=None)), room, halo, labels)
    made: dict[str, Any] = chart.properties(width=334, height=150, padding=3).to_dict()
    return made | {"config": _vega.THEME}
