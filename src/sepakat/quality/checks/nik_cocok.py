"""Digits 7-12 of a NIK are the birth date (women: day + 40). A NIK is never reissued when data are corrected, so a
difference is worth a look and no more."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if not plan.has("nik"):
        return
    real = "NOT starts_with(nik, '0')"
    day = "try_cast(substr(nik, 7, 2) AS INTEGER)"
    yield Rule(
        f"{real} AND NOT (({day} BETWEEN 1 AND 31 OR {day} BETWEEN 41 AND 71) "
        "AND try_cast(substr(nik, 9, 2) AS INTEGER) BETWEEN 1 AND 12)",
        Text("Angka ke-7 sampai 12 {kolom} bukan tanggal lahir.", "Digits 7 to 12 of {kolom} are no birth date."),
        "nik",
    )
    if plan.has("jenis_kelamin"):
        yield Rule(
            f"{real} AND jenis_kelamin IS NOT NULL AND {day} BETWEEN 1 AND 71 AND ({day} > 40) <> (jenis_kelamin = 2)",
            Text("{kolom} tidak cocok dengan jenis kelamin.", "{kolom} does not fit the sex."),
            "nik",
        )
    if plan.has("tanggal_lahir"):
        born = "strftime(tanggal_lahir, '%m%y')"
        yield Rule(
            f"{real} AND tanggal_lahir IS NOT NULL AND {day} BETWEEN 1 AND 71 "
            f"AND (substr(nik, 9, 4) <> {born} OR {day} % 40 <> day(tanggal_lahir))",
            Text("{kolom} tidak cocok dengan tanggal lahir.", "{kolom} does not fit the birth date."),
            "nik",
        )


CHECK = Check(
    "nik_cocok", WARN,
    Text("NIK dengan tanggal lahir dan jenis kelamin", "NIK against birth date and sex"),
    Text(
        "Cocokkan dengan KTP. NIK yang benar tidak diubah; yang diperbaiki tanggal lahir atau jenis kelaminnya.",
        "Compare with the identity card. A right NIK stays; mend the birth date or sex.",
    ),
    rows=rows,
)  # fmt: skip
