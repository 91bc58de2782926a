"""The door of this app to the library: figures of the current release, made once and kept by release and rule."""

from __future__ import annotations

import datetime as dt

from sepakat import catalogue
from sepakat.catalogue import Programme, Rule
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.engine import frames
from sepakat.lake import Lake
from sepakat.targeting import counts, trying
from sepakat.web import data
from sepakat.web.explore.library import release

MOST_PAST = 1  # on pages; the command line takes any

__all__ = ["day", "due", "in_force", "past", "reasons", "release"]


def day() -> dt.date:
    """The day of the current release, by which rules and dated numbers are chosen."""
    return frames.day(release())


def in_force(region: str) -> list[Programme]:
    """Programmes that are given somewhere in a region and have a rule on the release's day."""
    on = day()
    known = catalogue.programmes().values()
    return [p for p in known if p.given(region) and any(rule.since <= on for rule in p.rules)]


def due(programme: Programme, region: str, level: str | None = None) -> Table:
    return counts.due_for(release(), programme, region, level)


def reasons(programme: Programme, region: str) -> Table:
    return counts.reasons_for(release(), programme, region)


def past(programme: Programme, rule: Rule, region: str) -> Table | None:
    """The rule on the releases before the current one, oldest first; None where there is none that holds the region."""
    now = release()
    lake = Lake.open(now.path.parent.parent)
    known = [p.id for p in data.source().earlier()][-MOST_PAST:]
    if not known:
        return None
    try:
        return trying.backtest([*(lake.release(i) for i in known), now], programme, rule, region)
    except UserError:  # an older release that lacks a table or the region
        return None
