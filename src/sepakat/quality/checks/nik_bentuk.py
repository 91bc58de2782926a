"""NIK and No KK have sixteen digits. Empty or `0` means unknown and passes; OpenSID's temporary NIK passes too."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    for column, field in plan.fields.items():
        if field.kind not in ("nik", "kk"):
            continue
        raw = plan.text(column)
        scientific = f"regexp_full_match({raw}, '[0-9][.,]?[0-9]*[eE][+]?[0-9]+')"
        yield Rule(
            f"{plan.misread(column)} AND NOT {scientific}",
            Text(
                "{kolom} harus 16 angka; tertulis {panjang} huruf/angka ({isi}). Periksa angka yang kurang atau lebih.",
                "{kolom} must have 16 digits; it has {panjang} characters ({isi}). Look for missing or extra digits.",
            ),
            column,
        )
        yield Rule(
            f"{plan.misread(column)} AND {scientific}",
            Text(
                "{kolom} sudah diubah Excel menjadi bilangan (5,3E+15); angka aslinya hilang. Ubah kolom menjadi Teks "
                "lalu salin ulang dari sumbernya.",
                "{kolom} was turned into a number by Excel (5.3E+15); its digits are lost. Make the column Text and "
                "copy it again.",
            ),
            column,
        )


CHECK = Check(
    "nik_bentuk", REJECT,
    Text("Bentuk NIK dan nomor KK", "Form of NIK and family card number"),
    Text("Cocokkan dengan KTP atau Kartu Keluarga.", "Compare with the identity or family card."),
    rows=rows,
)  # fmt: skip
