"""The appendix "Sumber angka": the numbers of a draft gathered by what they are and where they come from.

Numbers of one indicator or series, one version, one source and one release share a code (`S1`, `S2` …); the text and
the notes under tables carry the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sepakat.documents.drafting import Draft
from sepakat.documents.parts import Number, Query
from sepakat.regions import place

_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
NAMED = 4  # regions, groups and periods beyond this many are counted, not named


@dataclass(frozen=True)
class Source:
    """One row of the appendix, in words. code: `S1`; hidden: cells withheld."""

    code: str
    name: str
    version: str
    formulas: tuple[str, ...]
    regions: str
    groups: str
    periods: str
    units: str
    origin: str
    release: str
    hidden: int

    @property
    def anchor(self) -> str:
        return f"sumber_{self.code}"


@dataclass(frozen=True)
class Sources:
    """All of them, in the order in which they are first used. codes: by key of the number."""

    all: tuple[Source, ...]
    codes: Mapping[str, Source]

    def of(self, numbers: Iterable[Number]) -> tuple[Source, ...]:
        """Those that these numbers rest on, once each, in order."""
        found = {self.codes[n.key].code: self.codes[n.key] for n in numbers}
        return tuple(found[code] for code in sorted(found, key=lambda c: int(c[1:])))


def sources(draft: Draft) -> Sources:
    """The appendix of a draft."""
    groups: dict[tuple[str, ...], list[Number]] = {}
    for number in draft.numbers.values():
        groups.setdefault(_key(number.query), []).append(number)
    made: list[Source] = []
    codes: dict[str, Source] = {}
    for at, members in enumerate(groups.values(), 1):
        one = _source(f"S{at}", [n.query for n in members])
        made.append(one)
        codes |= {n.key: one for n in members}
    return Sources(tuple(made), codes)


def _key(query: Query) -> tuple[str, ...]:
    return (query.measure or query.block, query.version, query.label, query.source, query.release, query.hash)


def _source(code: str, queries: list[Query]) -> Source:
    first = queries[0]
    hidden: dict[str, int] = {}
    for query in queries:
        hidden[query.block] = max(hidden.get(query.block, 0), query.hidden)
    return Source(
        code, first.label or first.measure, first.version, _steps(q.formula for q in queries),
        _counted([place(c) for c in _once(q.region for q in queries)], "wilayah"),
        _counted(_once(q.breakdown for q in queries), "kelompok"),
        _counted(sorted(_once(q.period for q in queries), key=_year), "periode"),
        ", ".join(_once(q.unit for q in queries)), first.source, first.release, sum(hidden.values()),
    )  # fmt: skip


def _steps(formulas: Iterable[str]) -> tuple[str, ...]:
    """The pieces that formulas are put together from, each once."""
    pieces = (piece.strip(" .") for formula in formulas for piece in formula.split("; "))
    return tuple({piece.lower(): piece[:1].upper() + piece[1:] for piece in pieces if piece}.values())


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def _year(period: str) -> str:
    """What periods are put in order by: the year in `Maret 2025`."""
    found = _YEAR.search(period)
    return found[0] if found else ""


def _counted(words: Iterable[str], noun: str) -> str:
    named = list(words)
    if len(named) <= NAMED:
        return ", ".join(named)
    return f"{named[0]}, {named[1]}, … {named[-1]} ({len(named)} {noun})"
