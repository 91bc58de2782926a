"""Gaps between groups (women and men, with and without a disability): values, ratio, gap, and whether it is real."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import analysed
from sepakat.documents.making import GAPS, Ask, gap_of
from sepakat.documents.parts import Part

LABEL = Text("Kesenjangan antarkelompok", "Gaps between groups")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Indikator, dipisah koma.", "Indicators."),
    "rincian": Text("Ciri yang membagi: jenis_kelamin (biasa), disabilitas, kelompok_umur, …", "What divides."),
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    """A sentence and a table for each indicator; what the data do not show becomes a gap."""
    parts: list[Part] = []
    for id_ in ask.need("id", "tpak"):
        pairs = {"jenis": "kesenjangan", "indikator": id_, "rincian": ask.text("rincian", "jenis_kelamin")}
        pairs |= {"sumber": ask.text("sumber")} if ask.text("sumber") else {}
        try:
            parts += analysed.answer(ask, pairs)
        except UserError as problem:
            if problem.code not in GAPS:
                raise
            parts.append(gap_of(ask, id_, problem))
    return tuple(parts)
