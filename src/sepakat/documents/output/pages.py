"""Which parts stand on a page on its side: tables that need it, and what little stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sepakat.documents.output import widths
from sepakat.documents.parts import Heading, Missing, Paragraph, Part, Tabulated

FEW, ROWS = 4, 10  # paragraphs, and rows of small tables, for which the page is not turned back
HIGH = 5  # lines that a row of a wide table may take on an upright page


def grouped(parts: Sequence[Part], *, upright: bool = False) -> list[tuple[bool, list[Part]]]:
    """The parts in runs: (on its side, parts). Headings over a wide table, and a few words beside one, go with it, so
    that no page is left almost empty. upright: never turn (a short paper)."""
    turned = [isinstance(part, Tabulated) and not upright and is_wide(part) for part in parts]
    for i in [i for i, one in enumerate(turned) if one]:
        j = i - 1
        while j >= 0 and isinstance(parts[j], Heading):
            turned[j], j = True, j - 1
    if any(turned):
        at = 0
        for side, run in [(side, len(list(run))) for side, run in groupby(turned)]:
            if not side and _few(parts[at : at + run]):
                turned[at : at + run] = [True] * run
            at += run
    runs = groupby(zip(turned, parts, strict=True), key=lambda pair: pair[0])
    return [(side, [part for _, part in run]) for side, run in runs]


def is_wide(table: Tabulated) -> bool:
    """Whether a table needs the long side of the page: its words do not fit, or its rows would be too high."""
    said = texts(table)
    if not widths.fits(table.heads, said):
        return True
    return table.wide and widths.lines(table.heads, said, widths.PORTRAIT) > HIGH


def texts(table: Tabulated) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in table.rows]


def _few(parts: Sequence[Part]) -> bool:
    words = sum(isinstance(p, Paragraph | Missing) for p in parts)
    rows = sum(len(p.rows) for p in parts if isinstance(p, Tabulated))
    return (
        words <= FEW and rows <= ROWS and all(isinstance(p, Heading | Paragraph | Missing | Tabulated) for p in parts)
    )
