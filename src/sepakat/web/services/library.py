"""The door of this app to the library: SPM of the current release, kept by release and region."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sepakat.analysis import standards, standards_seen, standards_tables
from sepakat.analysis.standards import Standing
from sepakat.analysis.standards_seen import Count, Cut
from sepakat.catalogue.services import Service
from sepakat.core.table import Table
from sepakat.web import data
from sepakat.web.explore.library import release


def standing(region: str, period: str) -> Standing:
    """UserError spm-none, spm-level, spm-period."""
    return _standing(data.stamp(), region, period)


@lru_cache(maxsize=64)
def _standing(_stamp: str, region: str, period: str) -> Standing:
    return standards.standing(release(), region, period or None)


def siblings(region: str, period: str, level: str = "") -> Mapping[str, Standing]:
    """Regions of the same level beside it; level: those below it."""
    return _siblings(data.stamp(), region, period, level)


@lru_cache(maxsize=32)
def _siblings(_stamp: str, region: str, period: str, level: str) -> Mapping[str, Standing]:
    return standards.siblings(release(), region, period, level or None)


@lru_cache(maxsize=64)
def _unserved(_stamp: str, region: str, level: str) -> Mapping[str, Count]:
    return standards_seen.unserved(release(), region, level)


def unserved(region: str, level: str) -> Mapping[str, Count]:
    return _unserved(data.stamp(), region, level)


@lru_cache(maxsize=64)
def _cuts(_stamp: str, service: Service, region: str, level: str) -> tuple[Cut, Cut]:
    now = release()
    return (
        standards_seen.by_decile(now, service, region, level),
        standards_seen.by_part(now, service, region, level),
    )


def cuts(service: Service, region: str, level: str) -> tuple[Cut, Cut]:
    """(by decile, by part)."""
    return _cuts(data.stamp(), service, region, level)


def services_table(found: Standing) -> Table:
    return standards_tables.services(found, release())


def beside_table(found: Mapping[str, Standing], period: str, where: str) -> Table:
    return standards_tables.beside(found, period, where, release())


def seen_table(service: Service, region: str, level: str) -> Table:
    return standards_tables.seen(service, *cuts(service, region, level), region, release())
