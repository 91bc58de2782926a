"""Headers as people write them: `R301A`, `301a`, ` 301A. Status kepemilikan` are the same column.

Only the spelling is forgiven (case, spaces, dots, a leading R before a question number); a name that reads differently
is another column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_QUESTION = re.compile(r"^\s*r?\s*[._-]?\s*(\d{3,4})\s*[._-]?\s*([a-z]\d?)?\s*[.):\s]\s*\D", re.IGNORECASE)
_JUNK = re.compile(r"[^a-z0-9]+")
MAX_COLUMNS = 5_000
_OURS = {"_row", "_rusak"}  # columns that staging adds


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """One spelling for all: lower case, letters and digits only, no R before a question number."""
    text = _JUNK.sub("", name.lower())
    return text[1:] if len(text) > 1 and text[0] == "r" and text[1].isdigit() else text


def spellings(name: str) -> tuple[str, ...]:
    """The forms under which a header may be looked up: as a whole, and by the question number it starts with."""
    whole = normal(name)
    found = _QUESTION.match(name)
    if found:
        question = (found.group(1) + (found.group(2) or "")).lower()
        return (whole, question) if question != whole else (whole,)
    return (whole,)


def clean(headers: Iterable[object]) -> tuple[list[str], list[str]]:
    """Headers fit for a table, and those that stood there twice.

    Empty ones become `kolom_7`; the second of a name becomes `R101.2` (it is never used in the first one's place).
    """
    seen: dict[str, int] = {}
    out: list[str] = []
    twice: list[str] = []
    for position, raw in enumerate(headers, 1):
        text = re.sub(r"[\x00-\x1f\ufeff]+", " ", "" if raw is None else str(raw)).strip() or f"kolom_{position}"
        if text.lower() in _OURS:
            text += "_"
        key = text.lower()
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            twice.append(text)
            text = f"{text}.{seen[key]}"
            while text.lower() in seen:
                text += "_"
            seen[text.lower()] = 1
        out.append(text)
    return out, twice


def find(headers: Sequence[str], names: Sequence[str]) -> int | None:
    """Position of the first of `names` among the headers, or None. Exact names win over question numbers."""
    return Index(headers).find(names)


class Index:
    """The headers of one file, ready for many look-ups."""

    def __init__(self, headers: Sequence[str]) -> None:
        self.whole: dict[str, int] = {}
        self.question: dict[str, int] = {}
        for position, header in enumerate(headers):
            forms = spellings(header)
            self.whole.setdefault(forms[0], position)
            for form in forms[1:]:
                self.question.setdefault(form, position)

    def find(self, names: Sequence[str]) -> int | None:
        for name in names:
            position = self.whole.get(normal(name))
            if position is not None:
                return position
        for name in names:
            position = self.question.get(normal(name))
            if position is not None:
                return position
        return None
