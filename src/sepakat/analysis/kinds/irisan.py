"""Overlap of missing services: the seven parts of three conditions, by region."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.missing import VILLAGE_UNIT, Lack, of_indicator, of_village, overlap, sentence
from sepakat.analysis.tables import NAME, REGION, build, text, whole
from sepakat.core.text import Text

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
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=unit, notes=notes, meta={"unit": unit})
    return Answer(ask.question, table, sentence(found, lacks, names, at.where))


def _unit(ask: Ask) -> str:
    ids = ask.question.indicators
    return catalogue.indicator(ids[0]).satuan_analisis if ids else VILLAGE_UNIT


def _village(ask: Ask) -> list[Lack]:
    return [
        of_village(f"desa_{k}", Text(item["nama"], item.get("nama_en", item["nama"])), item["syarat"])
        for k, item in enumerate(ask.listed("desa"), 1)
    ]
