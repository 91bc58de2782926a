"""Monitoring: achievement against targets of RPJMD, RKPD or SDG, with colour and word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sepakat import catalogue
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.kinds.masalah_prioritas import natural
from sepakat.analysis.monitoring import WORDS, Progress, Target, progress
from sepakat.analysis.tables import build, real, text, whole
from sepakat.analysis.values import Point, Subject, known
from sepakat.catalogue.published import one_series
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

OPTIONS: Mapping[str, Text] = {
    "sasaran": Text(
        "Berkas CSV sasaran (indicator, region, document, year, target, baseline, baseline_year).", "CSV of targets."
    ),
    "tahun": Text("Tahun sasaran SDG yang dipakai bila tidak ada berkas.", "Year of the SDG targets without a file."),
    "putaran": Text("Putaran per seri: seri = putaran.", "Round by series."),
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
    for name in ask.question.series:
        subject = feeding.subject_of_series(name)
        try:
            points = known(feeding.figure_points(ask.release, name, [own], _round(ask, name)).get(own, []))
        except UserError as problem:
            if problem.code not in ("figure-region", "figure-unknown"):
                raise
            points = []
        for target in held.get((name, own), []) or _natural(ask, name, points):
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
            f"Skor dan warna memakai aturan kerja yang belum dikonfirmasi: hijau bila upaya ≥ {green:g}, kuning bila "
            "≥ "
            f"{yellow:g}, merah di bawahnya, abu-abu bila tidak dapat dinilai. Ini bukan rumus resmi.",
            f"Score and colour follow unconfirmed rules of work: green for effort ≥ {green:g}, yellow ≥ {yellow:g}, "
            "red below, "
            "grey where it cannot be judged. This is no official formula.",
        )
    ]
    if not given:
        notes.append(
            Text(
                "Sasaran RPJMD atau RKPD belum diberikan; yang dipakai sasaran alami 100% atau 0% (belum "
                "dikonfirmasi).",
                "No RPJMD or RKPD targets were given; the natural target of 100% or 0% is used (unconfirmed).",
            )
        )
    notes += [at.note] if at.note else []
    table = build(COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta={"own": own})
    said_id = ", ".join(f"{colours.count(c)} {WORDS[c].id} ({c})" for c in WORDS if c in colours)
    said_en = ", ".join(f"{colours.count(c)} {WORDS[c].en}" for c in WORDS if c in colours)
    worst = next((r for c in ("merah", "kuning") for r in rows if r["colour"] == c), None)
    tail = worst["sentence"] if worst else Text("", "")
    return Answer(
        ask.question,
        table,
        Text(f"Di {where}: {said_id}. {tail.id}".strip(), f"In {where}: {said_en}. {tail.en}".strip()),
    )


def _round(ask: Ask, name: str) -> str | None:
    given = ask.options.get("putaran", {})
    return given.get(name.partition("@")[0]) if isinstance(given, Mapping) else None


def _natural(ask: Ask, name: str, points: list[Point]) -> list[Target]:
    """The natural target of a percentage that belongs to an indicator, from the first figure there is."""
    series = one_series(name.partition("@")[0])
    indicator = catalogue.indicators().get(series.indicator or "")
    target = natural(indicator, ask.release) if indicator else None
    if target is None:
        subject = feeding.subject_of_series(name)
        target = {"naik": 100.0, "turun": 0.0}.get(subject.direction) if subject.unit == "persen" else None
    if target is None:
        return []
    first = points[0] if points else None
    value, since = (first.figure.value, first.year) if first else (None, None)
    year = ask.number("tahun", 2030)
    return [Target(SDG, year, target, value, since, "belum dikonfirmasi")]


def _row(name: str, subject: Subject, target: Target, last: Point | None, found: Progress) -> dict[str, Any]:
    return {
        "indicator": name, "indicator_name": subject.label, "document": target.document,
        "period": last.period if last else None, "real": last.figure.value if last else None, "target": target.target,
        "target_year": int(target.year), "baseline": target.baseline, "score": found.score, "effort": found.effort,
        "colour": found.colour, "state": WORDS[found.colour], "sentence": found.sentence,
    }  # fmt: skip
