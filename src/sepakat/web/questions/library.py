"""The door of this app to the library: one answer a release, question, region and language, kept in memory.

Page, file, picture and API of one question are made once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sepakat import analysis
from sepakat.analysis import Answer, Wanted, variables
from sepakat.core.errors import UserError
from sepakat.core.text import Text, language
from sepakat.web import data
from sepakat.web.explore.library import release

Pairs = tuple[tuple[str, str], ...]


def wanted(pairs: Iterable[tuple[str, str]], region: str) -> Wanted:
    """What an address asks of a region; UserError as of `analysis.read`."""
    return analysis.read(pairs, region)


def answer(asked: Wanted, region: str) -> Answer:
    """The answer, from memory where it has been given before; UserError as of `analysis.ask`."""
    return _answer(data.stamp(), tuple(asked.pairs), region, language())


# An answer is a table of a few hundred rows: some 100 kB.
@lru_cache(maxsize=128)
def _answer(_stamp: str, pairs: Pairs, region: str, _lang: str) -> Answer:
    asked = analysis.read(pairs, region)
    given: dict[str, Any] = dict(asked.options)
    return analysis.ask(release(), asked.question, region, asked.level, **given)


def series() -> list[tuple[str, Text]]:
    """Published series that the release holds: name and label."""
    return _series(data.stamp())


@lru_cache(maxsize=4)
def _series(_stamp: str) -> list[tuple[str, Text]]:
    try:
        return variables.offered(release())
    except UserError:
        return []


def earlier() -> list[str]:
    """Ids of the releases that this one was made from, the newest first."""
    return [one.id for one in reversed(variables.chain(release())[:-1])]


def usual(kind: str) -> dict[str, Any]:
    """What a form shows where nothing has been chosen: the dated weights of a kind that has them."""
    of = getattr(analysis.known()[kind], "usual_weights", None)
    return dict(of(release())) if of else {}
