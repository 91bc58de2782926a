"""Overlap of missing services: the seven parts of three conditions, by region."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue, regions
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import CHOICE, Field, Takes
from sepakat.analysis.missing import VILLAGE_UNIT, Lack, of_indicator, of_village, overlap, sentence
from sepakat.analysis.tables import NAME, REGION, build, text, whole
from sepakat.core.text import Text

LABEL = Text("Irisan layanan yang belum ada", "Overlap of missing services")
ASKS = Text(
    "Siapa di {wilayah} yang kekurangan sekaligus: {indikator}?", "Who in {wilayah} lacks several at once: {indikator}?"
)
WHY = Text(
    "Keluarga dengan beberapa kekurangan sekaligus perlu didahulukan.", "Those with several lacks at once come first."
)
READ = (
    Text(
        "Tiap lingkaran satu kekurangan. Bagian yang bertumpuk adalah mereka yang mengalami keduanya atau ketiganya "
        "sekaligus. Yang di luar lingkaran tidak kekurangan satu pun.",
        "Each circle is a lack. Where circles overlap people have two or all three at once. Those outside have none.",
    ),
)
TAKES = Takes(2, 3, usual=("sanitasi_layak", "air_minum_layak", "rumah_layak_huni_sdg"), parts=True)
FIELDS = (
    Field(
        "satuan",
        Text("Yang dihitung", "Count"),
        CHOICE,
        (("keluarga", Text("keluarga", "families")), ("orang", Text("orang", "persons"))),
    ),
)
OPTIONS: Mapping[str, Text] = {
    "satuan": Text("keluarga, orang, atau desa.", "keluarga, orang or desa."),
    "desa": Text("Syarat atas kolom potensi desa: nama, nama_en, syarat.", "Conditions on the village profile."),
}
COLUMNS = (
    REGION,
    NAME,
    whole("part", "Bagian irisan (bit 0 kekurangan pertama)", "Part of the picture (bit 0: the first lack)"),
    text("part_name", "Yang tidak ada", "What is missing"),
    whole("number", "Banyaknya", "Number"),
    text("sign", "Mengapa tidak ditampilkan", "Why it is not shown"),
)


def run(ask: Ask) -> Answer:
    """Rows by region and part; 0 is none of the lacks."""
    at = ask.parts
    lacks = [*(of_indicator(i) for i in ask.question.indicators), *_village(ask)]
    unit = ask.text("satuan") or _unit(ask)
    found = overlap(ask.release, lacks, at.inside, at.level, unit=unit)
    whole = overlap(ask.release, lacks, at.inside, regions.level_of(at.inside), unit=unit)
    names = feeding.names({row[0] for row in found.rows})
    rows = [
        {"region": c, "name": names[c], "part": bits, "part_name": found.labels[bits],
         "number": None if value is None else round(value), "sign": sign}
        for c, bits, value, sign in found.rows
    ]  # fmt: skip
    notes = [
        Text(
            f"Angka diberi gangguan kecil yang konsisten, paling banyak ±{found.noise}; bagian tidak selalu tepat "
            "berjumlah.",
            f"Figures carry small consistent noise, at most ±{found.noise}; parts need not add up.",
        )
        if found.noise
        else Text(
            "Yang dihitung desa, bukan orang: angkanya tidak diganggu.", "Villages are counted, not people: no noise."
        )
    ]
    notes += [at.note] if at.note else []
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=unit, notes=notes, meta={
        "unit": unit, "inside": at.inside, "lacks": [lack.label for lack in lacks],
        "whole": {bits: None if value is None else round(value) for _, bits, value, _ in whole.rows},
    })  # fmt: skip
    every = (1 << len(lacks)) - 1
    total = next((value for _, bits, value, _ in whole.rows if bits == every), None)
    return Answer(ask.question, table, sentence(found, lacks, names, at.where, total))


def _unit(ask: Ask) -> str:
    ids = ask.question.indicators
    return catalogue.indicator(ids[0]).satuan_analisis if ids else VILLAGE_UNIT


def _village(ask: Ask) -> list[Lack]:
    return [
        of_village(f"desa_{k}", Text(item["nama"], item.get("nama_en", item["nama"])), item["syarat"])
        for k, item in enumerate(ask.listed("desa"), 1)
    ]
