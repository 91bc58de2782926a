"""`/penyaluran/<n>/`: one list against its plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sepakat.targeting.feedback import PERIOD
from sepakat.web.accounts.actor import actor
from sepakat.web.delivery import actions
from sepakat.web.delivery.presenters import list_page
from sepakat.web.names.views import signed_in


@require_GET
@signed_in
def detail(request: HttpRequest, number: int) -> HttpResponse:
    who = actor(request)
    found = actions.get(number, who)
    period = request.GET.get("periode", "")
    context = list_page.page(found, who, period if PERIOD.fullmatch(period) else "")
    return render(request, "delivery/list.html", context)
