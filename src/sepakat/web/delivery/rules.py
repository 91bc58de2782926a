"""Who may see and record what came back of a list: the right to record, in the row's village and the programme; those
who have to do with the list's request see its figures. In pairs with the sentences of `access`."""

from __future__ import annotations

from django.db.models import Q

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine.places import LENGTH
from sepakat.web.accounts.rosters import within
from sepakat.web.names import rules as names_rules
from sepakat.web.names.models import ListRequest, Recipient
from sepakat.web.names.states import State

HANDED = (State.DOWNLOADED, State.EXPIRED, State.REVOKED)  # where somebody downloaded it: `handed`


def unknown() -> UserError:
    """For a list that is none, not handed over, or none of theirs: one answer for all."""
    return UserError(
        Text("Daftar itu tidak ada, atau belum diserahkan.", "There is no such list, or it is not handed over yet."),
        hint=Text("Lihat daftar Anda di laman Penyaluran.", "See your lists on the page Delivery."),
        code="list-unknown",
    )


def check(who: Actor, request: ListRequest, village: str) -> access.Assignment | None:
    """The assignment that allows recording an outcome of a row in this village; Refused otherwise."""
    return access.check(who, Action.DELIVERY_RECORD, region=village, programme=request.programme)


def may(who: Actor, request: ListRequest, village: str) -> bool:
    return access.may(who, Action.DELIVERY_RECORD, region=village, programme=request.programme)


def places(who: Actor, request: ListRequest) -> tuple[str, ...]:
    """Regions of the list in which the actor may record: the whole list's, or those of theirs inside it."""
    if may(who, request, request.region):
        return (request.region,)
    mine = access.reach(who, Action.DELIVERY_RECORD)
    return tuple(p for p in mine if p.startswith(request.region + ".") and may(who, request, p))


def sees(who: Actor, request: ListRequest) -> tuple[str, ...]:
    """Regions of the list whose figures the actor sees: all of it for its requester, recipients and reviewers."""
    return (request.region,) if names_rules.relations(request, who) else places(who, request)


def near(who: Actor) -> Q:
    """What a query must hold so that `sees` has every request it may let through: the actor's own, and those whose
    region touches a region of theirs."""
    mine = Q(by_id=int(who.id)) | Q(pk__in=Recipient.objects.filter(user_id=int(who.id)).values("request_id"))
    records = access.reach(who, Action.DELIVERY_RECORD)
    around = Q(region__in={code[:length] for code in records for length in LENGTH.values() if length})
    whole = {*records, *access.reach(who, Action.LIST_REVOKE), *access.reach(who, Action.LIST_APPROVE)}
    return mine | around | within(tuple(whole))


def handed(request: ListRequest) -> bool:
    """Whether somebody has downloaded it: from then on outcomes can come back, also after its files have ended."""
    return request.state in HANDED and request.programme != "" and request.files.filter(downloads__gt=0).exists()
