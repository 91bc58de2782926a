"""Analyses that a person keeps."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from sepakat.core.errors import UserError
from sepakat.core.text import language
from sepakat.web.accounts.actor import actor
from sepakat.web.explore import actions
from sepakat.web.explore.models import SavedAnalysis
from sepakat.web.explore.presenters import drafts
from sepakat.web.explore.views import analysis


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """One's own analyses, the newest first."""
    found = SavedAnalysis.objects.filter(owner_id=int(actor(request).id))
    return render(request, "explore/saved.html", {"analyses": found})


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the question of a result page; a name that cannot be used brings the page back with what was typed."""
    draft = drafts.read(request.POST)
    table = analysis.answer(draft)  # refuses what cannot be asked
    name = request.POST.get("nama", "")
    try:
        actions.save(by=actor(request), name=name, query=draft.query, region=draft.wilayah, release=table.release)
    except UserError as error:
        if error.where != "nama":
            raise
        context = analysis.shown(request, draft, table)
        context |= {"wanted_name": name, "name_problem": error.as_dict(language())}
        return render(request, "explore/result.html", context, status=400)
    return redirect("analysis-saved")


@login_required
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    actions.remove(by=actor(request), number=number)
    return redirect("analysis-saved")
