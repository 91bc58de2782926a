"""Passages that a person has written: kept, marked, and flagged where the figures under them have changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sepakat.documents.parts import Number, Paragraph, Run, Runs, digest

if TYPE_CHECKING:
    from sepakat.documents.drafting import Edit


def figures_of(runs: Sequence[Run]) -> str:
    """Hash of the numbers as shown; of the words themselves where a passage has no number."""
    shown = [run.shown for run in runs if isinstance(run, Number)]
    return digest("figures", *(shown or [str(run) for run in runs]))


def applied(paragraph: Paragraph, edit: Edit) -> Paragraph:
    """The paragraph with a person's words, without any where they left it out. A number that still stands in them keeps
    its reference while the figures are those it was written on; on other figures the words are flagged, and nothing in
    them is passed off as traced."""
    stale = edit.figures != paragraph.figures
    runs: Runs = () if not edit.text else (edit.text,) if stale else traced(edit.text, paragraph.runs)
    return replace(paragraph, runs=runs, edited=True, stale=stale, fresh=paragraph.runs)


def traced(text: str, runs: Sequence[Run]) -> Runs:
    """The text as runs, with each of the numbers found in it, once, in order of the text."""
    out: list[Run] = [text]
    for number in (r for r in runs if isinstance(r, Number) and any(c.isdigit() for c in r.shown)):
        for i, piece in enumerate(out):
            if isinstance(piece, str):
                found = re.search(rf"(?<![\d.,]){re.escape(number.shown)}(?![\d]|[.,]\d)", piece)
                if found:
                    out[i : i + 1] = [piece[: found.start()], number, piece[found.end() :]]
                    break
    return tuple(run for run in out if run != "")
