"""The catalogue of indicators, and the page of one: what it says, how it is computed, who checked it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.presenters import sentences, themes

STATUS = {
    "terverifikasi": Text("terverifikasi", "verified"),
    "sekunder": Text("sumber sekunder", "secondary source"),
    "belum dikonfirmasi": Text("belum dikonfirmasi", "unconfirmed"),
}
UNCONFIRMED = "belum dikonfirmasi"


def catalogue(request: HttpRequest) -> HttpResponse:
    known = data.source().indicators()
    groups = themes.grouped(known.values())
    return render(request, "pages/indicators.html", {"groups": groups, "count": len(known), "unconfirmed": UNCONFIRMED})


def detail(request: HttpRequest, indicator: str) -> HttpResponse:
    about = data.indicator(indicator)
    release = data.current_view()
    context = {
        "indicator": about,
        "theme": themes.label(about.theme),
        "unit": sentences.unit(about),
        "status": STATUS.get(about.status, Text(about.status, about.status)),
        "unconfirmed": about.status == UNCONFIRMED,
        "unit_word": Text("orang", "persons") if about.person else Text("keluarga", "families"),
        "direction": {
            "naik": Text("makin tinggi makin baik", "higher is better"),
            "turun": Text("makin rendah makin baik", "lower is better"),
        }.get(about.direction, Text("netral", "neutral")),
        "seen_in": release.provinces if release else (),
    }
    return render(request, "pages/indicator.html", context)
