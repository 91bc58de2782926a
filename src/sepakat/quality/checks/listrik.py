"""Refrigerator, AC, water heater, flat TV and computer need electricity (consistency 1 of the form)."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if not plan.has("penerangan"):
        return
    for column in ("kulkas", "ac", "pemanas_air", "tv_datar", "komputer"):
        if plan.has(column):
            yield Rule(
                f"penerangan = 4 AND {column} = 1",
                Text(
                    "{kolom} ada, padahal penerangan bukan listrik.", "{kolom} is there, but lighting is not electric."
                ),
                column,
            )


CHECK = Check(
    "listrik", WARN,
    Text("Barang elektronik tanpa listrik", "Electric goods without electricity"),
    Text("Periksa 307a dan barangnya.", "Check 307a and the goods."),
    rows=rows,
)  # fmt: skip
