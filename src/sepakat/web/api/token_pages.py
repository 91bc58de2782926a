"""`/akun/kunci/`: one's own API tokens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sepakat import access
from sepakat.access import Action, Refused
from sepakat.core.errors import UserError
from sepakat.web.accounts.actor import actor, needs
from sepakat.web.api import actions
from sepakat.web.api.models import Token
from sepakat.web.presenters import places

USUAL_DAYS = 90


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.TOKEN)
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and the form; a new key is shown once, on the answer to the form."""
    who = actor(request)
    error: UserError | None = None
    made: dict[str, Any] = {}
    if request.method == "POST":
        try:
            token, key = actions.make(
                by=who,
                owner_id=int(who.id),
                name=request.POST.get("name", ""),
                region=request.POST.get("region", ""),
                actions=request.POST.getlist("actions"),
                purpose=request.POST.get("purpose", ""),
                until=_day(request.POST.get("until", "")),
            )
            made = {"made": token, "key": key}
        except UserError as problem:
            error = problem
    refused = isinstance(error, Refused)
    status = 403 if refused else 400 if error else 200
    where = (error.where or ("region" if refused else "")) if error else ""
    context = made | {
        "tokens": Token.objects.filter(owner_id=request.user.pk).order_by("revoked_at", "-made_at"),
        "error": error,
        "where": where,
        "typed": request.POST if error else {},
        "chosen": set(request.POST.getlist("actions")) if error else set(),
        "scopes": [(a, access.actions()[a].label, _refusal(who, a)) for a in actions.scopes()],
        "reach": [(code, places.title(places.region(code))) for code in access.reach(who, Action.TOKEN)],
        "today": dt.date.today(),
        "until": dt.date.today() + dt.timedelta(days=USUAL_DAYS),
        "last": actions.last_day(),
    }
    return render(request, "api/tokens.html", context, status=status)


@never_cache
@require_POST
@needs(Action.TOKEN)
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    actions.revoke(by=actor(request), number=number)
    return redirect("tokens")


def _refusal(who: access.Actor, action: Action) -> UserError | None:
    """Why this may not be chosen; None where it may, somewhere."""
    if access.reach(who, action):
        return None
    first = who.assignments[0].region if who.assignments else access.actors.NATION
    return access.refusal(who, action, region=first)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return dt.date.min
