"""The door of this app to the library: what can be asked of the current release, and the one function that answers.

Answers are kept in memory by release and question, so that page, preview and file of one question are made once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sepakat import engine
from sepakat.catalogue import Indicator
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.engine import tabulating
from sepakat.engine.tabulating import Attribute
from sepakat.web import data
from sepakat.web.data import opened as release

__all__ = ["attributes", "measures", "release", "tabulate"]


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
