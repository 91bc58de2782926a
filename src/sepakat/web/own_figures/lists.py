"""Deliveries of own figures as queries: one's own, those to decide, those of one's region."""

from __future__ import annotations

from django.db.models import QuerySet

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.web.intake.models import CHECKED, Upload
from sepakat.web.jobs.lists import within
from sepakat.web.own_figures.accepting import SOURCES


def _all() -> QuerySet[Upload]:
    return Upload.objects.filter(source__in=SOURCES).select_related("by", "own_figures_decision__by")


def mine(who: Actor) -> QuerySet[Upload]:
    return _all().filter(by_id=int(who.id))


def to_decide(who: Actor) -> QuerySet[Upload]:
    """Checked deliveries of others, in the regions where this person decides."""
    places = access.reach(who, Action.FIGURES_ACCEPT)
    return _all().filter(within(places), state=CHECKED).exclude(by_id=int(who.id))


def others(who: Actor) -> QuerySet[Upload]:
    """Everybody else's, where this person decides or sees quality reports."""
    places = (*access.reach(who, Action.FIGURES_ACCEPT), *access.reach(who, Action.QUALITY))
    return _all().filter(within(places)).exclude(by_id=int(who.id))


def refused(who: Actor) -> QuerySet[Upload]:
    """One's own that were refused and not sent again."""
    return mine(who).filter(own_figures_decision__taken=False, corrections=None)
