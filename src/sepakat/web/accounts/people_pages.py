"""`/orang/`: the people of an administrator's regions; inviting, confirming, ending a role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sepakat import access, catalogue, regions
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.accounts import actions, desks, mail, rosters
from sepakat.web.accounts.actor import actor, needs
from sepakat.web.accounts.models import Assignment, Invitation, User

Row = TypeVar("Row", Assignment, Invitation)
FIELDS = ("email", "name", "office", "role", "region", "until")


@require_GET
@needs(Action.PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    who = actor(request)
    reach = access.reach(who, Action.PEOPLE)
    context = {
        "who": who,
        "lines": rosters.people(who),
        "invitations": [
            (i, access.roles().get(i.role), desks.region_title(i.region)) for i in rosters.invitations(who)
        ],
        "regions": [(code, desks.region_title(code)) for code in reach],
        "alone": not any(actions.other_admins(who, code) for code in reach),
    }
    return render(request, "accounts/people.html", context)


@needs(Action.PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    """The form of an invitation; after sending, the link to hand over."""
    who = actor(request)
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS} | {
        "programmes": request.POST.getlist("programmes")
    }
    problem = None
    if request.method == "POST":
        try:
            made, token = actions.invite(by=who, **_read(typed, who))
            return _handed_over(request, made, token)
        except UserError as error:
            problem = error
    context = {
        "typed": typed,
        "problem": problem,
        "field": FIELD_OF.get(problem.code, "") if problem else "",
        "roles": list(access.roles().values()),
        "programmes": list(catalogue.programmes().values()),
        "regions": _offered(who),
        "own": access.reach(who, Action.PEOPLE)[0],
    }
    return render(request, "accounts/invite.html", context, status=400 if problem else 200)


FIELD_OF = {
    "email-form": "email",
    "invite-name": "name",
    "role-unknown": "role",
    "invite-programme": "programmes",
    "unknown-programme": "programmes",
    "access-region": "region",
    "region-unknown": "region",
    "region-code-form": "region",
    "region-code-undotted": "region",
    "invite-region": "region",
    "invite-until": "until",
}


@require_POST
@needs(Action.PEOPLE)
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """The second hand; the link is shown to the one who confirms."""
    made, token = actions.confirm(by=actor(request), invitation=_invitation(request, number))
    return _handed_over(request, made, token)


@require_POST
@needs(Action.PEOPLE)
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    actions.revoke(by=actor(request), invitation=_invitation(request, number))
    return redirect("people")


@require_POST
@needs(Action.PEOPLE)
def end_role(request: HttpRequest, number: int) -> HttpResponse:
    found = _mine(lambda: Assignment.objects.get(pk=number), actor(request))
    actions.end_role(by=actor(request), assignment=found)
    return redirect("people")


@require_POST
@needs(Action.PEOPLE)
def way_back(request: HttpRequest, number: int) -> HttpResponse:
    """A link for somebody who lost the password or the telephone."""
    who = actor(request)
    seen = {line.assignment.user_id for line in rosters.people(who)}
    if number not in seen:
        raise _nobody()
    made, token = actions.way_back(by=who, user=User.objects.get(pk=number))
    return _handed_over(request, made, token)


def _handed_over(request: HttpRequest, made: Invitation, token: str) -> HttpResponse:
    """The link, once: sent by mail where that is set up, otherwise shown to be handed over. None while it waits."""
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    sent = not made.waits and mail.send_invitation(made, link)
    context = {
        "made": made,
        "link": link,
        "sent": sent,
        "role": access.roles().get(made.role),
        "region": desks.region_title(made.region),
    }
    return render(request, "accounts/invited.html", context)


def _read(typed: dict[str, Any], who: Actor) -> dict[str, Any]:
    """What was typed, as the action wants it: a region by code or name, a day as a date, programmes that exist."""
    facts = dict(typed)
    facts["region"] = _region(typed["region"], who)
    access.role(typed["role"])
    unknown = [p for p in typed["programmes"] if p not in catalogue.programmes()]
    if unknown:
        raise UserError(Text("Program itu tidak dikenal.", "That programme is not known."), code="unknown-programme")
    if not access.role(typed["role"]).by_programme:
        facts["programmes"] = []
    facts["until"] = _day(typed["until"])
    return facts


def _region(typed: str, who: Actor) -> str:
    """A code, or a name inside the administrator's regions."""
    code = typed.split(" ", 1)[0]
    if code[:1].isdigit():
        return code
    reach = access.reach(who, Action.PEOPLE)
    hits = [hit for within in reach for hit in regions.search(typed, within=within, limit=2)]
    best = [h for h in hits if h.score == max(i.score for i in hits)]
    if len(best) == 1:
        return best[0].region.code
    raise UserError(
        Text("Wilayah itu tidak ditemukan, atau ada beberapa.", "That region was not found, or there are several."),
        hint=Text("Tulis kodenya, misalnya 53.01.05.2003.", "Type its code, like 53.01.05.2003."),
        code="invite-region",
    )


def _day(typed: str) -> dt.date | None:
    if not typed:
        return None
    try:
        day = dt.date.fromisoformat(typed)
    except ValueError:
        day = dt.date.min
    if day < dt.date.today():
        raise UserError(
            Text("Hari terakhir harus hari ini atau sesudahnya.", "The last day must be today or later."),
            hint=Text("Tulis seperti 2027-12-31, atau kosongkan.", "Write it like 2027-12-31, or leave it empty."),
            code="invite-until",
        )
    return day


def _offered(who: Actor) -> list[tuple[str, str]]:
    """Regions offered while typing: the own ones and one level below."""
    tree = regions.load()
    codes = [c for own in access.reach(who, Action.PEOPLE) for c in (own, *(r.code for r in tree.children(own)))]
    return [(code, desks.region_title(code)) for code in codes]


def _invitation(request: HttpRequest, number: int) -> Invitation:
    return _mine(lambda: Invitation.objects.get(pk=number), actor(request))


def _mine(get: Callable[[], Row], who: Actor) -> Row:
    """A row in the administrator's regions; the same answer for one elsewhere as for none at all."""
    try:
        row = get()
    except (Assignment.DoesNotExist, Invitation.DoesNotExist):
        raise _nobody() from None
    if not access.may(who, Action.PEOPLE, region=row.region):
        raise _nobody()
    return row


def _nobody() -> UserError:
    return UserError(
        Text(
            "Orang atau undangan itu tidak ada di wilayah Anda.",
            "There is no such person or invitation in your regions.",
        ),
        hint=Text("Lihat daftar orang.", "See the list of people."),
        code="people-none",
    )
