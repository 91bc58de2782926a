"""SPM reports: the service is known, and nobody is served who is not entitled (a mistake in one of the two)."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.role.table != "service_target" or not plan.has("_layanan", "berhak", "dilayani"):
        return
    yield Rule(
        "layanan IS NULL",
        Text(
            "{kolom} “{isi}” bukan layanan SPM yang dikenal. Pakai nama atau id dari katalog layanan.",
            "{kolom} “{isi}” is no known SPM service. Use a name or id of the catalogue.",
        ),
        "_layanan",
    )
    yield Rule(
        "dilayani > berhak",
        Text(
            "{kolom} ({isi}) lebih banyak daripada yang berhak; periksa kedua angka dan tahun dasarnya.",
            "{kolom} ({isi}) is more than the people entitled; check both and their base year.",
        ),
        "dilayani",
    )
    for column in ("berhak", "dilayani"):
        yield Rule(f"{plan.raw(column)} IS NULL", Text("{kolom} kosong; wajib diisi.", "{kolom} is empty."), column)


CHECK = Check(
    "layanan_spm", REJECT,
    Text("Layanan SPM", "SPM services"),
    Text("Cocokkan dengan laporan perangkat daerahnya.", "Compare with the office's report."),
    rows=rows,
)  # fmt: skip
