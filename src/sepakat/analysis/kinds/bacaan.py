"""The five readings of TNP2K for a published series: position, trend, effectiveness, relevance, linkage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sepakat import regions
from sepakat.analysis import feeding, variables
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.effectiveness import effectiveness
from sepakat.analysis.fields import CHOICE, ROUND, Field, Takes
from sepakat.analysis.linkage import linkage
from sepakat.analysis.position import position
from sepakat.analysis.reading import Reading
from sepakat.analysis.relevance import relevance
from sepakat.analysis.scope import PLURAL
from sepakat.analysis.tables import STATEMENT, build, real, text
from sepakat.analysis.trend import trend
from sepakat.analysis.values import Figure, Point
from sepakat.core.errors import UserError
from sepakat.core.text import Text

LABEL = Text("Lima bacaan satu indikator", "Five readings of an indicator")
ASKS = Text(
    "Bagaimana posisi, tren, dan laju {indikator} di {wilayah}?",
    "Where does {indikator} stand in {wilayah}, how does it move, and how fast?",
)
WHY = Text(
    "Urutan baku diagnosis: posisi, perkembangan, efektivitas, relevansi, keterkaitan.",
    "The usual steps of a diagnosis: position, trend, effectiveness, relevance, linkage.",
)
READ = (
    Text(
        "Posisi: di mana kita di antara tetangga. Perkembangan: apakah membaik dari waktu ke waktu. Efektivitas: "
        "apakah perubahan terakhir lebih baik daripada sebelumnya. Relevansi: apakah arahnya sama dengan provinsi dan "
        "nasional. Keterkaitan: apakah bergerak bersama indikator lain.",
        "Position: where we are among neighbours. Trend: whether it gets better. Effectiveness: whether the last "
        "change beats the one before. Relevance: whether province and nation move the same way. Linkage: whether it "
        "goes with another indicator.",
    ),
    Text(
        "Angka terbitan tanpa galat baku hanya dinilai dengan aturan kerja; kalimatnya menyebut hal itu.",
        "Published figures without an error are judged by a rule of work only, and the sentence says so.",
    ),
)
TAKES = Takes(series=True, usual=("seri:p0",), levels=("kabupaten", "provinsi", "kecamatan", "desa"), nation=True)
OPTIONS: Mapping[str, Text] = {
    "putaran": Text("Putaran dalam tahun, misalnya 03.", "Round of the year, such as 03."),
    "kaitan": Text("Seri yang mungkin berkaitan.", "A series that may go with it."),
    "kaitan_putaran": Text("Putaran seri itu.", "Its round of the year."),
    "langkah": Text("Langkah yang menjadi kalimat jawaban.", "The step whose sentence answers."),
}
STEPS: Mapping[str, Text] = {
    "posisi": Text("Posisi relatif", "Relative position"),
    "perkembangan": Text("Perkembangan antarwaktu", "Trend"),
    "efektivitas": Text("Efektivitas", "Effectiveness"),
    "relevansi": Text("Relevansi", "Relevance"),
    "keterkaitan": Text("Keterkaitan", "Linkage"),
}
COLUMNS = (
    text("step", "Langkah", "Step", "code"),
    text("step_name", "Nama langkah", "Name of the step"),
    real(
        "size", "Ukuran utama langkah itu (jarak, laju setahun, selisih laju, perubahan, r)", "Main measure of the step"
    ),
    real("p", "Nilai p", "p", 3),
    STATEMENT,
    text("sentence", "Kalimat", "Sentence"),
)
FIELDS = (
    Field("langkah", Text("Yang ingin dibaca", "What to read"), CHOICE, tuple(STEPS.items())),
    ROUND,
)
_SIZE = {"perkembangan": "per_year", "keterkaitan": "r"}


def run(ask: Ask) -> Answer:
    """One row a step; a step that cannot be made says why."""
    one, at = ask.variables[0], ask.focus
    subject = one.subject
    month = ask.text("putaran")
    siblings = regions.load().codes(at.level, at.inside)
    above = [c for c in dict.fromkeys((at.inside, regions.NATION)) if c != at.own]
    found, told = variables.history(ask.release, one, [*siblings, *above], ask.source(one), month)
    own = str(at.own)
    names = feeding.names([*found, own])
    smallest = ask.rule("perubahan_berarti_min")
    mine = found.get(own, [])
    latest = feeding.latest(mine)
    now = {code: _at(points, latest) for code, points in found.items()}
    steps: dict[str, Callable[[], Reading]] = {
        "posisi": lambda: position(
            subject, own, {c: f for c, f in now.items() if c in siblings}, names=names,
            references={c: now[c] for c in above if c in now}, smallest=smallest,
        ),
        "perkembangan": lambda: trend(subject, names[own], mine, smallest=smallest),
        "efektivitas": lambda: effectiveness(subject, names[own], mine, smallest=smallest),
        "relevansi": lambda: relevance(
            subject, own, {c: found[c] for c in (own, *above) if c in found}, names=names, smallest=smallest
        ),
    }  # fmt: skip
    other = ask.text("kaitan")
    if other:
        steps["keterkaitan"] = lambda: _linked(ask, subject, {c: f for c, f in now.items() if c in siblings}, other)
    rows, said = [], {}
    for step, make in steps.items():
        try:
            reading = make()
        except UserError as problem:
            rows.append({"step": step, "step_name": STEPS[step], "statement": problem.title, "sentence": problem.title})
            continue
        said[step] = reading.sentence
        rows.append(_row(step, reading))
    if not said:
        raise UserError(
            Text(
                f"Tidak ada angka {subject.label.id} yang dapat dibaca.", f"No figures of {subject.label.en} to read."
            ),
            hint=Text("Masukkan angka terbitan, lalu susun rilis baru.", "Take in published figures."),
            code="figure-region",
        )
    notes = [*([told] if told else []), *([at.note] if at.note else [])]
    lines = {names[c]: [(p.period, p.figure.value) for p in found[c]] for c in (own, *above) if c in found}
    meta = {"own": own, "lines": lines, "unit": subject.unit, "decimals": subject.decimals, "label": subject.label}
    table = build(COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta=meta)
    return Answer(ask.question, table, said.get(ask.text("langkah", "perkembangan"), next(iter(said.values()))))


def _row(step: str, reading: Reading) -> dict[str, Any]:
    verdict = reading.verdict
    size = reading.numbers.get(_SIZE.get(step, "")) if step in _SIZE else verdict.difference if verdict else None
    return {
        "step": step, "step_name": STEPS[step], "size": size, "p": verdict.p if verdict else None,
        "statement": verdict.words if verdict else "", "sentence": reading.sentence,
    }  # fmt: skip


def _at(points: list[Point], when: Point | None) -> Figure:
    """The figure of the same period as the region's latest: one year for all."""
    return next((p.figure for p in points if when is not None and p.year == when.year), Figure(None))


def _linked(ask: Ask, subject: Any, now: Mapping[str, Figure], other: str) -> Reading:
    found = variables.published(ask.release, other, list(now), ask.text("kaitan_putaran"))
    beside = {c: feeding.latest(points) for c, points in found.items()}
    pairs = {c: (f.value, p.figure.value) for c, f in now.items() if (p := beside.get(c)) is not None}
    return linkage(subject, feeding.subject_of_series(other), pairs, PLURAL[ask.focus.level])
