"""Scenarios that people keep, with their versions, shared inside their region."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from sepakat import access, catalogue, regions
from sepakat.access import Action
from sepakat.core.errors import UserError
from sepakat.core.text import language
from sepakat.web.accounts.actor import actor, signed_in
from sepakat.web.presenters import places
from sepakat.web.scenarios import actions
from sepakat.web.scenarios.views import asking


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """One's own scenarios and those of the regions one may keep scenarios in, the newest first."""
    who = actor(request)
    found = [(one, places.title(regions.load().get(one.region))) for one in actions.visible(who)]
    reach = access.reach(who, Action.SCENARIO_SAVE)
    return render(request, "scenarios/saved.html", {"scenarios": found, "me": who.id, "may": bool(reach)})


@signed_in
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One scenario with all its versions; its address can be sent to the region's people."""
    found = actions.get(actor(request), number)
    context = {
        "scenario": found,
        "versions": list(found.versions.all()),
        "programme": catalogue.programmes().get(found.programme),
        "place": places.title(regions.load().get(found.region)),
        "own": str(found.owner_id) == actor(request).id,
        "share": request.build_absolute_uri(),
    }
    return render(request, "scenarios/one.html", context)


@signed_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the question of a result page; a name that cannot be used brings the page back with what was typed."""
    asked = asking.read(request)
    table = asking.answer("hasil", asked, request)  # refuses what cannot be asked
    name = request.POST.get("simpan_nama", "")
    try:
        kept = actions.save(
            by=actor(request),
            name=name,
            region=asked.wilayah,
            programme=asked.program,
            query=asked.query,
            release=table.release,
        )
    except UserError as error:
        if error.where != "simpan_nama":
            raise
        context = asking.shown(request, asked, table)
        context |= {"wanted_name": name, "name_problem": error.as_dict(language())}
        return render(request, "scenarios/result.html", context, status=400)
    return redirect("scenario-one", number=kept.pk)


@signed_in
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    actions.remove(by=actor(request), number=number)
    return redirect("scenario-saved")
