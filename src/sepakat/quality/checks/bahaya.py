"""Hazards: the kind is known; there is an index or a class."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.role.table != "hazard" or not plan.has("_bahaya"):
        return
    yield Rule(
        "jenis_bahaya IS NULL",
        Text(
            "{kolom} “{isi}” bukan jenis bahaya yang dikenal (gempa bumi, banjir, tanah longsor, …).",
            "{kolom} “{isi}” is no known hazard (gempa bumi, banjir, tanah longsor, …).",
        ),
        "_bahaya",
    )
    yield Rule(
        "indeks_bahaya IS NULL AND kelas_bahaya IS NULL",
        Text("Indeks dan kelas bahaya kosong.", "Neither index nor class is given."),
    )


CHECK = Check(
    "bahaya", REJECT,
    Text("Jenis dan indeks bahaya", "Kind and index of hazard"),
    Text("Pakai nama lapisan InaRISK, indeks 0 sampai 1.", "Use the names of InaRISK layers, index 0 to 1."),
    rows=rows,
)  # fmt: skip
