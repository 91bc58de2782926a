"""Thin views: the league, one region, its evidence; the button that computes a month."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sepakat import access, regions
from sepakat.access import Action
from sepakat.analysis import scoring
from sepakat.analysis.scoring import evidence as proof
from sepakat.core.text import language
from sepakat.web import data, jobs
from sepakat.web.accounts.actor import actor, needs
from sepakat.web.attachments import table_file
from sepakat.web.presenters import places
from sepakat.web.scores import library
from sepakat.web.scores.presenters import league as leagues
from sepakat.web.scores.presenters import one


def league(request: HttpRequest) -> HttpResponse:
    """All regencies of a month beside regions of like capacity."""
    formula, found = library.formula(), library.month(request.GET.get("bulan", ""))
    context: dict[str, Any] = {
        "formula": formula,
        "found": found,
        "months": library.months(),
        "missed": scoring.missed(library.lake(), timezone.localdate()),
        "orders": leagues.ORDERS.items(),
        "marks": leagues.MARKS.values(),
        "computing": computing(request),
        "release_id": data.opened().id,
    }
    if found is not None:
        order = request.GET.get("urut", "setara")
        context |= {"league": leagues.league(formula, found, order), "query": f"?bulan={found.month}"}
    return render(request, "scores/league.html", context)


def league_download(request: HttpRequest, extension: str) -> HttpResponse:
    found = library.month(request.GET.get("bulan", ""))
    if found is None:
        return redirect("scores")
    lines = leagues.ordered(found, request.GET.get("urut", "setara"))
    return table_file(scoring.league(library.formula(), found, lines), f"indeks-data-{found.month}", extension)


def region(request: HttpRequest, code: str) -> HttpResponse:
    """One regency or province: its parts, its peers, what would raise it; others lead to their regency, or to all."""
    held = one.region_of(code)
    if held == regions.NATION:
        return redirect("scores")
    if held != code:
        return redirect("region-score", held)
    formula, found = library.formula(), library.month(request.GET.get("bulan", ""))
    shown = None
    if found is not None:
        missed = scoring.missed(library.lake(), timezone.localdate())
        shown = one.one(formula, found, code, scoring.over_months(library.lake(), code), missed)
    where = places.region(code)
    context = {
        "formula": formula,
        "found": found,
        "score": shown,
        "region": where,
        "name": places.title(where),
        "above": [(r, places.short(r)) for r in places.above(where)],
        "indicator_page": True,
        "release_id": data.opened().id,
    }
    return render(request, "scores/region.html", context)


def region_download(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    found = library.month(request.GET.get("bulan", ""))
    if found is None or code not in found.lines:
        return redirect("region-score", places.region(code).code)
    table = scoring.components(library.formula(), found, code)
    return table_file(table, f"indeks-data-{code}-{found.month}", extension)


def evidence(request: HttpRequest, code: str) -> HttpResponse:
    """What this system holds for each indicator of the statistical evaluation."""
    held = one.region_of(code)
    if held == regions.NATION:
        return redirect("scores")
    if held != code:
        return redirect("region-evidence", held)
    where = places.region(code)
    table = proof.table(data.opened(), code)
    context = {
        "table": table,
        "rows": table.rows(),
        "region": where,
        "name": places.title(where),
        "above": [(r, places.short(r)) for r in places.above(where)],
        "release_id": data.opened().id,
        "computing": computing(request, code),
        "held": sum(bool(r["files"]) for r in table.rows()),
    }
    return render(request, "scores/evidence.html", context)


def evidence_download(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    return table_file(proof.table(data.opened(), one.region_of(code)), f"bukti-epss-{code}", extension)


@needs(Action.SCORE, region=lambda **kw: kw["code"])
def pack(request: HttpRequest, code: str) -> HttpResponse:
    """The ZIP with everything the system holds; recorded."""
    from sepakat.web.scores import actions

    body = actions.pack(by=actor(request), region=one.region_of(code))
    response = HttpResponse(body, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="bukti-epss-{code}.zip"'
    return response


@require_POST
@needs(Action.SCORE)
def compute(request: HttpRequest) -> HttpResponse:
    """Queue the running month."""
    who = actor(request)
    where = access.reach(who, Action.SCORE)[0]
    with transaction.atomic():
        job = jobs.start("skor.hitung", by=who, region=where, month=f"{timezone.localdate():%Y-%m}")
    return redirect("job", job.pk)


def computing(request: HttpRequest, code: str | None = None) -> dict[str, Any]:
    """Whether the reader may compute (and take the pack of a region), and why not. Strangers cost no database."""
    who = actor(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else access.PUBLIC
    if not who.signed_in:
        return {"signed_in": False, "may": False}
    home = who.assignments[0].region if who.assignments else "00"
    refused = access.refusal(who, Action.SCORE, region=code or (access.reach(who, Action.SCORE) or [home])[0])
    return {"signed_in": True, "may": refused is None, "refusal": refused.title.in_(language()) if refused else ""}
