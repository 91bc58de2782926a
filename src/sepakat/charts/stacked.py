"""Whole bars divided into parts: shares of the same whole, lettered so that they can be read in grey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sepakat.charts import _vega
from sepakat.charts._classes import LETTER_INK, YLGNBU
from sepakat.core.text import Text, language, number

Row = tuple[str, Sequence[float | None]]
MOST = len(YLGNBU)
LEAST = 6.0  # percent: a narrower part has no room for its letter


def draw(rows: Sequence[Row], parts: Sequence[str], *, title: Text, release: str) -> str:
    """SVG of one bar a row; parts: names of at most five parts, whose shares in percent the rows hold in order."""
    told = describe(rows, parts)
    args = {"rows": [[name, list(shares)] for name, shares in rows], "parts": list(parts)}
    return _vega.picture("stacked", args, title.in_(language()), told, release=release)


def describe(rows: Sequence[Row], parts: Sequence[str]) -> str:
    said = []
    for name, shares in rows:
        values = (f"{p} {number(s, 1) if s is not None else '#'}" for p, s in zip(parts, shares, strict=True))
        said.append(f"{name}: {', '.join(values)}")
    return f"{'; '.join(said)} ({Text('persen', 'percent').in_(language())})."


def spec(rows: Sequence[Any], parts: Sequence[str]) -> dict[str, Any]:
    """The Vega-Lite specification. A row with a hidden part has no bar: the rest would tell it."""
    import altair as alt

    letters = "ABCDE"
    ink = ["#1b1b1b" if i == "disc" else i for i in LETTER_INK]
    names = [f"{letters[i]} {name}" for i, name in enumerate(parts[:MOST])]
    figures = []
    for name, shares in rows:
        whole, start = all(s is not None for s in shares), 0.0
        for i, share in enumerate(shares[:MOST]):
            size = float(share) if whole and share is not None else 0.0
            sign = letters[i] if size >= LEAST else "" if whole or i else "#"
            figures.append(
                {"baris": name, "bagian": names[i], "dari": start, "sampai": start + size,
                 "tengah": start + size / 2 if whole else 3, "huruf": sign, "tinta": ink[i]}
            )  # fmt: skip
            start += size
    colour = alt.Scale(domain=names, range=list(YLGNBU[: len(names)]))
    base = alt.Chart(alt.NamedData("bagian")).encode(
        y=alt.Y("baris:N", sort=None, title=None, axis=alt.Axis(ticks=False, labelLimit=150)),
    )
    bars = base.mark_bar(stroke="#8a8a8a", strokeWidth=0.6).encode(
        x=alt.X("dari:Q", axis=None, scale=alt.Scale(domain=[0, 100])),
        x2="sampai:Q",
        color=alt.Color("bagian:N", scale=colour, legend=alt.Legend(title=None, orient="bottom", columns=2)),
    )
    words = base.mark_text(fontWeight="bold").encode(
        x=alt.X("tengah:Q", axis=None), text="huruf:N", color=alt.Color("tinta:N", scale=None)
    )
    chart = alt.layer(bars, words).properties(width=260, height=alt.Step(22), padding=_vega.ROOM)
    made: dict[str, Any] = chart.to_dict()
    made["resolve"] = {"scale": {"color": "independent"}}
    return made | {"config": _vega.THEME, "datasets": {"bagian": figures}}
