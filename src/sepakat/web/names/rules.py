"""Who may do what to a list request: the rights of `access/`, what somebody is to the request, and its state.

In pairs: `check` raises with a sentence, `refusal` gives it for a button. Whoever has nothing to do with a request
gets the answer for one that does not exist.
"""

from __future__ import annotations

from sepakat import access
from sepakat.access import Action, Actor, Refused
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.names.models import ListRequest
from sepakat.web.names.states import ACTS, BY_ACT, WORDS, Act, State, Who, allows

REVIEWERS = 2
OFFICERS = ("pdp", "koordinator")  # one of the two reviewers holds one of these roles
_RIGHTS = {
    Who.REQUESTER: Action.LIST_REQUEST,
    Who.REVIEWER: Action.LIST_APPROVE,
    Who.RECIPIENT: Action.LIST_DOWNLOAD,
    Who.REVOKER: Action.LIST_REVOKE,
}


def unknown() -> UserError:
    """For a request that is none, or none of theirs."""
    return UserError(
        Text("Permintaan daftar nama itu tidak ada.", "There is no such request for a list."),
        hint=Text("Lihat daftar permintaan Anda.", "See your list of requests."),
        code="list-unknown",
    )


def relations(request: ListRequest, who: Actor) -> frozenset[Who]:
    """What somebody is to a request. Requesters and recipients never review it."""
    if not who.signed_in:
        return frozenset()
    found = set()
    if str(request.by_id) == who.id:
        found.add(Who.REQUESTER)
    if any(str(r.user_id) == who.id for r in request.recipients.all()):
        found.add(Who.RECIPIENT)
    if access.may(who, Action.LIST_REVOKE, region=request.region):
        found.add(Who.REVOKER)
    if not found & {Who.REQUESTER, Who.RECIPIENT} and access.may(who, Action.LIST_APPROVE, region=request.region):
        found.add(Who.REVIEWER)
    return frozenset(found)


def visible(request: ListRequest, who: Actor) -> bool:
    """Drafts are their maker's alone; later the others see it too."""
    mine = relations(request, who)
    if request.state in (State.DRAFT, State.WITHDRAWN):
        return Who.REQUESTER in mine
    return bool(mine)


def check(request: ListRequest, act: Act, who: Actor) -> access.Assignment | None:
    """The assignment that allows the act; UserError with the sentence for its button.

    Codes: list-unknown, list-own, list-recipient, list-voted, list-officer, list-state and those of `access.check`.
    """
    transition = BY_ACT[act]
    if transition.who == Who.SYSTEM:
        raise Refused(Text("Langkah ini dilakukan sistem.", "The system takes this step."), code="list-system")
    if not visible(request, who):
        raise unknown()
    held = _related(request, transition.who, who)
    if not allows(request.state, act):
        state = WORDS[State(request.state)]
        raise UserError(
            Text(
                f"{ACTS[act].id}: tidak dapat, keadaannya “{state.id}”.",
                f"{ACTS[act].en}: not possible, it stands at “{state.en}”.",
            ),
            hint=Text("Muat ulang laman permintaan.", "Load the request's page again."),
            code="list-state",
        )
    if act == Act.VOTE:
        held = _check_vote(request, who)
    return held


def refusal(request: ListRequest, act: Act, who: Actor) -> UserError | None:
    """What `check` would raise, or None."""
    try:
        check(request, act, who)
    except UserError as problem:
        return problem
    return None


def _related(request: ListRequest, needed: Who, who: Actor) -> access.Assignment | None:
    mine = relations(request, who)
    if needed == Who.REVIEWER and Who.REQUESTER in mine:
        raise Refused(
            Text("Permintaan sendiri dinilai orang lain.", "Others review one's own request."),
            hint=Text("Tunggu dua pemeriksa.", "Wait for two reviewers."),
            code="list-own",
        )
    if needed == Who.REVIEWER and Who.RECIPIENT in mine:
        raise Refused(
            Text("Penerima daftar tidak menilai permintaannya.", "A recipient does not review the request."),
            hint=Text("Minta pemeriksa lain.", "Ask another reviewer."),
            code="list-recipient",
        )
    if needed in (Who.REQUESTER, Who.RECIPIENT) and needed not in mine:
        words = {
            Who.REQUESTER: Text("Hanya peminta yang dapat melakukannya.", "Only who made the request may do that."),
            Who.RECIPIENT: Text("Hanya penerima yang disebut.", "Only the recipients that are named."),
        }[needed]
        raise Refused(words, hint=Text("Hubungi peminta daftar.", "Ask who made the request."), code="list-not-yours")
    programme = request.programme or None
    return access.check(who, _RIGHTS[needed], region=request.region, programme=programme)


def _check_vote(request: ListRequest, who: Actor) -> access.Assignment:
    votes = list(request.votes.filter(round=request.round))
    if any(str(v.user_id) == who.id for v in votes):
        raise Refused(
            Text("Anda sudah menilai permintaan ini.", "You have reviewed this request already."),
            hint=Text("Tunggu pemeriksa kedua.", "Wait for the second reviewer."),
            code="list-voted",
        )
    held = reviewing(who, request.region)
    if len(votes) == REVIEWERS - 1 and held.role not in OFFICERS and not any(v.role in OFFICERS for v in votes):
        raise Refused(
            Text(
                "Satu penilaian lagi harus dari pejabat pelindungan data atau koordinator.",
                "The other vote must come from the data protection officer or the coordinator.",
            ),
            hint=Text("Beri tahu pejabat itu.", "Tell that officer."),
            code="list-officer",
        )
    return held


def reviewing(who: Actor, region: str) -> access.Assignment:
    """The assignment under which somebody reviews: that of an officer before any other."""
    able = [
        a
        for a in who.assignments
        if access.may(Actor(who.id, who.name, (a,), who.two_step, who.actions), Action.LIST_APPROVE, region=region)
    ]
    found = sorted(able, key=lambda a: a.role not in OFFICERS)
    if not found:
        access.check(who, Action.LIST_APPROVE, region=region)
    return found[0]
