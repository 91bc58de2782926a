"""Overlap of lacks: how many families or people have none, one, two or all three of them."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text
from sepakat.documents import analysed
from sepakat.documents.making import Ask
from sepakat.documents.parts import Part

LABEL = Text("Irisan kekurangan", "Overlap of lacks")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Dua atau tiga indikator, dipisah koma.", "Two or three indicators."),
    "satuan": Text("keluarga atau orang.", "keluarga or orang."),
    "tingkat": Text("Bagian wilayah pada tingkat ini; bila kosong, wilayah itu sendiri.", "Parts at this level."),
}
USUAL = "sanitasi_layak,air_minum_layak,rumah_layak_huni_sdg"


def make(ask: Ask) -> tuple[Part, ...]:
    pairs = {"jenis": "irisan", "indikator": ask.text("id", USUAL), "tingkat": ask.text("tingkat", ask.level)}
    if ask.level == "nasional":
        pairs["tingkat"] = ask.text("tingkat", "provinsi")
    pairs |= {"satuan": ask.text("satuan")} if ask.text("satuan") else {}
    return analysed.answer(ask, pairs, caption=f"Irisan kekurangan layanan dasar, {ask.name}")
