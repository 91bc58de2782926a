"""An indicator over the releases that led to this one: its value in each, as they were published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sepakat import catalogue
from sepakat.analysis.scoring.freshness import chain
from sepakat.core.errors import UserError
from sepakat.core.text import Text, long_date, number
from sepakat.documents import counted
from sepakat.documents.making import GAPS, Ask, no_figure
from sepakat.documents.parts import Part, Picture, Run, Tabulated
from sepakat.engine import frames

LABEL = Text("Indikator antarrilis", "An indicator over releases")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Satu indikator registri.", "One indicator of the registry."),
    "rilis": Text("Berapa rilis terakhir (5).", "How many last releases (5)."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    """A row a release, the oldest first, and the picture. A release that lacks the indicator has no row."""
    id_ = ask.need("id", "sanitasi_layak")[0]
    about = catalogue.indicator(id_)
    rows: list[tuple[Run, ...]] = []
    drawn: list[tuple[str, float | None]] = []
    for held in reversed(chain(ask.lake, ask.release)[: ask.whole("rilis", 5, 2, 12)]):
        try:
            found = counted.counts(replace(ask, release=held), [id_], ask.region, ask.level)
        except UserError as problem:
            if problem.code not in GAPS:
                raise
            continue
        row, subject = found.row(id_, ask.region), counted.subject(id_)
        said, value = counted.shown(row, subject)
        told = counted.told(ask, found, id_, f"{id_}:{held.id}", said, value, ask.region, formula=f"Rilis {held.id}")
        n, many = counted.shown(row, subject, "n")
        size = counted.told(ask, found, id_, f"{id_}:{held.id}:n", n, many, ask.region, what="n")
        rows.append((held.id, long_date(frames.day(held), "id"), told, size))
        drawn.append((held.id, value))
    if not any(value is not None for _, value in drawn):
        raise no_figure(about.nama, ask.name, hidden=True)
    title = f"{about.nama} menurut rilis, {ask.name}"
    heads = ("Rilis", "Tanggal", f"Nilai ({about.satuan})", "n")
    made = Tabulated(title, heads, tuple(rows), f"{counted.LEGEND} Nilai tiap rilis seperti terbit waktu itu.")
    if len(drawn) < 2:
        return (made,)
    words = Text(title, title)
    alt = "; ".join(f"{when}: {number(v, 1, 'id') if v is not None else '#'}" for when, v in drawn)
    picture: Picture = ask.draw("lines", title, f"{alt} ({about.satuan}).", [(ask.name, drawn)], title=words,
                                unit=about.satuan, release=ask.release.id)  # fmt: skip
    return (picture, made)
