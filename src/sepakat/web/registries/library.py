"""The door of the overlap pages to the library. Answers are kept in memory by release and question."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sepakat.core.table import Table
from sepakat.engine.tabulating import Attribute
from sepakat.lake import Lake, Release
from sepakat.matching import overlap
from sepakat.matching.overlap import Listing
from sepakat.web import data


def opened() -> tuple[Lake, Release]:
    """The lake behind the site and its current release; UserError release-none before the first."""
    release = data.opened()
    return _lake(release.path.parent.parent), release


@lru_cache(maxsize=2)
def _lake(path: Path) -> Lake:
    return Lake.open(path)


def listings() -> dict[str, Listing]:
    """Every list of the release."""
    return _listings(data.stamp())


@lru_cache(maxsize=4)
def _listings(_stamp: str) -> dict[str, Listing]:
    return overlap.listings(opened()[1])


def usual() -> tuple[str, ...]:
    """The lists that a page starts with."""
    return overlap.usual(data.opened())


def attributes(unit: str) -> dict[str, Attribute]:
    return overlap.attributes(opened()[1], unit)


def overlapped(lists: tuple[str, ...], region: str, unit: str, level: str, by: str) -> Table:
    return _overlapped(data.stamp(), lists, region, unit, level, by)


@lru_cache(maxsize=64)
def _overlapped(_stamp: str, lists: tuple[str, ...], region: str, unit: str, level: str, by: str) -> Table:
    lake, release = opened()
    return overlap.overlap(lake, release, lists, region, unit=unit, level=level or None, by=[by] if by else [])


def unlisted(lists: tuple[str, ...], region: str, unit: str, level: str, by: str) -> Table | None:
    """The estimate of people in no list, where the question is of three lists of persons."""
    return _unlisted(data.stamp(), lists, region, unit, level, by) if len(lists) == 3 and unit == "orang" else None


@lru_cache(maxsize=64)
def _unlisted(stamp: str, lists: tuple[str, ...], region: str, unit: str, level: str, by: str) -> Table:
    return overlap.unlisted(_overlapped(stamp, lists, region, unit, level, by))


def poor(lists: tuple[str, ...], region: str, level: str) -> Table:
    return _poor(data.stamp(), lists, region, level)


@lru_cache(maxsize=64)
def _poor(_stamp: str, lists: tuple[str, ...], region: str, level: str) -> Table:
    lake, release = opened()
    return overlap.poor_in_none(lake, release, lists, region, level=level or None)
