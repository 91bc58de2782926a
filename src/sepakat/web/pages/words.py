"""Glosarium, and the page about the data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sepakat.web import data
from sepakat.web.glossary import TERMS
from sepakat.web.presenters import quality


def glossary(request: HttpRequest) -> HttpResponse:
    terms = sorted(TERMS, key=lambda term: str(term.name).casefold())
    return render(request, "pages/glossary.html", {"terms": terms})


def about(request: HttpRequest) -> HttpResponse:
    found = data.current_view()
    report = data.source().quality() if found else None
    context = {"quality": quality.summary(report), "findings": quality.findings(report)}
    return render(request, "pages/about.html", context)
