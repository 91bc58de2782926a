"""A gas cylinder of 5.5 kg or more goes with cooking on such gas (consistency 2: 502a = 1 with 308 in 2, 3)."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.has("tabung_gas", "bahan_bakar"):
        yield Rule(
            "tabung_gas = 1 AND bahan_bakar NOT IN (2, 3)",
            Text(
                "{kolom} ada, padahal bahan bakar memasak bukan gas 5,5 kg atau 12 kg.",
                "{kolom} is there, but cooking fuel is not 5.5 or 12 kg gas.",
            ),
            "tabung_gas",
        )
        yield Rule(
            "tabung_gas = 2 AND bahan_bakar IN (2, 3)",
            Text(
                "{kolom} tidak ada, padahal memasak dengan gas 5,5 kg atau 12 kg.",
                "{kolom} is absent, but cooking fuel is 5.5 or 12 kg gas.",
            ),
            "tabung_gas",
        )


CHECK = Check(
    "gas", WARN,
    Text("Tabung gas dan bahan bakar", "Gas cylinder and cooking fuel"),
    Text("Periksa 308 dan 502a.", "Check 308 and 502a."),
    rows=rows,
)  # fmt: skip
