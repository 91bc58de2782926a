"""A question that was to be asked has no answer: it stays unknown, and unknown is never read as "fine"."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.quality.skips import interviewed, skips
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    met = interviewed(plan)
    for skip in skips(plan):
        if skip.must:
            yield Rule(
                f"{plan.raw(skip.column)} IS NULL AND ({skip.asked}) AND {met}",
                Text(
                    "{kolom} kosong, padahal ditanyakan (" + skip.words.id + ").",
                    "{kolom} is empty although asked (" + skip.words.en + ").",
                ),
                skip.column,
            )


CHECK = Check(
    "lompatan_kosong", WARN,
    Text("Pertanyaan yang seharusnya terisi", "Questions left empty"),
    Text("Lengkapi dari formulir; bila tetap kosong, dihitung sebagai tidak diketahui.",
         "Complete from the form; left empty it counts as unknown."),
    rows=rows,
)  # fmt: skip
