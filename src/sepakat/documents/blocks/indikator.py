"""Sentences on one or several indicators or published series: where it stands, how it moved, how it compares."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text
from sepakat.documents import reading
from sepakat.documents.making import Ask
from sepakat.documents.parts import Paragraph, Part

LABEL = Text("Kalimat indikator", "Sentences on an indicator")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Indikator atau seri, dipisah koma; seri boleh `ipm@uhh_lf_sp2020`.", "Indicators or series."),
    "sumber": Text("Untuk indikator: registri, susenas, atau sakernas.", "For indicators: where they are counted."),
    "tahun": Text("Untuk seri: berapa tahun ke belakang (5).", "For series: how many years back (5)."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    """A paragraph for each; a series that the release lacks becomes a gap."""
    parts: list[Part] = []
    for id_ in ask.need("id", "p0"):
        parts += reading.sentences(ask, id_)
    return tuple(parts) or (Paragraph(()),)
