"""`/penyaluran/`: delivery against plan for everybody, and the lists that a signed-in person works on."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sepakat import access
from sepakat.access import Actor
from sepakat.core.errors import UserError
from sepakat.web import data, finding, hints
from sepakat.web.delivery import reading
from sepakat.web.delivery.presenters import public


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    who = _who(request)
    start = finding.start(data.current_view())
    period = request.GET.get("periode", "").strip()[:20]
    wanted = public.Wanted(
        request.GET.get("program", "").strip()[:60], request.GET.get("wilayah", "").strip()[:100] or start, period
    )
    problem, hits, shown = None, [], None
    try:
        found = finding.find(wanted.region)
        if isinstance(found, str):
            shown = public.page(replace(wanted, region=found))
        else:
            hits = [(h, public.link(replace(wanted, region=h.region.code))) for h in found]
            problem = None if hits else public.nowhere(wanted.region)
    except UserError as error:
        problem = error
    context = {
        **(shown or public.form(start)),
        "wanted": wanted,
        "hits": hits,
        "problem": hints.told(problem) if problem else None,
        "lists": [public.line(h) for h in reading.lists(who)] if who.signed_in else [],
        "asked": shown is not None,
    }
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
