"""The door of this app to the library: figures of the current release, made once and kept by release and rule."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict

from sepakat.catalogue import Programme, Rule, schemes
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.engine import frames
from sepakat.lake import Lake
from sepakat.targeting import counts, trying
from sepakat.web import data
from sepakat.web.data import opened as release

MOST_PAST = 1  # on pages; the command line takes any

__all__ = ["day", "due", "in_force", "past", "reasons", "release"]


def day() -> dt.date:
    """The day of the current release, by which rules and dated numbers are chosen."""
    return frames.day(release())


def in_force(region: str) -> list[Programme]:
    """Those of the release's day."""
    return schemes.in_force(region, day())


def due(programme: Programme, region: str, level: str | None = None) -> Table:
    return counts.due_for(release(), programme, region, level)


def reasons(programme: Programme, region: str) -> Table:
    return counts.reasons_for(release(), programme, region)


_past: OrderedDict[tuple[str, ...], Table | None] = OrderedDict()
_lock = threading.Lock()
KEPT = 64


def past(programme: Programme, rule: Rule, region: str) -> Table | None:
    """The rule on the releases before the current one, oldest first; None where there is none that holds the region.
    Kept by release and by all of the rule, so a proposal's is told from the one in force."""
    name = (data.stamp(), programme.id, programme.label.id, programme.unit, programme.region, rule.key, region)
    with _lock:
        if name in _past:
            _past.move_to_end(name)
            return _past[name]
    made = _backtest(programme, rule, region)
    with _lock:
        _past[name] = made
        while len(_past) > KEPT:
            _past.popitem(last=False)
    return made


def _backtest(programme: Programme, rule: Rule, region: str) -> Table | None:
    now = release()
    lake = Lake.open(now.path.parent.parent)
    known = [p.id for p in data.source().earlier()][-MOST_PAST:]
    if not known:
        return None
    try:
        return trying.backtest([*(lake.release(i) for i in known), now], programme, rule, region)
    except UserError:  # an older release that lacks a table or the region
        return None
