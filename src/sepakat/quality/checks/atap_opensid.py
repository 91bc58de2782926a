"""Roof 5 and 6 (bamboo, wood) in files from OpenSID: its list has them the other way round than the printed form."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    for column, reading in (
        ("_atap_formulir", Text("menurut formulir (5 bambu, 6 kayu)", "by the form (5 bamboo, 6 wood)")),
        ("_atap_opensid", Text("menurut daftar OpenSID (5 kayu, 6 bambu)", "by OpenSID's list (5 wood, 6 bamboo)")),
    ):
        if plan.has(column):
            yield Rule(
                f"{column} IN (5, 6)",
                Text(
                    "{kolom} berisi “{isi}”, dibaca " + reading.id + "; periksa bila berkas memakai urutan lain.",
                    "{kolom} holds “{isi}”, read " + reading.en + "; check if the file uses the other order.",
                ),
                column,
            )


CHECK = Check(
    "atap_opensid", WARN,
    Text("Kode atap 5 dan 6 dari OpenSID", "Roof codes 5 and 6 from OpenSID"),
    Text("Tanyakan kepada operator desa: bambu atau kayu/sirap?", "Ask the village operator: bamboo or wood?"),
    rows=rows,
)  # fmt: skip
