"""A row has as many cells as the header. Others are kept apart: shifted cells would answer other questions."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan

_REASONS = {
    "sel kurang": Text(
        "Jumlah sel kurang dari judul kolom; mungkin ada tanda pemisah yang hilang.",
        "Fewer cells than headers; a separator may be missing.",
    ),
    "sel berlebih": Text(
        "Jumlah sel lebih dari judul kolom; mungkin ada tanda pemisah di dalam isian.",
        "More cells than headers; a separator may stand inside a value.",
    ),
    "tanda kutip tidak ditutup": Text(
        "Tanda kutip dibuka tetapi tidak ditutup.", "A quotation mark is opened and never closed."
    ),
}


def rows(plan: Plan) -> Iterator[Rule]:
    for reason, message in _REASONS.items():
        yield Rule(f"_rusak = '{reason}'", message)


CHECK = Check(
    "baris_utuh", REJECT,
    Text("Baris utuh", "Whole rows"),
    Text("Buka baris itu di Excel dan rapikan selnya.", "Open the row in Excel and put its cells right."),
    rows=rows,
)  # fmt: skip
