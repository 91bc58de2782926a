"""A figure that a file brings has a value, or (in tables of BPS) a sign that says there is none."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.role.table == "figure" and plan.has("nilai"):
        sign = plan.raw("tanda") if plan.has("tanda") else "NULL"
        yield Rule(
            f"{plan.raw('nilai')} IS NULL AND {sign} IS NULL",
            Text("{kolom} kosong; hapus baris ini bila angkanya memang tidak ada.", "{kolom} is empty."),
            "nilai",
        )


CHECK = Check(
    "nilai_angka", REJECT,
    Text("Angka terisi", "Figures are filled"),
    Text("Isi nilainya, atau hapus barisnya.", "Fill the value, or delete the row."),
    rows=rows,
)  # fmt: skip
