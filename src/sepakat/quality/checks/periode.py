"""The period of a payment is written YYYY-MM."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.has("_periode"):
        yield Rule(
            f"{plan.raw('_periode')} IS NOT NULL AND period IS NULL",
            Text("{kolom} berisi “{isi}”; tulis seperti 2025-03.", "{kolom} holds “{isi}”; write it like 2025-03."),
            "_periode",
        )


CHECK = Check(
    "periode", REJECT,
    Text("Bulan penyaluran", "Month of payment"),
    Text("Tulis periode sebagai TTTT-BB.", "Write the period as YYYY-MM."),
    rows=rows,
)  # fmt: skip
