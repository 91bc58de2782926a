"""Widths of a table's columns: enough for the longest word of each, then where the text would else be highest."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

PORTRAIT, LANDSCAPE = 90.0, 141.0  # characters of small type on a line, reckoned for a wide typeface
PADDING, BOLD = 2.0, 1.1  # of a cell, in characters; how much wider heads run


def shares(heads: Sequence[str], rows: Sequence[Sequence[str]], line: float) -> list[float]:
    """A share of the line for each column; they add up to one."""
    columns = _columns(heads, rows)
    made = [_least(column) for column in columns]
    longest = [max(len(text) for text in column) for column in columns]
    for _ in range(ceil(line - sum(made))):
        heights = [long / (width - PADDING) for long, width in zip(longest, made, strict=True)]
        highest = max(range(len(made)), key=heights.__getitem__)
        if heights[highest] <= 1:
            break
        made[highest] += 1
    return [one / sum(made) for one in made]


def fits(heads: Sequence[str], rows: Sequence[Sequence[str]], line: float = PORTRAIT) -> bool:
    """Whether no word has to be broken."""
    return sum(_least(column) for column in _columns(heads, rows)) <= line


def lines(heads: Sequence[str], rows: Sequence[Sequence[str]], line: float) -> int:
    """How many lines the highest row takes, about."""
    given = [share * line - PADDING for share in shares(heads, rows, line)]
    high = (ceil(len(text) / max(1.0, width)) for row in rows for text, width in zip(row, given, strict=True))
    return max(high, default=1)


def _columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[head, *(row[i] for row in rows)] for i, head in enumerate(heads)]


def _least(column: Sequence[str]) -> float:
    head, *rest = column
    longest = max((float(len(word)) for text in rest for word in text.split()), default=1.0)
    return PADDING + max([longest, *(BOLD * len(word) for word in head.split())])
