"""Age and birth date tell the same story, give or take a year."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.has("umur", "tanggal_lahir"):
        day = f"DATE '{plan.on.isoformat()}'"
        yield Rule(
            f"tanggal_lahir IS NOT NULL AND abs(least(98, date_sub('year', tanggal_lahir, {day})) - umur) > 1",
            Text("{kolom} tidak cocok dengan tanggal lahir.", "{kolom} does not fit the birth date."),
            "umur",
        )


CHECK = Check(
    "umur_cocok", WARN,
    Text("Umur dan tanggal lahir", "Age and birth date"),
    Text("Cocokkan dengan KTP atau akta kelahiran.", "Compare with the identity card or birth certificate."),
    rows=rows,
)  # fmt: skip
