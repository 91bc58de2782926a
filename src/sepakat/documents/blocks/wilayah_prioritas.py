"""Priority areas: parts of a region by severity, number, trend and risk together."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text
from sepakat.documents import analysed
from sepakat.documents.making import Ask, measure_name
from sepakat.documents.narrative import phrases
from sepakat.documents.parts import Part

LABEL = Text("Wilayah prioritas", "Priority areas")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Indikatornya (penduduk_desil_1_4).", "The indicator."),
    "tingkat": Text("Bagian wilayah pada tingkat ini.", "Parts of the region at this level."),
    "baris": Text("Baris tabel paling banyak (10).", "Most rows (10)."),
}
LEVELS = {"kabupaten": "kabupaten/kota", "desa": "desa/kelurahan"}


def make(ask: Ask) -> tuple[Part, ...]:
    pairs = {"jenis": "wilayah_prioritas", "indikator": ask.text("id", "penduduk_desil_1_4")}
    pairs |= {"tingkat": ask.text("tingkat")} if ask.text("tingkat") else {}
    at = f", tingkat {LEVELS.get(ask.text('tingkat'), ask.text('tingkat'))}" if ask.text("tingkat") else ""
    name = phrases.lower(measure_name(f"indikator:{pairs['indikator']}") or pairs["indikator"])
    caption = f"Wilayah prioritas menurut {name}{at}, {ask.name}"
    return analysed.answer(ask, pairs, most=ask.whole("baris", 10), caption=caption)
