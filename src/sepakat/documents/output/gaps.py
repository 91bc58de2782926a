"""Gaps in a file: those that say the same of several things as one box, in words for people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sepakat.documents.output import nodes
from sepakat.documents.output.nodes import Nodes
from sepakat.documents.parts import WIDER, Missing, Part

_LACKS = "Rilis ini tidak memuat seri "


def gathered(parts: Iterable[Part]) -> list[Part]:
    """Gaps that follow each other and have the same owner and step, as one."""
    made: list[Part] = []
    for part in parts:
        last = made[-1] if made else None
        same = isinstance(part, Missing) and isinstance(last, Missing) and _about(part) == _about(last)
        if same and isinstance(part, Missing) and isinstance(last, Missing):
            if part.what not in last.what:
                made[-1] = replace(last, what=_both(last.what.rstrip(". "), part.what))
            continue
        made.append(part)
    return made


def _both(first: str, second: str) -> str:
    """Two gaps as one sentence where they say the same of two things, else as two sentences."""
    same = first.startswith(_LACKS) and second.startswith(_LACKS)
    return f"{first}; {second.removeprefix(_LACKS)}" if same else f"{first}. {second}"


def _about(gap: Missing) -> tuple[str, str, bool]:
    return gap.whose, gap.next, gap.human


def said(part: Missing) -> Nodes:
    """A gap as one paragraph: what, who has it, what to do."""
    name = "Perlu ditulis" if part.human else "Tidak ditampilkan" if part.next == WIDER else "Belum ada"
    about_it = {name: part.what, "Pemilik": part.whose, "Langkah": part.next}
    return [
        inline
        for about, words in about_it.items()
        for inline in (nodes.strong(f"{about}: "), *nodes.words(f"{_plain(words).rstrip('. ')}. "))
    ]


def _plain(text: str) -> str:
    """Words for people: without the ids that stand in backquotes behind a name."""
    return re.sub(r" ?\(`[^`]*`\)", "", text).replace("`", "")
