"""Target proposals for a series: trend with interval, peers' best quarter, what the targets above imply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat import regions
from sepakat.analysis import feeding, variables
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import NUMBER, ROUND, Field, Takes
from sepakat.analysis.proposals import Proposal, best_quarter, extrapolated, implied, sentence
from sepakat.analysis.tables import build, real, text
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

LABEL = Text("Usulan sasaran", "Target proposals")
ASKS = Text(
    "Berapa sasaran {indikator} yang wajar bagi {wilayah}?", "What target of {indikator} is reasonable for {wilayah}?"
)
WHY = Text(
    "Beberapa cara berdampingan: tren, wilayah setara, sasaran di atasnya.",
    "Several ways side by side: trend, peers, the targets above.",
)
READ = (
    Text(
        "Tren menjawab: bila laju selama ini berlanjut. Seperempat terbaik menjawab: bila kita menyamai wilayah yang "
        "sudah baik. Sasaran di atas menjawab: apa artinya bagi kita bila provinsi atau nasional mencapai sasarannya.",
        "The trend answers: if the pace goes on. The best quarter answers: if we match those who do well. The targets "
        "above answer: what it means for us if province or nation reach theirs.",
    ),
    Text(
        "Rentangnya lebar bila titiknya sedikit. Pilih dengan pertimbangan, jangan dirata-rata.",
        "The range is wide where points are few. Choose with judgement, not by their mean.",
    ),
)
TAKES = Takes(series=True, usual=("seri:p0",), levels=("kabupaten", "provinsi", "kecamatan", "desa"), nation=True)
FIELDS = (
    Field(
        "tahun",
        Text("Tahun sasaran", "Target year"),
        NUMBER,
        low=2000,
        high=2100,
        hint=Text("Biasanya 2030.", "Usually 2030."),
    ),
    Field("sasaran_provinsi", Text("Sasaran provinsi tahun itu", "The province's target"), NUMBER, low=-1e9, high=1e9),
    Field("sasaran_nasional", Text("Sasaran nasional tahun itu", "The nation's target"), NUMBER, low=-1e9, high=1e9),
    ROUND,
)
OPTIONS: Mapping[str, Text] = {
    "tahun": Text("Tahun sasaran.", "Year of the target."),
    "putaran": Text("Putaran seri, misalnya 03.", "Round of the series, such as 03."),
    "sasaran_provinsi": Text("Sasaran provinsi pada tahun itu.", "The province's target for that year."),
    "sasaran_nasional": Text("Sasaran nasional pada tahun itu.", "The nation's target for that year."),
}
COLUMNS = (
    text("way", "Cara", "Way", "code"),
    text("way_name", "Nama cara", "Name of the way"),
    real("value", "Usulan sasaran", "Proposed target", own=True),
    real("low", "Batas bawah 95%", "Lower bound, 95%", own=True),
    real("high", "Batas atas 95%", "Upper bound, 95%", own=True),
    text("basis", "Dasarnya", "What it rests on"),
)


def run(ask: Ask) -> Answer:
    """The proposals side by side."""
    one, at = ask.variables[0], ask.focus
    subject, own, year = one.subject, str(at.own), ask.number("tahun", 2030)
    siblings = regions.load().codes(at.level, at.inside)
    above = [c for c in dict.fromkeys((at.inside, regions.NATION)) if c != own]
    found, told = variables.history(ask.release, one, [*siblings, *above], ask.source(one), ask.text("putaran"))
    now = {c: last.figure.value for c, points in found.items() if (last := feeding.latest(points)) is not None}
    _something(found, subject.label)
    made = [_trend(subject, found.get(own, []), year)]
    made.append(best_quarter(subject, own, {c: v for c, v in now.items() if c in siblings}))
    for code, option in ((own[:2], "sasaran_provinsi"), (regions.NATION, "sasaran_nasional")):
        if option in ask.options and own in now and code != own:
            made += implied(subject, float(now[own] or 0), place(code), now.get(code), ask.number(option, 0))
    rows: list[dict[str, Any]] = [
        {"way": p.way, "way_name": p.label, "value": p.value, "low": p.low, "high": p.high, "basis": p.basis}
        for p in made
    ]
    notes = [
        Text("Usulan, bukan sasaran resmi; cara hitungnya pilihan kerja SEPAKAT.", "Proposals, not official targets."),
        *([told] if told else []),
        *([at.note] if at.note else []),
    ]
    if len(made) == 2:
        notes.append(
            Text(
                "Sasaran provinsi dan nasional belum diberikan, sehingga akibatnya tidak dihitung.",
                "No targets of province or nation were given, so what they imply is not worked out.",
            )
        )
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=subject.unit, decimals=subject.decimals,
    notes=notes, meta={"own": own, "year": year, "now": now.get(own),
    "lines": {place(own): [(p.period, p.figure.value) for p in found.get(own, [])]}})  # fmt: skip
    return Answer(ask.question, table, sentence(subject, place(own), made, year))


def _something(found: Mapping[str, Any], label: Text) -> None:
    if not any(feeding.latest(points) for points in found.values()):
        raise UserError(
            Text(f"Tidak ada angka {label.id} yang dapat dibaca.", f"No figures of {label.en} to read."),
            hint=Text("Masukkan angka terbitan, lalu susun rilis baru.", "Take in published figures."),
            code="figure-region",
        )


def _trend(subject: Any, points: Any, year: float) -> Proposal:
    try:
        return extrapolated(subject, points, year)
    except UserError as problem:  # two points are no trend: the row says so instead of a number
        return Proposal("tren", Text("Kelanjutan tren", "Trend goes on"), None, None, None, problem.title)
