"""The door of this app to the library: what can be asked of the current release, and the one function that answers.

Answers are kept in memory by release and question, so that page, preview and file of one question are made once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sepakat import engine
from sepakat.catalogue import Indicator
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine import tabulating
from sepakat.engine.tabulating import Attribute
from sepakat.web import data


def release() -> Any:
    """The current release of the lake behind the site; UserError release-none before the first."""
    data.release()
    found = getattr(data.source(), "release", lambda: None)()
    if found is None:
        raise UserError(
            Text("Laman ini memerlukan data lake.", "This page needs a lake."),
            hint=Text("Jalankan `sepakat serve` dengan sebuah lake.", "Run `sepakat serve` with a lake."),
            code="release-none",
        )
    return found


def attributes(unit: str) -> Mapping[str, Attribute]:
    """What persons or families can be chosen and divided by; empty where the release holds none of them."""
    return _attributes(data.stamp(), unit)


@lru_cache(maxsize=8)
def _attributes(_stamp: str, unit: str) -> Mapping[str, Attribute]:
    try:
        return tabulating.attributes(release(), unit)
    except UserError:
        return {}


def measures() -> Mapping[str, Indicator]:
    """Indicators that can be measured, by theme and name."""
    return _measures(data.stamp())


@lru_cache(maxsize=4)
def _measures(_stamp: str) -> Mapping[str, Indicator]:
    return tabulating.measures(release())


def tabulate(what: str, for_whom: tuple[str, ...], where: str, level: str, by: tuple[str, ...]) -> Table:
    """The free table of a question; UserError as of `engine.tabulate`."""
    return _tabulate(data.stamp(), what, for_whom, where, level, by)


@lru_cache(maxsize=64)
def _tabulate(_stamp: str, what: str, for_whom: tuple[str, ...], where: str, level: str, by: tuple[str, ...]) -> Table:
    return engine.tabulate(release(), what, for_whom, where, by, level=level)
