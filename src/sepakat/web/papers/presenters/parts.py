"""The parts of a chapter as a page shows them: the same sentences, tables, pictures, every number with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sepakat.documents import Heading, Missing, Number, Paragraph, Part, Picture, Tabulated
from sepakat.documents.output.sources import Source


@dataclass(frozen=True)
class Run:
    """Words, or a number with the code and the anchor of its source."""

    text: str
    code: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Cell:
    text: str
    number: bool


@dataclass(frozen=True)
class Shown:
    """One part. kind: heading, guidance, item, note, paragraph, table, picture, missing; which other fields are set
    goes with it. codes: sources of a table's numbers; wide: a picture that may be wider than the page."""

    kind: str
    text: str = ""
    level: int = 0
    runs: tuple[Run, ...] = ()
    key: str = ""
    figures: str = ""
    edited: bool = False
    removed: bool = False
    stale: bool = False
    fresh: str = ""
    heads: tuple[tuple[str, bool], ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    svg: str = ""
    wide: bool = False
    whose: str = ""
    next: str = ""
    human: bool = False


TREE = 'class="chart pohon"'  # drawn at its own width, which a phone scrolls
STYLES = {"biasa": "paragraph", "petunjuk": "guidance", "butir": "item", "catatan": "note"}


def shown(parts: Sequence[Part], codes: Mapping[str, Source] | None = None) -> list[Shown]:
    """The parts of a chapter, in order. codes: the source of each number, by its key."""
    return [_shown(part, codes or {}) for part in parts]


def _shown(part: Part, codes: Mapping[str, Source]) -> Shown:
    if isinstance(part, Heading):
        return Shown("heading", part.text, level=min(part.level + 1, 5))
    if isinstance(part, Paragraph):
        runs = tuple(_run(run, codes) for run in part.runs)
        fresh = "".join(str(run) for run in part.fresh)
        return Shown(
            STYLES[part.style], part.text, runs=runs, key=part.key, figures=part.figures, edited=part.edited,
            removed=part.removed, stale=part.stale, fresh=fresh,
        )  # fmt: skip
    if isinstance(part, Tabulated):
        return _table(part, codes)
    if isinstance(part, Picture):
        return Shown("picture", part.caption, svg=part.svg, wide=TREE in part.svg, note=part.note)
    return _missing(part)


def _missing(part: Missing) -> Shown:
    return Shown("missing", part.what, whose=part.whose, next=part.next, human=part.human)


def _run(run: str | Number, codes: Mapping[str, Source]) -> Run:
    if isinstance(run, str):
        return Run(run)
    source = codes.get(run.key)
    return Run(run.shown, source.code, source.anchor) if source else Run(run.shown)


def _table(part: Tabulated, codes: Mapping[str, Source]) -> Shown:
    rows = tuple(tuple(Cell(str(c), isinstance(c, Number)) for c in row) for row in part.rows)
    columns = range(len(part.heads))
    right = [any(i < len(row) and row[i].number for row in rows) for i in columns]
    found = {codes[c.key] for row in part.rows for c in row if isinstance(c, Number) and c.key in codes}
    named = sorted(found, key=lambda s: int(s.code[1:]))
    return Shown(
        "table", part.caption, heads=tuple(zip(part.heads, right, strict=True)), rows=rows, note=part.note,
        codes=tuple((s.code, s.anchor) for s in named),
    )  # fmt: skip
