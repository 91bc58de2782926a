"""A passage that only people can write: a vision, a budget, a decision. An honest gap until it is written."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text
from sepakat.documents.making import Ask
from sepakat.documents.parts import Missing, Part

LABEL = Text("Isian tim penyusun", "To be written")
OPTIONS: Mapping[str, Text] = {
    "apa": Text("Yang perlu ditulis.", "What is to be written."),
    "siapa": Text("Siapa yang menulis atau memegang bahannya.", "Who writes it, or holds what it needs."),
    "langkah": Text("Langkah berikutnya.", "The next step."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    what = ask.need("apa", "Visi dan misi kepala daerah")
    owner = ask.text("siapa") or "Tim penyusun"
    step = ask.text("langkah") or "Tulis bagian ini, lalu minta tinjauan."
    return (Missing(", ".join(what), owner, step, human=True),)
