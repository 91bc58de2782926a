"""Returned list files: upload, look at what was read, record it, take it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.accounts.actor import actor
from sepakat.web.delivery import actions, returned, rules
from sepakat.web.delivery.models import Batch
from sepakat.web.delivery.presenters import list_page
from sepakat.web.names.models import ListRequest
from sepakat.web.names.views import sensitive


@require_http_methods(["GET", "POST"])
@sensitive(Action.DELIVERY_RECORD)
def upload(request: HttpRequest, number: int) -> HttpResponse:
    who = actor(request)
    found = actions.get(number, who)
    problems: dict[str, UserError] = {}
    if request.method == "POST":
        sent = request.FILES.get("berkas")
        if sent is None:
            problems["berkas"] = UserError(Text("Pilih berkas CSV atau XLSX.", "Choose a CSV or XLSX file."))
        else:
            try:
                content = sent.read(returned.MOST_BYTES + 1)
                made = actions.stage(
                    request=found, name=sent.name or "", content=content, by=who, today=timezone.localdate()
                )
            except UserError as problem:
                if problem.code != "delivery-file":
                    raise
                problems["berkas"] = problem
            else:
                return redirect("delivery-batch", number, made.pk)
    context = list_page.head(found, who) | {"problems": problems}
    return render(request, "delivery/upload.html", context, status=400 if problems else 200)


@require_GET
@sensitive(Action.DELIVERY_RECORD)
def batch(request: HttpRequest, number: int, batch: int) -> HttpResponse:
    who = actor(request)
    found = actions.get(number, who)
    return render(request, "delivery/batch.html", list_page.batch(found, _batch(found, batch, who), who))


@require_POST
@sensitive(Action.DELIVERY_RECORD)
def act(request: HttpRequest, number: int, batch: int, act: str) -> HttpResponse:
    """Record a staged file, drop it, or take a recorded one back."""
    who = actor(request)
    found = actions.get(number, who)
    one = _batch(found, batch, who)
    known = {"catat": actions.apply, "buang": actions.drop, "batal": actions.undo_batch}
    if act not in known:
        raise rules.unknown()
    known[act](batch=one, by=who)
    return redirect("delivery-list", number) if act == "buang" else redirect("delivery-batch", number, batch)


def _batch(found: ListRequest, number: int, who: Actor) -> Batch:
    """A file of this list that the actor sent, or of a list that is theirs to record whole."""
    one = Batch.objects.filter(pk=number, request=found).first() if number < 2**63 else None
    if one is None or (str(one.by_id) != who.id and not rules.may(who, found, found.region)):
        raise rules.unknown()
    return one
