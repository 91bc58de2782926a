"""Aid of question 501 counts if last received in October 2021 to October 2022."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.quality.skips import FORM, PROGRAMMES
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    for name in PROGRAMMES:
        if plan.source.form == FORM and plan.has(f"_bulan_{name}", f"_tahun_{name}"):
            yield Rule(
                f"_tahun_{name} * 100 + _bulan_{name} NOT BETWEEN 202110 AND 202210",
                Text(
                    "{kolom}: bulan terakhir di luar Oktober 2021–Oktober 2022.",
                    "{kolom}: last month is outside October 2021–October 2022.",
                ),
                f"_tahun_{name}",
            )


CHECK = Check(
    "masa_bantuan", WARN,
    Text("Bulan terakhir menerima bantuan", "Last month of aid"),
    Text("Periksa bulan dan tahun di formulir.", "Check month and year on the form."),
    rows=rows,
)  # fmt: skip
