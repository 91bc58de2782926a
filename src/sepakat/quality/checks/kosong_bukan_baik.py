"""427 (child nutrition) has no code for "normal" and 429 (caregiver) no plain "no": an empty cell or code 3 is not good
news. Empty cells of those who are asked are counted here, apart from other gaps."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.quality.skips import interviewed, skips
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    met = interviewed(plan)
    for skip in skips(plan):
        if skip.column in ("gizi", "caregiver"):
            yield Rule(
                f"{plan.raw(skip.column)} IS NULL AND ({skip.asked}) AND {met}",
                Text(
                    "{kolom} kosong (ditanyakan "
                    + skip.words.id
                    + "). Kosong tidak berarti baik; dihitung tidak diketahui.",
                    "{kolom} is empty (asked " + skip.words.en + "). Empty does not mean fine; it counts as unknown.",
                ),
                skip.column,
            )


CHECK = Check(
    "kosong_bukan_baik", WARN,
    Text("Gizi anak dan pemberi rawat kosong", "Child nutrition and caregiver left empty"),
    Text("Tanyakan kembali kepada keluarga atau kader posyandu.", "Ask the family or the health post again."),
    rows=rows,
)  # fmt: skip
