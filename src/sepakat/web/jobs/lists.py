"""Which jobs somebody may see, as a query."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from sepakat.access import Action, Actor, reach
from sepakat.web.accounts.rosters import within
from sepakat.web.jobs.models import Job

__all__ = ["visible", "within"]


def visible(who: Actor) -> QuerySet[Job]:
    """Their own jobs and those of the regions whose jobs they may see, newest first."""
    own = Q(by_id=int(who.id)) if who.id else Q(pk__in=[])
    return Job.objects.filter(own | within(reach(who, Action.JOBS))).select_related("by")
