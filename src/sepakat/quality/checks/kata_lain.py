"""Words or codes of a list that no public source gives in full: unknown ones are counted and stay unknown."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    for column, field in plan.fields.items():
        if field.open:
            yield Rule(
                plan.misread(column),
                Text(
                    "{kolom} berisi “{isi}”, yang belum dikenal; dihitung tidak diketahui.",
                    "{kolom} holds “{isi}”, not known yet; it counts as unknown.",
                ),
                column,
            )


CHECK = Check(
    "kata_lain", WARN,
    Text("Isian di luar daftar yang dikenal", "Answers outside the known list"),
    Text("Sampaikan isian ini kepada pengelola agar daftarnya dilengkapi.",
         "Tell the maintainer, so that the list is completed."),
    rows=rows,
)  # fmt: skip
