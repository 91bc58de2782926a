"""Free words that people type beside a purpose, a reason, a justification: long enough to say something, no numbers
of persons in them."""

from __future__ import annotations

import re

from sepakat.core.errors import UserError
from sepakat.core.text import Text

SHORTEST, LONGEST = 10, 1000
_NUMBER = re.compile(r"(?:\d[\s.\-]?){12,}")


def check_words(text: str, what: Text, example: Text, *, shortest: int = SHORTEST) -> str:
    """The words, trimmed. UserError `words-short`, `words-long` or `words-number`."""
    words = " ".join(text.split())
    if len(words) < shortest:
        raise UserError(
            Text(
                f"{what.id} ditulis dengan kata, misalnya “{example.id}”.",
                f"Write {what.en[:1].lower()}{what.en[1:]} in words, such as “{example.en}”.",
            ),
            code="words-short",
        )
    if len(words) > LONGEST:
        raise UserError(
            Text(f"{what.id} paling panjang {LONGEST} huruf.", f"{what.en}: at most {LONGEST} letters."),
            code="words-long",
        )
    if _NUMBER.search(words):
        raise UserError(
            Text(f"{what.id} jangan memuat NIK atau nomor orang.", f"{what.en} must not hold a NIK or such a number."),
            hint=Text("Tulis maksudnya saja, tanpa nomor.", "Write what it is for, without the number."),
            code="words-number",
        )
    return words
