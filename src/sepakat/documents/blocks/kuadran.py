"""Quadrants of two indicators: which parts of a region need both, one or neither."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text
from sepakat.documents import analysed
from sepakat.documents.making import Ask
from sepakat.documents.parts import Part

LABEL = Text("Kuadran dua indikator", "Quadrants of two indicators")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Dua indikator, dipisah koma.", "Two indicators."),
    "tingkat": Text("Bagian wilayah pada tingkat ini.", "Parts of the region at this level."),
    "garis": Text("Garis pembagi: induk atau median.", "The cut: induk (parent) or median."),
    "baris": Text("Baris tabel paling banyak (20).", "Most rows (20)."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    pairs = {"jenis": "kuadran", "indikator": ",".join(ask.need("id", "penduduk_desil_1_4,rtlh_sdg"))}
    pairs |= {n: ask.text(n) for n in ("tingkat", "garis") if ask.text(n)}
    return analysed.answer(ask, pairs, most=ask.whole("baris", 20))
