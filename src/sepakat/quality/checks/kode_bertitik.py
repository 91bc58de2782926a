"""In files whose rows may be regions of any level, codes below the province carry their dots.

`5301` is one regency for Kemendagri and another for BPS, and tables of figures come with either: without dots nobody
can tell, and a wrong guess would put a figure on the wrong region without a trace.
"""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    region = plan.role.region
    if region is None or region.level != "wilayah":
        return
    column = plan.column_of(region.parts[-1][0])
    if column is not None:
        yield Rule(
            f"regexp_full_match({plan.text(column)}, '[0-9 ]{{4,}}')",
            Text(
                "{kolom} “{isi}” tanpa titik; bisa kode BPS, bisa Kemendagri. Tulis kode Kemendagri bertitik, seperti "
                "53.01.",
                "{kolom} “{isi}” has no dots; it could be of BPS or of Kemendagri. Write Kemendagri's dotted code, "
                "such as 53.01.",
            ),
            column,
        )


CHECK = Check(
    "kode_bertitik", REJECT,
    Text("Kode wilayah bertitik", "Region codes with dots"),
    Text("Pakai kode Kemendagri dengan titik.", "Use Kemendagri's codes with dots."),
    rows=rows,
)  # fmt: skip
