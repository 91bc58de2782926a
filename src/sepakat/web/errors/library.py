"""The door of this app to the library: programmes with a list, studies of errors, the comparison of deciles."""

from __future__ import annotations

from functools import lru_cache

from sepakat import catalogue
from sepakat.catalogue import Programme
from sepakat.core.table import Table
from sepakat.targeting import errors
from sepakat.targeting.errors.comparing import available
from sepakat.targeting.errors.ranked import Families
from sepakat.web import data


def programmes() -> dict[str, Programme]:
    """Programmes of which this release may hold a recipient list: by name, those with a list column."""
    return {p.id: p for p in catalogue.programmes().values() if p.listed}


def study(programme: str, region: str) -> errors.Study:
    """The study of a programme in the province of a region; UserError as `targeting.errors.study`."""
    return errors.study(data.opened(), programme, region)


@lru_cache(maxsize=64)
def _rates(_stamp: str, programme: str, region: str, level: str, by: tuple[str, ...]) -> Table:
    return errors.rates(study(programme, region), region, level=level or None, by=by)


def rates(programme: str, region: str, level: str = "", by: tuple[str, ...] = ()) -> Table:
    return _rates(data.stamp(), programme, region, level, by)


@lru_cache(maxsize=64)
def _causes(_stamp: str, programme: str, region: str) -> Table:
    return errors.cause_table(study(programme, region), region)


def causes(programme: str, region: str) -> Table:
    return _causes(data.stamp(), programme, region)


@lru_cache(maxsize=32)
def _fields(_stamp: str, programme: str, region: str) -> Table:
    return errors.field_table(study(programme, region), region)


def fields(programme: str, region: str) -> Table:
    return _fields(data.stamp(), programme, region)


@lru_cache(maxsize=32)
def _fairness(_stamp: str, programme: str, region: str) -> Table:
    return errors.fairness(study(programme, region), region)


def fairness(programme: str, region: str) -> Table:
    return _fairness(data.stamp(), programme, region)


def families(region: str) -> Families:
    """The families whose rankings are compared."""
    return errors.families(data.opened(), region)


def pairs(region: str) -> tuple[str, ...]:
    return available(families(region))


@lru_cache(maxsize=64)
def _compared(_stamp: str, region: str, level: str, by: tuple[str, ...], pair: str) -> Table:
    return errors.compare(families(region), region, level=level or None, by=by, pair=pair)


def compared(region: str, pair: str, level: str = "", by: tuple[str, ...] = ()) -> Table:
    return _compared(data.stamp(), region, level, by, pair)


@lru_cache(maxsize=16)
def _matrix(_stamp: str, region: str, pair: str) -> Table:
    return errors.matrix(families(region), region, pair)


def matrix(region: str, pair: str) -> Table:
    return _matrix(data.stamp(), region, pair)
