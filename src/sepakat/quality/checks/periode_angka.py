"""The period of a figure is a year, a month, a quarter or a semester."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.has("_waktu") and "periode" in plan.columns():
        yield Rule(
            f"{plan.raw('_waktu')} IS NOT NULL AND periode IS NULL",
            Text(
                "{kolom} berisi “{isi}”; tulis seperti 2024, 2024-03, 2024-T1, atau 2024-S2.",
                "{kolom} holds “{isi}”; write it like 2024, 2024-03, 2024-T1 or 2024-S2.",
            ),
            "_waktu",
        )
        yield Rule(f"{plan.raw('_waktu')} IS NULL", Text("{kolom} kosong; wajib diisi.", "{kolom} is empty."), "_waktu")


CHECK = Check(
    "periode_angka", REJECT,
    Text("Periode angka", "Period of a figure"),
    Text("Tulis tahun, atau tahun dengan bulan, triwulan, atau semester.",
         "Write the year, or the year with month, quarter or semester."),
    rows=rows,
)  # fmt: skip
