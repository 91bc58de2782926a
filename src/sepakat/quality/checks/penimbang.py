"""Survey rows carry a positive weight: a row without one stands for nobody."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    for column in ("penimbang", "penimbang_individu"):
        if plan.has(column):
            yield Rule(
                f"_rusak IS NULL AND {plan.raw(column)} IS NULL OR {column} <= 0",
                Text("{kolom} kosong atau nol.", "{kolom} is empty or zero."),
                column,
            )


CHECK = Check(
    "penimbang", REJECT,
    Text("Penimbang survei", "Survey weight"),
    Text("Minta berkas survei dengan penimbangnya.", "Ask for the survey file with its weights."),
    rows=rows,
)  # fmt: skip
