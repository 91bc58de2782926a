"""Widths of a table's columns: enough for the longest word of each, then where most rows become lower by it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

PORTRAIT, LANDSCAPE = 96.0, 150.0  # characters of small type on a line, reckoned for a wide typeface
PADDING = 2.0  # of a cell, in characters
PLAIN, BOLD = 1.07, 1.2  # how much wider words and heads run at their widest, so that none is broken
POWER = 3  # of the height of cells, summed over a column: a high cell counts for more than several low ones


def shares(heads: Sequence[str], rows: Sequence[Sequence[str]], line: float) -> list[float]:
    """A share of the line for each column; they add up to one."""
    columns = _columns(heads, rows)
    made = [_least(column) for column in columns]
    longest = [max(len(text) for text in column) for column in columns]
    lengths = [sum(len(text) ** POWER for text in column) for column in columns]
    for _ in range(ceil(line - sum(made))):
        gains = [
            said * ((width - PADDING) ** -POWER - (width + 1 - PADDING) ** -POWER) if long > width - PADDING else 0.0
            for long, said, width in zip(longest, lengths, made, strict=True)
        ]
        best = max(range(len(made)), key=gains.__getitem__)
        if not gains[best]:
            break
        made[best] += 1
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
    longest = max((PLAIN * len(word) for text in rest for word in text.split()), default=1.0)
    return PADDING + max([longest, *(BOLD * len(word) for word in head.split())])
