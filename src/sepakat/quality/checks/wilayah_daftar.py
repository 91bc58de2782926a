"""Lists of recipients may carry an unknown village: the entry is kept, its village is not."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    region = plan.role.region
    if region is None or region.needed or plan.region_digits() is None:
        return
    yield Rule(
        f"_digit IS NULL OR {region.column} IS NULL",
        Text(
            "Kode desa/kelurahan kosong atau tidak dikenal; baris ini dicocokkan tanpa wilayah.",
            "The village code is empty or unknown; the row is matched without a region.",
        ),
        plan.column_of(region.parts[-1][0]),
    )


CHECK = Check(
    "wilayah_daftar", WARN,
    Text("Kode wilayah dalam daftar penerima", "Region code in a recipient list"),
    Text("Lengkapi kode desa bila diketahui.", "Fill in the village code if it is known."),
    rows=rows,
)  # fmt: skip
