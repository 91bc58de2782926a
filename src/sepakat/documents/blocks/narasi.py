"""A narrative over several indicators: where the region is behind its province, where ahead, what is not certain."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue
from sepakat.core.text import Text
from sepakat.documents import reading
from sepakat.documents.making import Ask
from sepakat.documents.parts import Part

LABEL = Text("Narasi", "Narrative")
OPTIONS: Mapping[str, Text] = {"id": Text("Indikator registri, dipisah koma; bila kosong, tiap tema.", "Indicators.")}
USUAL = (
    "penduduk_desil_1_4",
    "rumah_layak_huni_sdg",
    "sanitasi_layak",
    "air_minum_layak",
    "kepemilikan_jaminan_kesehatan",
    "anak_tanpa_akta",
    "anak_tidak_sekolah_7_18",
    "pekerja_informal",
    "desil_1_4_tanpa_bantuan",
    "buang_air_besar_sembarangan",
)


def make(ask: Ask) -> tuple[Part, ...]:
    ids = tuple(catalogue.indicator(i).id for i in ask.listed("id") or USUAL)
    return reading.overview(ask, ids)
