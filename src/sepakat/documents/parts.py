"""What a draft consists of: headings, paragraphs, tables, pictures, and honest gaps; and the numbers in them.

Everything is plain data without layout, in Bahasa: `output/` writes it down, pages show it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Query:
    """How to get a number again, and what it is.

    block: text of the block that made it; at: region that the block was made for; slot: its place inside the block.
    release, hash: id and logical hash of the release. measure, version: id of the indicator, series, question or
    service, and the version of its definition; label: its name; formula: how it is worked out, in words. region: code
    of the region that the number is of; breakdown: the group, in words; period, unit: in words; hidden: cells withheld
    in the block; source: where the figures come from, in words.
    """

    block: str
    at: str
    slot: str
    release: str
    hash: str
    measure: str = ""
    version: str = ""
    label: str = ""
    formula: str = ""
    region: str = ""
    breakdown: str = ""
    period: str = ""
    unit: str = ""
    hidden: int = 0
    source: str = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON's kinds, keys in order of the fields."""
        return asdict(self)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Query:
        """The query of a dictionary of `as_dict`; what a later version added is left out."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in given.items() if name in known})


@dataclass(frozen=True)
class Number:
    """A number in a text or a table. key: stable and unique in a draft, a letter and fourteen more letters and digits
    (with `_2` and so on where a block stands twice); shown: as printed, without unit; value: None where there is
    nothing to show (`…`, `#`, `–`)."""

    key: str
    shown: str
    value: float | None
    query: Query

    def __str__(self) -> str:
        return self.shown


Run = str | Number
Runs = tuple[Run, ...]
PLAIN, GUIDANCE, ITEM, NOTE = "biasa", "petunjuk", "butir", "catatan"
WIDER = "Pakai wilayah atau kelompok yang lebih luas, atau data yang lebih lengkap."  # for what is hidden


@dataclass(frozen=True)
class Paragraph:
    """runs: words and numbers, in order; spaces are in the words. style: PLAIN, GUIDANCE (for the writer, to be taken
    out), ITEM (of a list), NOTE (small).

    key: stable, for edits; figures: hash of the numbers as shown. edited: a person's words stand here; stale: they were
    written on other figures; fresh: the runs as the figures would have them now (empty unless edited).
    """

    runs: Runs
    style: str = PLAIN
    key: str = ""
    figures: str = ""
    edited: bool = False
    stale: bool = False
    fresh: Runs = ()

    @property
    def text(self) -> str:
        return "".join(str(run) for run in self.runs)

    @property
    def removed(self) -> bool:
        """Whether a person left this passage out; `fresh` says what it would say."""
        return self.edited and not self.runs


@dataclass(frozen=True)
class Heading:
    """level: 2 and below (1 is the chapter's own)."""

    level: int
    text: str


@dataclass(frozen=True)
class Tabulated:
    """rows: cells in the order of heads; a Number cell is set to the right. note: signs, source, what is unconfirmed.
    wide: needs a page on its side."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Runs, ...]
    note: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Picture:
    """svg: one `<svg role="img">` (empty where pictures were not asked for); alt: the same in words."""

    caption: str
    svg: str
    alt: str
    note: str = ""


@dataclass(frozen=True)
class Missing:
    """A gap, said honestly. what: is missing; whose: who has it; next: what to do. human: a passage that only people
    can write (a vision, a budget), not a gap in the data."""

    what: str
    whose: str
    next: str
    human: bool = False


Part = Paragraph | Heading | Tabulated | Picture | Missing


def numbers(parts: Iterable[Part]) -> Iterator[Number]:
    """Every number of these parts, in the order of reading."""
    for part in parts:
        if isinstance(part, Paragraph):
            yield from (run for run in part.runs if isinstance(run, Number))
        elif isinstance(part, Tabulated):
            yield from (cell for row in part.rows for cell in row if isinstance(cell, Number))


def renamed(part: Part, number: Callable[[Number], Number]) -> Part:
    """A part with each of its numbers replaced."""

    def run(one: Any) -> Any:
        return number(one) if isinstance(one, Number) else one

    if isinstance(part, Paragraph):
        return replace(part, runs=tuple(run(r) for r in part.runs))
    if isinstance(part, Tabulated):
        return replace(part, rows=tuple(tuple(run(c) for c in row) for row in part.rows))
    return part


def digest(*words: str, length: int = 14) -> str:
    """A short stable name of these words: a letter, then hexadecimal digits."""
    return "s" + hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:length]
