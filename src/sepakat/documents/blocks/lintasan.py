"""Target trajectories of a series: the continued trend with its range, the best quarter, what is above it."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import analysed, published
from sepakat.documents.making import GAPS, Ask, gap_of, measure_name
from sepakat.documents.narrative.phrases import lower
from sepakat.documents.parts import Part

LABEL = Text("Usulan lintasan sasaran", "Target trajectory")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Seri angka terbitan, dipisah koma.", "Published series."),
    "tahun": Text("Tahun sasaran (2030).", "Target year (2030)."),
    "provinsi": Text("Sasaran provinsi pada tahun itu (untuk satu seri).", "The province's target that year."),
    "nasional": Text("Sasaran nasional pada tahun itu (untuk satu seri).", "The nation's target that year."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    parts: list[Part] = []
    year = ask.text("tahun", "2030")
    for id_ in ask.need("id", "p0"):
        pairs = {"jenis": "usulan_sasaran", "indikator": f"seri:{published.named(ask.release, id_)}", "tahun": year}
        pairs |= {f"sasaran_{n}": ask.text(n) for n in ("provinsi", "nasional") if ask.text(n)}
        name = measure_name(id_) or id_
        try:
            parts += analysed.answer(ask, pairs, caption=f"Usulan sasaran {lower(name)}, {ask.name}, tahun {year}")
        except UserError as problem:
            if problem.code not in GAPS:
                raise
            parts.append(gap_of(ask, id_, problem))
    return tuple(parts)
