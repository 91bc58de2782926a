"""Dates exist in the calendar and are written in a form that can be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    for column, field in plan.fields.items():
        if field.kind != "tanggal":
            continue
        yield Rule(
            plan.misread(column),
            Text(
                "{kolom} bukan tanggal yang ada di kalender; tulis seperti 17/08/1990.",
                "{kolom} is no date of the calendar; write it like 17/08/1990.",
            ),
            column,
        )
        if column == "tanggal_lahir":
            yield Rule(
                "tanggal_lahir > current_date OR tanggal_lahir < DATE '1900-01-01'",
                Text(
                    "{kolom} ada di masa depan atau sebelum tahun 1900.", "{kolom} lies in the future or before 1900."
                ),
                column,
            )


CHECK = Check(
    "tanggal", REJECT,
    Text("Tanggal", "Dates"),
    Text("Tulis tanggal sebagai HH/BB/TTTT.", "Write dates as DD/MM/YYYY."),
    rows=rows,
)  # fmt: skip
