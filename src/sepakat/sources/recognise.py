"""Which source a file is: by its headers, never by its name alone.

Every role of every source is scored by how much of the file it explains and how much of the role the file has. The
best one wins only when all its signature columns are there and no other source comes as close: a doubtful file is
not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sepakat.core.text import Text
from sepakat.sources import formats, melting
from sepakat.sources.formats.base import Sheet
from sepakat.sources.headers import Index, normal
from sepakat.sources.model import Role, Source
from sepakat.sources.registry import discover
from sepakat.sources.staging import HEADER_WITHIN, header_row

WIDE = 0.4  # score of a table known by its shape alone
CLEAR = 0.02  # how much better the best source must be than the next one


@dataclass(frozen=True)
class Recognised:
    """What a file is. score: 0..1. why: one sentence. sheet: the workbook sheet it was seen in. edition: year of the
    questionnaire where that matters."""

    source_id: str
    role: str
    score: float
    why: Text
    sheet: str = ""
    edition: str = ""


def score(headers: Sequence[str], role: Role) -> float:
    """0..1; 0 if a signature column is missing, or one of another source is there."""
    return _score(headers, Index(headers), role)


def _signed(index: Index, role: Role) -> bool:
    """All signature columns are there, under any of their names, and none of another source's."""
    for name in role.signature:
        known = next((f.names for f in role.fields if name in f.names), (name,))
        if index.find(known) is None:
            return False
    return all(index.find((name,)) is None for name in role.foreign)


def _score(headers: Sequence[str], index: Index, role: Role) -> float:
    if not _signed(index, role):
        return 0.0
    places = [index.find(f.names) for f in role.fields]
    named = [h for h in headers if h.strip() and not h.startswith("kolom_")]
    of_file = len({place for place in places if place is not None}) / max(1, len(named))
    of_role = sum(place is not None for place in places) / max(1, len(role.fields))
    return round((of_file + of_role) / 2, 4)


def candidates(path: Path) -> list[Recognised]:
    """Every role that the file could be, best first. UserError if the file cannot be opened."""
    # The header may stand below a title: each of the first rows is a candidate, indexed once for all roles.
    tops = [
        (sheet, [(row, Index(row)) for row in sheet.rows[:HEADER_WITHIN]])
        for sheet in formats.of(path).peek(path)
        if sheet.rows
    ]
    out: list[Recognised] = []
    for source in discover().values():
        for role in source.roles:
            best = _wide(tops, role) if role.wide is not None else _best(tops, role)
            if best is not None:
                value, sheet, headers = best
                out.append(Recognised(source.id, role.id, value, _why(source, role, headers), sheet, role.edition))
    return sorted(out, key=lambda r: -r.score)


def _wide(tops: list[tuple[Sheet, list[tuple[list[str], Index]]]], role: Role) -> tuple[float, str, list[str]] | None:
    """A table with periods across: told by its shape, so that any table with headings of its own comes first."""
    for sheet, _ in tops:
        shape = melting.shape(sheet.rows, role)
        if shape is not None:
            return (WIDE, sheet.name, [*melting.HEADERS])
    return None


def _best(tops: list[tuple[Sheet, list[tuple[list[str], Index]]]], role: Role) -> tuple[float, str, list[str]] | None:
    rows = [(sheet.name, row, index) for sheet, first in tops for row, index in first]
    own = [sheet for sheet, _ in tops if any(normal(wanted) in normal(sheet.name) for wanted in role.sheets)]
    if len(own) > 1:  # several sheets of one workbook that make up one role
        together = list(dict.fromkeys(h for sheet in own for h in sheet.rows[header_row(sheet.rows, role)]))
        rows.append((own[0].name, together, Index(together)))
    scored = ((_score(row, index, role), name, row) for name, row, index in rows)
    best = max(scored, key=lambda found: found[0], default=None)
    return best if best is not None and best[0] > 0 else None


def _why(source: Source, role: Role, headers: list[str]) -> Text:
    index = Index(headers)
    found = sum(index.find(f.names) is not None for f in role.fields)
    return Text(
        f"{found} dari {len(role.fields)} kolom {source.title.id} ({role.title.id}) ada.",
        f"{found} of {len(role.fields)} columns of {source.title.en} ({role.title.en}) are there.",
    )


def recognise(path: Path) -> Recognised | None:
    """The source and role of a file, or None when nothing fits or two sources fit alike."""
    found = candidates(path)
    if not found:
        return None
    rest = [r for r in found[1:] if (r.source_id, r.role) != (found[0].source_id, found[0].role)]
    if rest and found[0].score - rest[0].score < CLEAR and rest[0].source_id != found[0].source_id:
        return None
    return found[0]
