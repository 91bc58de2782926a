"""Columns without which a row cannot be placed: its key, its region, and what the adapter calls `filled`."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    message = Text("{kolom} kosong; wajib diisi.", "{kolom} is empty and must be filled.")
    keys = [] if plan.role.key.by_row else [n for n, _ in plan.role.key.parts if n not in plan.role.key.optional]
    wanted = {c for name in keys if (c := plan.column_of(name)) is not None}
    if plan.role.region is not None and plan.role.region.needed:
        wanted |= {c for name, _ in plan.role.region.parts if (c := plan.column_of(name)) is not None}
    wanted |= {to for to, f in plan.fields.items() if f.filled}
    for column in sorted(wanted):
        yield Rule(f"_rusak IS NULL AND {plan.raw(column)} IS NULL", message, column)


CHECK = Check(
    "isi_wajib", REJECT,
    Text("Isian wajib", "Required answers"),
    Text("Isi kolom itu dari formulir aslinya.", "Fill the column from the original form."),
    rows=rows,
)  # fmt: skip
