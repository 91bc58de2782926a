"""The catalogue: questions in words by theme, your place first, and the same analyses for any indicator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sepakat.web import data
from sepakat.web.questions.presenters import listing, regions, related


def catalogue(request: HttpRequest) -> HttpResponse:
    data.release()
    place = regions.chosen(request.GET)
    search = listing.Search(request.GET.get("cari", "").strip()[:100], request.GET.get("tema", "").strip()[:40])
    if place.typed and not place.hits and place.typed != place.code:
        return redirect(f"{reverse('questions')}?{search.query(place.code)}")
    context = {
        "place": place,
        "hits": [(hit, f"?{search.query(hit.region.code)}") for hit in place.hits],
        "search": search,
        "themes": listing.themes(search.theme),
        "groups": listing.groups(search),
        "kinds": related.kinds((), place.code),
    }
    return render(request, "questions/catalogue.html", context)
