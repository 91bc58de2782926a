"""A question of the catalogue of analyses, or a kind of analysis about any indicators: sentence, picture, table."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import analysis
from sepakat.analysis import forms
from sepakat.catalogue.analyses import analysis as question
from sepakat.core.text import Text
from sepakat.documents import analysed, tabled
from sepakat.documents.making import Ask
from sepakat.documents.parts import Part

LABEL = Text("Analisis", "Analysis")
OPTIONS: Mapping[str, Text] = {
    "tanya": Text("Pertanyaan dari katalog analisis.", "A question of the catalogue."),
    "jenis": Text("Atau jenis analisis, bersama `indikator`.", "Or a kind of analysis, with `indikator`."),
    "indikator": Text("Indikator atau seri untuk `jenis`, dipisah koma.", "Indicators or series for `jenis`."),
    "tingkat": Text("Bagian wilayah pada tingkat ini.", "Parts of the region at this level."),
    "baris": Text("Baris tabel paling banyak (20).", "Most rows of the table (20)."),
    "judul": Text("Judul tabel.", "Caption of the table."),
}


def more(options: Mapping[str, str]) -> Mapping[str, Text]:
    """The options of the kind that is asked."""
    pairs = [(n, v) for n, v in options.items() if n in ("tanya", "jenis")]
    kind = question(options["tanya"]).kind if "tanya" in options else dict(pairs).get("jenis", "")
    return {field.name: field.label for field in forms.fields_of(kind)} if kind in analysis.known() else {}


def make(ask: Ask) -> tuple[Part, ...]:
    pairs = {name: value for name, value in ask.options.items() if name not in ("baris", "judul")}
    return analysed.answer(ask, pairs, most=ask.whole("baris", tabled.ROWS), caption=ask.text("judul"))
