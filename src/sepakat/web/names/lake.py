"""The lake behind the pages of names, and the grants under which they may read it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from sepakat import access, catalogue
from sepakat.access import Action, Actor, Assignment
from sepakat.core.grants import Grant
from sepakat.lake import Lake, Release

GRANT_MINUTES = 10  # a page's grant ends by itself, long after the page is made


def lake() -> Lake:
    return Lake.open(settings.LAKE)


def release(of: Lake | None = None) -> Release:
    """The published release; UserError `release-none` before the first."""
    home = of or lake()
    found = home.release("current")
    return _kept(found.path)


@lru_cache(maxsize=4)
def _kept(path: Path) -> Release:
    return Release(path)


def number(name: str) -> int:
    """A dated parameter, as of today."""
    return int(catalogue.parameter(name, dt.date.today()).value)


def assignment(who: Actor, action: Action) -> Assignment:
    """An assignment that allows `action` somewhere; Refused with the rule's sentence where there is none."""
    for code in access.reach(who, action):
        found = access.check(who, action, region=code)
        if found is not None:
            return found
    first = who.assignments[0].region if who.assignments else "00"
    access.check(who, action, region=first)
    raise AssertionError("an action of names is never public")


def grant(who: Actor, action: Action, tables: tuple[str, ...], purpose: str) -> Grant:
    """A short grant over everything that the actor may reach with `action`."""
    held = assignment(who, action)
    return Grant(
        by=who.id,
        role=held.role,
        purpose=purpose,
        tables=tables,
        regions=access.reach(who, action),
        expires=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=GRANT_MINUTES),
    )
