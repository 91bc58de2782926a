"""Digits 1-6 of a NIK are the district of first registration. Unknown ones may be old codes: a warning."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    for column in ("nik", "no_kk"):
        if plan.has(column):
            yield Rule(
                f"NOT starts_with({column}, '0') AND left({column}, 6) NOT IN (SELECT kode FROM kecamatan_nik)",
                Text(
                    "Enam angka depan {kolom} bukan kode kecamatan yang dikenal.",
                    "The first six digits of {kolom} are no known district.",
                ),
                column,
            )


CHECK = Check(
    "nik_wilayah", WARN,
    Text("Kode wilayah dalam NIK", "Region code in the NIK"),
    Text("Cocokkan dengan KTP; kode lama (sebelum pemekaran) boleh dibiarkan.",
         "Compare with the card; old codes may stay."),
    rows=rows,
)  # fmt: skip
