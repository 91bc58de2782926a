"""What a region has: the hub "Apa yang ingin Anda ketahui?", and its priorities."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sepakat import analysis
from sepakat.core.errors import UserError
from sepakat.core.text import language
from sepakat.web import data
from sepakat.web.pages.regions import head
from sepakat.web.presenters import places, themes
from sepakat.web.questions import library
from sepakat.web.questions.presenters import answering, fields, listing, related


def analyses(request: HttpRequest, code: str) -> HttpResponse:
    """Kinds by what one wants to know, of an indicator of one's choice, and the questions of the catalogue."""
    region = places.region(code)
    data.release()
    wanted = request.GET.get("indikator", "")
    about = data.indicator(wanted) if wanted else None
    context = head(region) | {
        "indicator": about,
        "choices": themes.grouped(data.source().indicators().values()),
        "kinds": related.kinds([about.id] if about else [], code),
        "groups": listing.groups(listing.Search()),
    }
    return render(request, "questions/hub.html", context)


def priorities(request: HttpRequest, code: str) -> HttpResponse:
    """Where to begin (priority areas of one indicator), and with what (priority problems)."""
    region = places.region(code)
    data.release()
    given = [(k, v) for k in request.GET for v in request.GET.getlist(k) if k not in ("wilayah", "tanya", "jenis")]
    problem, status = None, 200
    try:
        areas = library.wanted([("jenis", "wilayah_prioritas"), *given], code)
    except UserError as error:
        problem, status = error.as_dict(language()), 400
        areas = library.wanted([("jenis", "wilayah_prioritas")], code)
    problems = library.wanted([("jenis", "masalah_prioritas")], code)
    typed = {k: request.GET.getlist(k) for k in request.GET} if problem else {}
    main, options = fields.controls(areas, code, typed)
    context = head(region) | {
        "areas": None if problem else _shown(areas, code),
        "problems": _shown(problems, code),
        "problem": problem,
        "areas_query": f"?{answering.query(areas, code)}",
        "problems_query": f"?{answering.query(problems, code)}",
        "main": main,
        "options": options,
    }
    return render(request, "questions/priorities.html", context, status=status)


def _shown(asked: analysis.Wanted, code: str) -> Any:
    """The answer; what stands in its way as a sentence."""
    try:
        return answering.show(asked, code, library.answer(asked, code))
    except UserError as error:
        return {"refused": True, "sentence": " ".join(str(t) for t in (error.title, error.hint) if t)}
