"""An answer to a question that was not to be asked: one of the two answers is wrong, and which one cannot be known."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.quality.skips import AFTER_404, FORM, skips
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    for skip in skips(plan):
        yield Rule(
            f"{plan.raw(skip.column)} IS NOT NULL AND NOT ({skip.asked})",
            Text(
                "{kolom} terisi “{isi}”, padahal pertanyaan ini " + skip.words.id + ".",
                "{kolom} holds “{isi}”, but the question is asked " + skip.words.en + ".",
            ),
            skip.column,
        )
    filled = [plan.raw(c) for c in AFTER_404 if plan.has(c)]
    if plan.source.form == FORM and plan.has("keberadaan") and filled:
        yield Rule(
            f"keberadaan IN (2, 3, 4, 6) AND ({' OR '.join(f'{cell} IS NOT NULL' for cell in filled)})",
            Text(
                "{kolom} = {isi} (meninggal, pindah, atau tidak ditemukan), padahal pertanyaan sesudahnya terisi.",
                "{kolom} = {isi} (deceased, moved or not found), but later questions are answered.",
            ),
            "keberadaan",
        )


CHECK = Check(
    "lompatan_terisi", REJECT,
    Text("Pertanyaan yang dilewati tetapi terisi", "Skipped questions that are answered"),
    Text("Periksa formulir: perbaiki jawaban penentunya atau kosongkan isian ini.",
         "See the form: mend the deciding answer or clear this one."),
    rows=rows,
)  # fmt: skip
