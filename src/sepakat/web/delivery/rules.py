"""Who may see and record what came back of a list: the right to record, in the row's village and the programme; those
who have to do with the list's request see its figures. In pairs with the sentences of `access`."""

from __future__ import annotations

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.names import rules as names_rules
from sepakat.web.names.models import ListRequest
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


def handed(request: ListRequest) -> bool:
    """Whether somebody has downloaded it: from then on outcomes can come back, also after its files have ended."""
    return request.state in HANDED and request.programme != "" and request.files.filter(downloads__gt=0).exists()


def inside(regions: tuple[str, ...], village: str) -> bool:
    return any(r in ("00", village) or village.startswith(r + ".") for r in regions)
