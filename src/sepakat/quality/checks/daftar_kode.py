"""Coded answers hold a code of their list. The code counts, never the label written beside it."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.codes import spans
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    for column, field in plan.fields.items():
        if field.kind not in ("kode", "bit") or not field.codes or field.open:
            continue
        numbers = [code for code in field.codes if isinstance(code, int)]
        allowed = spans(numbers) if numbers else ", ".join(sorted(str(c).capitalize() for c in field.codes))
        yield Rule(
            plan.misread(column),
            Text(
                "{kolom} berisi “{isi}”; isi yang ada: " + allowed + ".",
                "{kolom} holds “{isi}”; codes: " + allowed + ".",
            ),
            column,
        )


CHECK = Check(
    "daftar_kode", REJECT,
    Text("Kode jawaban", "Answer codes"),
    Text("Pilih kode dari daftar jawaban pertanyaan itu.", "Choose a code from the question's list."),
    rows=rows,
)  # fmt: skip
