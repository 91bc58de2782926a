"""Priority areas for one indicator: severity, number of people, trend and risk, with weights that can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat import catalogue
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import NUMBER, Field, Takes
from sepakat.analysis.kinds.peringkat import in_need
from sepakat.analysis.priority import CLASSES, FIRST, PARTS, priorities, sentence
from sepakat.analysis.tables import NAME, REGION, build, real, text, whole
from sepakat.analysis.trend import line
from sepakat.analysis.values import known, sign
from sepakat.catalogue import Indicator
from sepakat.core.errors import UserError
from sepakat.core.text import Text, percent
from sepakat.engine import frames

LABEL = Text("Wilayah prioritas", "Priority areas")
ASKS = Text(
    "Wilayah mana di {wilayah} yang didahulukan untuk {indikator}?",
    "Which parts of {wilayah} come first for {indikator}?",
)
WHY = Text(
    "Menggabungkan keparahan, banyaknya orang, tren, dan risiko bencana, dengan bobot yang dapat Anda ubah.",
    "Puts severity, number of people, trend and hazard together, with weights you can change.",
)
READ = (
    Text(
        "Skor 1 berarti terburuk pada semua unsur di antara wilayah ini; mendekati 0 berarti terbaik. Skor hanya "
        "mengurutkan wilayah ini, bukan ukuran mutlak. Golongan: yang didahulukan, lalu separuh atas (menengah) dan "
        "separuh bawah (lebih rendah) dari yang lain; “lebih rendah” bukan berarti tanpa masalah.",
        "A score of 1 is the worst of these regions in every part; near 0 the best. It orders these regions and is no "
        "absolute measure. Classes: those that come first, then the upper half (in the middle) and the lower half "
        "(lower) of the rest; “lower” does not mean without a problem.",
    ),
    Text(
        "Kolom “tetap di teratas” menjawab: bila bobotnya dipilih sembarang, seberapa sering wilayah ini tetap di "
        "urutan teratas? Dekat 100 persen: urutannya tidak bergantung pada bobot. Dekat 0: bobotlah yang menentukan.",
        "The column on staying on top answers: were the weights picked at random, how often would the region stay on "
        "top? Near 100 percent its place does not hang on the weights; near 0 it does.",
    ),
)
TAKES = Takes(usual=("penduduk_desil_1_4",), parts=True)
FIELDS = (
    *(
        Field(name, Text(f"Bobot {label.id.lower()}", f"Weight of {label.en.lower()}"), NUMBER, low=0, high=100)
        for name, label in PARTS.items()
    ),
    Field(
        "teratas",
        Text("Berapa wilayah disebut prioritas", "How many are called priorities"),
        NUMBER,
        low=1,
        high=50,
        hint=Text("Biasanya 3.", "Usually 3."),
    ),
)
OPTIONS: Mapping[str, Text] = {
    "bobot": Text(
        "Bobot unsur: keparahan=…,jumlah=…,tren=…,risiko=….", "Weights: keparahan=…,jumlah=…,tren=…,risiko=…."
    ),
    **{
        name: Text(f"Bobot {label.id.lower()} (0 = tidak ikut).", f"Weight of {label.en.lower()} (0: left out).")
        for name, label in PARTS.items()
    },
    "teratas": Text("Berapa wilayah yang disebut prioritas.", "How many regions are called priorities."),
    "seri": Text("Seri angka terbitan untuk unsur tren.", "Published series for the trend."),
    "putaran": Text("Putaran seri itu.", "Round of that series."),
}
COLUMNS = (
    whole("place", "Urutan", "Place"),
    REGION,
    NAME,
    text("class_name", "Golongan", "Class"),
    real("score", "Skor (0–1)", "Score (0–1)", 2),
    real("stays", "Tetap di teratas, dari semua bobot", "Stays on top, of all weightings", 0, "persen"),
    *(real(name, f"{label.id} (0,1–1)", f"{label.en} (0.1–1)", 2) for name, label in PARTS.items()),
    real("value", "Nilai indikator", "Value of the indicator", own=True),
    whole("number", "Banyaknya yang perlu perhatian", "Number in need"),
    text("filled", "Unsur yang diisi nilai tengah karena tidak diketahui", "Parts given the middle value"),
)


def run(ask: Ask) -> Answer:
    """Parts of a region in order of their score."""
    indicator = catalogue.indicator(ask.question.indicators[0])
    subject, at = feeding.subject(indicator), ask.parts
    found = feeding.across(ask.release, [indicator.id], at.inside, at.level)[indicator.id]
    turn = sign(indicator.arah) or -1
    values: dict[str, dict[str, float | None]] = {
        "keparahan": {c: None if f.value is None else -turn * f.value for c, f in found.items()},
        "jumlah": {c: in_need(f, indicator.arah) for c, f in found.items()},
    }
    slopes = _trends(ask, indicator, list(found))
    if slopes:
        values["tren"] = {c: slopes.get(c) for c in found}
    risk = feeding.hazards(ask.release, list(found))
    if risk:
        values["risiko"] = {c: risk.get(c) for c in found}
    floor = ask.rule("prioritas_lantai")
    first = max(1, int(ask.number("teratas", 3)))
    made = priorities(values, weights(ask), floor=floor, first=first)
    names = feeding.names(found)
    rows: list[dict[str, Any]] = [
        {
            "place": a.place,
            "region": a.region,
            "name": names[a.region],
            "class_name": CLASSES[made.group(a)],
            "score": a.score,
            "stays": 100 * a.stays,
            **a.parts,
            "value": found[a.region].value,
            "number": int(values["jumlah"][a.region] or 0),
            "filled": ", ".join(a.filled),
        }
        for a in made.areas
    ]
    rows += [{"region": c, "name": names[c]} for c in made.unranked]
    used_id = ", ".join(f"{PARTS[n].id.lower()} {percent(100 * w, 0, 'id')}" for n, w in made.weights.items())
    used_en = ", ".join(f"{PARTS[n].en.lower()} {percent(100 * w, 0, 'en')}" for n, w in made.weights.items())
    comma = f"{floor:g}".replace(".", ",")
    notes = [
        Text(
            f"Bobot (belum dikonfirmasi, dapat diubah): {used_id}. Tiap unsur diberi nilai {comma} (paling ringan di "
            "antara wilayah ini) sampai 1 (paling berat); skor adalah rata-rata geometrik berbobot.",
            f"Weights (unconfirmed, adjustable): {used_en}. Each part runs from {floor:g} (least among these regions) "
            "to 1 (most); the score is their weighted geometric mean.",
        )
    ]
    absent = [PARTS[n] for n in PARTS if n not in made.weights]
    if absent:
        notes.append(
            Text(
                f"Tidak ada datanya, sehingga tidak ikut: {', '.join(t.id.lower() for t in absent)}.",
                f"Without data, so left out: {', '.join(t.en.lower() for t in absent)}.",
            )
        )
    notes += [at.note] if at.note else []
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=subject.unit, decimals=subject.decimals,
    notes=notes, meta={"weights": dict(made.weights), "first": first, "own": at.own,
        "map": {"inside": at.inside, "level": at.level, "column": "score", "unit": Text("skor 0–1", "score 0–1"),
                "breaks": made.bounds, "words": CLASSES[FIRST - len(made.bounds):]}})  # fmt: skip
    return Answer(ask.question, table, sentence(made, names, at.where, subject.label))


def weights(ask: Ask) -> dict[str, float]:
    """The weights asked for (`keparahan=0.5,jumlah=0.5` or a mapping), else those of the dated parameter."""
    given = ask.options.get("bobot")
    if given is None:
        return {name: ask.number(name, usual) for name, usual in usual_weights(ask.release).items()}
    if isinstance(given, Mapping):
        return {str(k): float(v) for k, v in given.items()}
    found = {}
    for pair in str(given).split(","):
        name, _, number = pair.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            found[name.strip()] = float("nan")
    return found


def usual_weights(release: Any) -> dict[str, float]:
    """The dated weights (unconfirmed); what a form shows before anything is changed."""
    held = catalogue.parameters()["prioritas_bobot"]
    return {name: float(held.on(frames.day(release), (name,)).value) for name in PARTS}


def _trends(ask: Ask, indicator: Indicator, codes: list[str]) -> dict[str, float]:
    """Yearly change of the published series that belongs to the indicator, turned so that more is worse."""
    series = ask.text("seri") or feeding.linked_series(indicator.id)
    if series is None or ask.parts.level not in ("provinsi", "kabupaten"):
        return {}
    try:
        held = feeding.figure_points(ask.release, series, codes, ask.text("putaran") or None)
    except UserError:  # no figures of it in this release: the part is left out, and the note says so
        return {}
    turn = sign(feeding.subject_of_series(series, indicator.arah).direction) or -1
    return {c: -turn * line(points).slope for c, points in held.items() if len(known(points)) >= 2}
