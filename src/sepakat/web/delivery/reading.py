"""What pages read of delivery: the lists somebody sees, their standing, what is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from sepakat import catalogue
from sepakat.access import Actor
from sepakat.core.table import Table
from sepakat.targeting import delivered, feedback
from sepakat.targeting.feedback import Standing
from sepakat.web.delivery import figures, rules
from sepakat.web.delivery.models import Outcome
from sepakat.web.names import lake
from sepakat.web.names.models import ListRequest, ListRow
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
    return [handed(r) for r in _handed() if rules.sees(who, r)]


def overdue(who: Actor) -> list[Handed]:
    """Lists of which nothing has come back in time, where the actor may record it."""
    if not who.signed_in:
        return []
    return [h for h in (handed(r) for r in _handed() if rules.places(who, r)) if h.late]


def _handed() -> Iterator[ListRequest]:
    found = ListRequest.objects.filter(state__in=rules.HANDED).exclude(programme="").order_by("-pk")
    return (r for r in found[:MOST_LISTS] if rules.handed(r))


def handed(request: ListRequest) -> Handed:
    first = request.steps.filter(act=Act.DOWNLOAD).first()
    since = timezone.localdate(first.at) if first else None
    count = Outcome.objects.filter(request=request, undone_at=None).count()
    term = dt.timedelta(days=lake.number("penyaluran_lambat_hari"))
    late = count == 0 and since is not None and since + term < timezone.localdate()
    return Handed(request, since, count, late)


def rows(request: ListRequest, regions: tuple[str, ...]) -> list[ListRow]:
    """Rows of a list in these regions, by number."""
    return [r for r in request.listed.all() if rules.inside(regions, r.village)]


def standings(request: ListRequest) -> dict[int, Standing]:
    """Row (primary key) → how it stands."""
    live = Outcome.objects.filter(request=request, undone_at=None).order_by("pk")
    return feedback.standings(live.values_list("row_id", "kind", "period", "amount"))


def progress(request: ListRequest, regions: tuple[str, ...], period: str = "") -> figures.Progress:
    """Delivery against plan of the rows in these regions."""
    villages = {r.pk: r.village for r in rows(request, regions)}
    programme = catalogue.programmes().get(request.programme)
    return figures.progress(villages, standings(request), programme, timezone.localdate(), period)
