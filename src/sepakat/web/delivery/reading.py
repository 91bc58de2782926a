"""What pages read of delivery: the lists somebody sees, their standing, what is overdue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from sepakat import access, catalogue
from sepakat.access import Actor
from sepakat.core.table import Table
from sepakat.targeting import delivered, feedback
from sepakat.targeting.feedback import Standing
from sepakat.web.delivery import figures, rules
from sepakat.web.delivery.models import Outcome
from sepakat.web.names import lake
from sepakat.web.names.models import ListRequest, ListRow, SealedFile, Step
from sepakat.web.names.states import Act

MOST_LISTS = 300


@dataclass(frozen=True)
class Handed:
    """A list that was handed over. since: its first download; outcomes: live ones; late: none came in time."""

    request: ListRequest
    since: dt.date | None
    outcomes: int
    late: bool


def outcomes(programme: str, period: str = "", region: str = "00", level: str | None = None) -> Table:
    """A programme's delivery against plan, protected, for everybody (`targeting.delivered.outcomes`)."""
    home = lake.lake()
    return delivered.outcomes(home, lake.release(home), programme, region=region, level=level, period=period)


def lists(who: Actor) -> list[Handed]:
    """Lists that were handed over and that the actor sees, the latest first."""
    if not who.signed_in:
        return []
    return [_standing(r) for r in _handed(who)[:MOST_LISTS] if rules.sees(who, r)]


def overdue(who: Actor) -> list[Handed]:
    """Lists of which nothing has come back in time, where the actor may record it."""
    if not who.signed_in:
        return []
    late = _handed(who).filter(live=0, first__lt=_due())
    return [_standing(r) for r in late[:MOST_LISTS] if rules.places(who, r)]


def handed(request: ListRequest) -> Handed:
    return _standing(_told(ListRequest.objects.filter(pk=request.pk)).get())


def _handed(who: Actor) -> QuerySet[Any]:
    """Lists that were handed over and may be the actor's to see, the latest first."""
    fetched = SealedFile.objects.filter(request=OuterRef("pk"), downloads__gt=0)
    found = ListRequest.objects.filter(rules.near(who), Exists(fetched), state__in=rules.HANDED).exclude(programme="")
    return _told(found).prefetch_related("recipients").order_by("-pk")


def _told(found: QuerySet[ListRequest]) -> QuerySet[Any]:
    """Each with `first`, the moment of its first download, and `live`, how many of its outcomes stand."""
    first = Step.objects.filter(request=OuterRef("pk"), act=Act.DOWNLOAD).order_by("pk").values("at")[:1]
    live = Outcome.objects.filter(request=OuterRef("pk"), undone_at=None).order_by().values("request")
    count = Subquery(live.annotate(count=Count("pk")).values("count"))
    return found.annotate(first=Subquery(first), live=Coalesce(count, 0))


def _due() -> dt.datetime:
    """A list first downloaded before this moment and without outcomes is late."""
    day = timezone.localdate() - dt.timedelta(days=lake.number("penyaluran_lambat_hari"))
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _standing(request: Any) -> Handed:
    """request: as `_told` gives it."""
    first: dt.datetime | None = request.first
    late = request.live == 0 and first is not None and first < _due()
    return Handed(request, timezone.localdate(first) if first else None, request.live, late)


def rows(request: ListRequest, regions: tuple[str, ...]) -> list[ListRow]:
    """Rows of a list in these regions, by number."""
    return [r for r in request.listed.all() if any(access.inside(place, r.village) for place in regions)]


def standings(request: ListRequest) -> dict[int, Standing]:
    """Row (primary key) → how it stands."""
    live = Outcome.objects.filter(request=request, undone_at=None).order_by("pk")
    return feedback.standings(live.values_list("row_id", "kind", "period", "amount"))


def progress(request: ListRequest, regions: tuple[str, ...], period: str = "") -> figures.Progress:
    """Delivery against plan of the rows in these regions."""
    villages = {r.pk: r.village for r in rows(request, regions)}
    programme = catalogue.programmes().get(request.programme)
    return figures.progress(villages, standings(request), programme, timezone.localdate(), period)
