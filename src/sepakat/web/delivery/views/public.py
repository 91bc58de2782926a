"""`/penyaluran/`: delivery against plan for everybody, and the lists that a signed-in person works on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sepakat import access
from sepakat.access import Actor
from sepakat.core.errors import UserError
from sepakat.targeting.feedback import PERIOD
from sepakat.web.delivery import reading
from sepakat.web.delivery.presenters import public


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    who = _who(request)
    period = request.GET.get("periode", "").strip()
    wanted = public.Wanted(
        request.GET.get("program", "").strip(),
        request.GET.get("wilayah", "").strip() or "00",
        period if PERIOD.fullmatch(period) else "",
    )
    problem = None
    try:
        shown = public.page(wanted)
    except UserError as error:
        problem, shown = error, public.page(public.Wanted("", "00", ""))
    lines = [public.line(h) for h in reading.lists(who)] if who.signed_in else []
    context = shown | {"wanted": wanted, "problem": problem, "lists": lines, "typed_period": period}
    response = render(request, "delivery/index.html", context, status=400 if problem else 200)
    response.headers["Cache-Control"] = "no-store"  # it follows the records, not the release
    return response


def _who(request: HttpRequest) -> Actor:
    """Strangers cost no database."""
    from django.conf import settings

    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return access.PUBLIC
    from sepakat.web.accounts.actor import actor

    return actor(request)
