"""A hazard class that differs from what the index says by the limits known here: kept, and counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sepakat import catalogue
from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.role.table != "hazard" or not plan.has("_kelas", "indeks_bahaya"):
        return
    day = dt.date.today()
    low, middle = (float(catalogue.parameter(f"inarisk_{name}_maks", day).value) for name in ("rendah", "sedang"))
    yield Rule(
        f"kelas_bahaya <> CASE WHEN indeks_bahaya <= {low} THEN 1 WHEN indeks_bahaya <= {middle} THEN 2 "
        "WHEN indeks_bahaya > 0 THEN 3 END",
        Text(
            "{kolom} “{isi}” berbeda dari kelas menurut indeksnya; batas kelas belum dikonfirmasi.",
            "{kolom} “{isi}” differs from the class of its index; the limits are not confirmed.",
        ),
        "_kelas",
    )


CHECK = Check(
    "bahaya_kelas", WARN,
    Text("Kelas bahaya menurut indeks", "Hazard class by index"),
    Text("Kelas dari berkas yang dipakai; cocokkan bila ragu.", "The file's class is used; compare if in doubt."),
    rows=rows,
)  # fmt: skip
