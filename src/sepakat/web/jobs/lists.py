"""Which jobs somebody may see, as a query."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from sepakat.access import Action, Actor, reach
from sepakat.access.actors import NATION
from sepakat.web.jobs.models import Job


def within(regions: tuple[str, ...], field: str = "region") -> Q:
    """Rows whose region lies in one of these (none where there are none)."""
    found = Q(pk__in=[])
    for code in regions:
        found |= Q() if code == NATION else Q(**{field: code}) | Q(**{f"{field}__startswith": code + "."})
        if code == NATION:
            return Q()
    return found


def visible(who: Actor) -> QuerySet[Job]:
    """Their own jobs and those of the regions whose jobs they may see, newest first."""
    own = Q(by_id=int(who.id)) if who.id else Q(pk__in=[])
    return Job.objects.filter(own | within(reach(who, Action.JOBS))).select_related("by")
