"""Priority problems: indicators by their gap to the target."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text
from sepakat.documents import analysed
from sepakat.documents.making import Ask
from sepakat.documents.parts import Part

LABEL = Text("Masalah prioritas", "Priority problems")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Indikator yang dibandingkan, dipisah koma; bila kosong, susunan katalog.", "Indicators compared."),
    "baris": Text("Baris tabel paling banyak (10).", "Most rows (10)."),
    "isi": Text("`semua`, atau `ringkas` untuk tabel dengan sedikit kolom.", "`semua`, or `ringkas`: few columns."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    ids = ask.listed("id")
    pairs = {"jenis": "masalah_prioritas", "indikator": ",".join(ids)} if ids else {"tanya": "masalah_prioritas"}
    leave = ("place", "deviations") if ask.text("isi") == "ringkas" else ()
    caption = f"Masalah prioritas {ask.name}"
    return analysed.answer(ask, pairs, most=ask.whole("baris", 10), caption=caption, leave=leave)
