"""Podes asks for the distance only where there is none in the village: a distance beside a facility contradicts."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.role.table != "village_profile":
        return
    for column in sorted(plan.fields):
        name = column.removesuffix("_jarak")
        counts = [c for c in (f"{name}_negeri", f"{name}_swasta", f"{name}_ada") if plan.has(c)]
        if name == column or not counts:
            continue
        yield Rule(
            f"{column} > 0 AND ({' + '.join(f'coalesce({c}, 0)' for c in counts)}) > 0",
            Text("{kolom} terisi padahal desa ini memilikinya.", "{kolom} is filled though the village has one."),
            column,
        )


CHECK = Check(
    "jarak_fasilitas", WARN,
    Text("Jarak ke fasilitas", "Distance to facilities"),
    Text("Cocokkan jumlah dan jaraknya.", "Compare number and distance."),
    rows=rows,
)  # fmt: skip
