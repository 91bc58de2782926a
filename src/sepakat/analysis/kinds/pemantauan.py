"""Monitoring: achievement against targets of RPJMD, RKPD or SDG, with colour and word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sepakat import catalogue
from sepakat.analysis import feeding, variables
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import CHOICE, NUMBER, ROUND, Field, Takes
from sepakat.analysis.kinds.masalah_prioritas import natural
from sepakat.analysis.monitoring import WORDS, Progress, Target, progress
from sepakat.analysis.tables import build, real, text, whole
from sepakat.analysis.values import Point, Subject, known
from sepakat.analysis.variables import SERIES
from sepakat.catalogue.published import one_series
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

LABEL = Text("Pemantauan terhadap sasaran", "Monitoring against targets")
ASKS = Text(
    "Apakah {indikator} di {wilayah} menuju sasarannya?", "Is {indikator} in {wilayah} on the way to its target?"
)
WHY = Text(
    "Capaian, upaya, warna dengan kata, dan saran perbaikan.",
    "Achievement, effort, a colour with its word, and what to do.",
)
READ = (
    Text(
        "Skor capaian membandingkan angka terakhir dengan sasarannya. Upaya bertanya lain: dari jalan yang seharusnya "
        "sudah ditempuh hari ini, berapa bagian yang sudah ditempuh? 1 berarti tepat waktu.",
        "The score holds the last figure against the target. Effort asks another thing: of the way that should have "
        "been gone by now, how much is gone? 1 means on time.",
    ),
    Text(
        "Warna selalu disertai kata: hijau sesuai rencana, kuning perlu dorongan, merah perlu perbaikan, abu-abu belum "
        "dapat dinilai. Ambangnya aturan kerja, bukan rumus resmi (belum dikonfirmasi).",
        "A colour always comes with its word: green on track, yellow needs a push, red needs correction, grey cannot "
        "be judged. The limits are rules of work, no official formula (unconfirmed).",
    ),
)
TAKES = Takes(
    1,
    8,
    series=True,
    usual=("seri:sanitasi_layak", "seri:air_minum_layak"),
    levels=("kabupaten", "provinsi", "kecamatan", "desa"),
    nation=True,
)
FIELDS = (
    Field(
        "angka",
        Text("Sasaran (angka)", "Target (a number)"),
        NUMBER,
        low=-1e9,
        high=1e9,
        hint=Text("Misalnya 85; kosong = sasaran alami.", "Such as 85; empty: the natural one."),
    ),
    Field(
        "tahun",
        Text("Tahun sasaran", "Target year"),
        NUMBER,
        low=2000,
        high=2100,
        hint=Text("Biasanya 2030.", "Usually 2030."),
    ),
    Field(
        "dokumen",
        Text("Dokumen sasaran", "Document"),
        CHOICE,
        tuple((name, Text(name, name)) for name in ("RPJMD", "RKPD", "SDG", "RPJMN", "Renstra")),
    ),
    ROUND,
)
OPTIONS: Mapping[str, Text] = {
    "sasaran": Text(
        "Berkas CSV sasaran (indicator, region, document, year, target, baseline, baseline_year).", "CSV of targets."
    ),
    "tahun": Text("Tahun sasaran SDG yang dipakai bila tidak ada berkas.", "Year of the SDG targets without a file."),
    "putaran": Text("Putaran seri, atau per seri: seri = putaran.", "Round of the series, or by series."),
    "angka": Text("Sasaran yang berlaku bagi semua indikator di sini.", "A target for all indicators here."),
    "dokumen": Text("Dokumen yang memuat sasaran itu.", "The document with that target."),
}
COLUMNS = (
    text("indicator", "Indikator atau seri", "Indicator or series", "code"),
    text("indicator_name", "Nama", "Name"),
    text("document", "Dokumen", "Document"),
    text("period", "Periode capaian", "Period"),
    real("real", "Capaian", "Achievement"),
    real("target", "Sasaran", "Target"),
    whole("target_year", "Tahun sasaran", "Target year"),
    real("baseline", "Angka awal", "Baseline"),
    real("score", "Skor capaian (persen)", "Score (percent)", 1, "persen"),
    real(
        "effort", "Upaya: bagian jalan yang sudah ditempuh (aturan kerja)", "Effort: share of the way gone (our rule)"
    ),
    text("colour", "Warna", "Colour", "code"),
    text("state", "Arti warna", "What the colour says"),
    text("sentence", "Kalimat dan saran", "Sentence and suggestion"),
)
SDG = "SDG"


def run(ask: Ask) -> Answer:
    """One row for each series and target."""
    at = ask.focus
    own, where = str(at.own), place(str(at.own))
    given = ask.options.get("sasaran")
    held = feeding.targets(Path(given)) if given else {}
    green, yellow = ask.rule("upaya_hijau_min"), ask.rule("upaya_kuning_min")
    rows, colours = [], []
    lines: dict[str, Any] = {}
    told: list[Text] = []
    for one in ask.variables:
        name, subject = one.name.removeprefix(SERIES), one.subject
        try:
            moved, note = variables.history(ask.release, one, [own], ask.source(one), _round(ask, name))
            points = known(moved.get(own, []))
            told += [note] if note else []
        except UserError as problem:
            if problem.code not in ("figure-region", "figure-unknown", "figure-none"):
                raise
            points = []
        lines[name] = [(p.period, p.figure.value) for p in points]
        for target in held.get((name, own), []) or _given(ask, points) or _natural(ask, one, points):
            last = points[-1] if points else None
            real = last.figure.value if last else None
            found = progress(
                subject, where, real, last.year if last else target.year, target, green=green, yellow=yellow
            )
            colours.append(found.colour)
            rows.append(_row(name, subject, target, last, found))
    if not rows:
        raise UserError(
            Text(f"Tidak ada sasaran atau angka untuk {where}.", f"There are no targets or figures for {where}."),
            hint=Text(
                "Masukkan angka terbitan, atau beri berkas sasaran.", "Take in figures, or give a file of targets."
            ),
            code="figure-region",
        )
    notes = [
        Text(
            f"Skor dan warna memakai aturan kerja yang belum dikonfirmasi: hijau bila upaya ≥ {_short(green)}, kuning "
            f"bila ≥ {_short(yellow)}, merah di bawahnya, abu-abu bila tidak dapat dinilai. Ini bukan rumus resmi.",
            f"Score and colour follow unconfirmed rules of work: green for effort ≥ {green:g}, yellow ≥ {yellow:g}, "
            "red below, "
            "grey where it cannot be judged. This is no official formula.",
        )
    ]
    if not given and "angka" not in ask.options:
        notes.append(
            Text(
                "Sasaran RPJMD atau RKPD belum diberikan; yang dipakai sasaran alami 100% atau 0% (belum "
                "dikonfirmasi).",
                "No RPJMD or RKPD targets were given; the natural target of 100% or 0% is used (unconfirmed).",
            )
        )
    notes += [*told, *([at.note] if at.note else [])]
    meta = {"own": own, "lines": lines, "green": green, "yellow": yellow}
    table = build(COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta=meta)
    said_id = ", ".join(f"{colours.count(c)} {WORDS[c].id} ({c})" for c in WORDS if c in colours)
    said_en = ", ".join(f"{colours.count(c)} {WORDS[c].en}" for c in WORDS if c in colours)
    worst = next((r for c in ("merah", "kuning") for r in rows if r["colour"] == c), None)
    tail = worst["sentence"] if worst else Text("", "")
    return Answer(
        ask.question,
        table,
        Text(f"Di {where}: {said_id}. {tail.id}".strip(), f"In {where}: {said_en}. {tail.en}".strip()),
    )


def _round(ask: Ask, name: str) -> str:
    given = ask.options.get("putaran", "")
    return str(given.get(name.partition("@")[0], "")) if isinstance(given, Mapping) else str(given)


def _given(ask: Ask, points: list[Point]) -> list[Target]:
    """The target that whoever asks names, from the first figure there is."""
    if "angka" not in ask.options:
        return []
    first = points[0] if points else None
    value, since = (first.figure.value, first.year) if first else (None, None)
    return [Target(ask.text("dokumen", "RPJMD"), ask.number("tahun", 2030), ask.number("angka", 0), value, since)]


def _natural(ask: Ask, one: variables.Variable, points: list[Point]) -> list[Target]:
    """The natural target of a percentage that belongs to an indicator, from the first figure there is."""
    linked = one_series(one.series.partition("@")[0]).indicator if one.series else None
    indicator = one.indicator or catalogue.indicators().get(linked or "")
    target = natural(indicator, ask.release) if indicator else None
    if target is None:
        subject = one.subject
        target = {"naik": 100.0, "turun": 0.0}.get(subject.direction) if subject.unit == "persen" else None
    if target is None:
        return []
    first = points[0] if points else None
    value, since = (first.figure.value, first.year) if first else (None, None)
    year = ask.number("tahun", 2030)
    return [Target(SDG, year, target, value, since, "belum dikonfirmasi")]


def _short(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _row(name: str, subject: Subject, target: Target, last: Point | None, found: Progress) -> dict[str, Any]:
    return {
        "indicator": name, "indicator_name": subject.label, "document": target.document,
        "period": last.period if last else None, "real": last.figure.value if last else None, "target": target.target,
        "target_year": int(target.year), "baseline": target.baseline, "score": found.score, "effort": found.effort,
        "colour": found.colour, "state": WORDS[found.colour], "sentence": found.sentence,
    }  # fmt: skip
