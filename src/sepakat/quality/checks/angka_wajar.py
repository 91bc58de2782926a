"""Numbers are numbers, within the range of the form."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text, number
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.model import Field
from sepakat.sources.plan import Plan


def _range(field: Field) -> Text:
    if field.low is not None and field.high is not None:
        low, high = number(field.low, lang="id"), number(field.high, lang="id")
        return Text(f"angka {low} sampai {high}", f"a number from {field.low:g} to {field.high:g}")
    if field.low is not None:
        return Text(f"angka {number(field.low, lang='id')} atau lebih", f"a number of {field.low:g} or more")
    return Text("angka", "a number")


def rows(plan: Plan) -> Iterator[Rule]:
    for column, field in plan.fields.items():
        if field.kind not in ("bilangan", "unit", "desimal", "uang", "lokasi"):
            continue
        fit = _range(field)
        yield Rule(
            plan.misread(column),
            Text("{kolom} berisi “{isi}”; isi " + fit.id + ".", "{kolom} holds “{isi}”; write " + fit.en + "."),
            column,
        )


CHECK = Check(
    "angka_wajar", REJECT,
    Text("Angka dalam batas", "Numbers within range"),
    Text("Periksa angka itu dengan formulir aslinya.", "Compare the number with the original form."),
    rows=rows,
)  # fmt: skip
