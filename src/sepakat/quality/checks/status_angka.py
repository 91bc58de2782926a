"""The status of a figure is a word that statistics offices use; a figure without a value says why."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.role.table == "figure" and plan.has("_status"):
        yield Rule(
            f"{plan.raw('_status')} IS NOT NULL AND status_angka IS NULL",
            Text(
                "{kolom} berisi “{isi}”; pakai tetap, sementara, sangat sementara, revisi, atau perkiraan. Angka ini "
                "disimpan tanpa status.",
                "{kolom} holds “{isi}”; use tetap, sementara, sangat sementara, revisi or perkiraan. The figure is "
                "kept without a status.",
            ),
            "_status",
        )


CHECK = Check(
    "status_angka", WARN,
    Text("Status angka", "Status of a figure"),
    Text("Salin status dari catatan kaki tabelnya.", "Copy the status from the table's footnotes."),
    rows=rows,
)  # fmt: skip
