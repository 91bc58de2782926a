"""Expenditure per head is above zero: the poverty variable has no meaning without it."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.has("pengeluaran_kapita"):
        yield Rule(
            f"_rusak IS NULL AND {plan.raw('pengeluaran_kapita')} IS NULL OR pengeluaran_kapita <= 0",
            Text("{kolom} kosong atau nol.", "{kolom} is empty or zero."),
            "pengeluaran_kapita",
        )


CHECK = Check(
    "pengeluaran", REJECT,
    Text("Pengeluaran per kapita", "Expenditure per head"),
    Text("Cocokkan dengan berkas konsumsi asli.", "Compare with the original consumption file."),
    rows=rows,
)  # fmt: skip
