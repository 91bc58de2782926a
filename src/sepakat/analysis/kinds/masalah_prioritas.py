"""Priority problems of a region: indicators by their gap to the target, in standard deviations and in people."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import CHOICE, Field, Takes
from sepakat.analysis.problems import problem, ranked, sentence
from sepakat.analysis.tables import build, real, text, whole
from sepakat.catalogue import Indicator
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.tabulating.answer import place

LABEL = Text("Masalah prioritas", "Priority problems")
ASKS = Text(
    "Masalah apa yang paling jauh dari sasarannya di {wilayah}?",
    "Which problems are farthest from their target in {wilayah}?",
)
WHY = Text("Jarak ke sasaran dibuat sebanding antarindikator.", "Gaps to target, made comparable across indicators.")
READ = (
    Text(
        "Tiap indikator dibandingkan dengan sasarannya. Karena satuannya berbeda, jaraknya dibagi keragaman "
        "antarwilayah setingkat (simpangan baku): 2 berarti jaraknya dua kali beda yang biasa antarwilayah.",
        "Each indicator is held against its target. As units differ the gap is divided by how much regions of the "
        "level vary (standard deviation): 2 means twice the usual difference between regions.",
    ),
    Text(
        "Menurut banyaknya orang, urutannya bisa lain: jarak kecil pada banyak orang tetap masalah besar.",
        "By number of people the order can differ: a small gap of many people is a large problem.",
    ),
)
TAKES = Takes(
    2,
    20,
    usual=(
        "anak_tidak_sekolah_7_18", "kepemilikan_jaminan_kesehatan", "sanitasi_layak", "air_minum_layak",
        "rumah_layak_huni_sdg", "anak_tanpa_akta", "desil_1_4_tanpa_bantuan", "pekerja_informal",
        "lansia_jaminan_kesehatan", "buang_air_besar_sembarangan",
    ), nation=True)  # fmt: skip
FIELDS = (
    Field(
        "urut",
        Text("Urutkan menurut", "Order by"),
        CHOICE,
        (
            ("deviations", Text("jarak yang dibuat sebanding", "comparable gap")),
            ("people", Text("banyaknya orang atau keluarga", "number of people or families")),
        ),
    ),
)
OPTIONS: Mapping[str, Text] = {
    "urut": Text("`deviations` (simpangan baku) atau `people` (banyaknya).", "`deviations` or `people`."),
    "sasaran": Text("Sasaran per indikator: indikator = angka.", "Targets by indicator."),
}
COLUMNS = (
    whole("place", "Urutan", "Place"),
    text("indicator", "Indikator", "Indicator", "code"),
    text("indicator_name", "Nama indikator", "Name of the indicator"),
    real("value", "Nilai", "Value"),
    real("target", "Sasaran", "Target"),
    real("gap", "Jarak ke sasaran", "Gap to target"),
    real("deviations", "Jarak dalam simpangan baku antarwilayah", "Gap in standard deviations among peers"),
    whole("people", "Jarak dalam orang atau keluarga", "Gap in people or families"),
    text("unit", "Satuan yang dihitung", "Whom it counts"),
)


def run(ask: Ask) -> Answer:
    """Problems of the region, largest gap first."""
    at = ask.focus
    assert at.own is not None
    ids = list(ask.question.indicators)
    found = feeding.across(ask.release, ids, at.inside, at.level)
    made = []
    for id_ in ids:
        indicator = catalogue.indicator(id_)
        target = _target(ask, indicator)
        own = found[id_].get(at.own)
        if own is None or target is None:
            continue
        shares = feeding.is_share(indicator)
        made.append(
            problem(
                id_, feeding.subject(indicator), own.value, target, [f.value for f in found[id_].values()],
                denominator=own.denominator if shares else None, scale=indicator.pengali if shares else None,
                unit=indicator.satuan_analisis if shares else "",
            )
        )  # fmt: skip
    by = ask.text("urut", "deviations")
    if by == "deviations" and all(p.deviations is None for p in made):
        by = "people"  # no peers to compare with: a province that is alone in its release
    order = ranked(made, by)
    rows = [
        {
            "place": p.place,
            "indicator": p.id,
            "indicator_name": p.subject.label,
            "value": p.value,
            "target": p.target,
            "gap": p.gap,
            "deviations": p.deviations,
            "people": None if p.people is None else round(p.people),
            "unit": p.unit,
        }
        for p in order
    ]
    notes = [
        Text(
            "Sasaran yang tidak disebut dianggap 100% (atau 0% untuk kekurangan): belum dikonfirmasi.",
            "A target that is not named is taken as 100% (or 0% of a lack): unconfirmed.",
        )
    ]
    notes += [at.note] if at.note else []
    table = build(COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta={"own": at.own, "by": by})
    return Answer(ask.question, table, sentence(order, place(at.own)))


def _target(ask: Ask, indicator: Indicator) -> float | None:
    given = ask.options.get("sasaran", {})
    if isinstance(given, Mapping) and indicator.id in given:
        return float(given[indicator.id])
    return natural(indicator, ask.release)


def natural(indicator: Indicator, release: object) -> float | None:
    """The natural target of a percentage with a good direction; None for others."""
    if indicator.satuan != "persen" or indicator.arah == "netral":
        return None
    return float(catalogue.parameters()["sasaran_alami"].on(frames.day(release), (indicator.arah,)).value)
