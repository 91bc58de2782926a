"""One indicator on a map that can be moved: region and indicator stand in the address, the table beside it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.atlas import shapes as making
from sepakat.web.data import IndicatorView
from sepakat.web.pages import regions as pages
from sepakat.web.presenters import areas, places, sentences, themes
from sepakat.web.presenters.cells import figures


def atlas(request: HttpRequest) -> HttpResponse:
    region, about = _asked(request)
    found = _areas(region, about, pages.sort_of(request))
    query = urlencode({"wilayah": region.code, "indikator": about.id})
    deeper = places.child_level(places.child_level(region.level) or "desa")
    context = pages.head(region) | {
        "indicator": about,
        "unit": sentences.unit(about),
        "areas": found,
        "child_word": places.LEVELS_MANY.get(found.level) if found else None,
        "choices": themes.grouped(i for i in data.source().indicators().values() if i.rate),
        "source": f"{reverse('atlas-shapes')}?{query}",
        "below": [(r.code, label) for r, label in pages.below(region)] if deeper else [],
        "sort": pages.sort_of(request),
        "keep": f"{query}&",
    }
    return render(request, "atlas/atlas.html", context)


def shapes(request: HttpRequest) -> JsonResponse:
    """The areas of the map as GeoJSON, coloured and worded like the picture."""
    region, about = _asked(request)
    found = _areas(region, about)
    return JsonResponse(making.collection(region, about, found, pages.link_to_region))


def _asked(request: HttpRequest) -> tuple[Region, IndicatorView]:
    """Region and indicator of the address; at first the release's province and its first rate."""
    release = data.release()
    default = release.provinces[0] if len(release.provinces) == 1 else "00"
    region = places.region(request.GET.get("wilayah") or default)
    wanted = request.GET.get("indikator")
    if wanted:
        return region, data.indicator(wanted)
    rates = [i for i in data.source().indicators().values() if i.rate and i.direction != "netral"]
    return region, next(i for i in rates if not i.survey_only)


def _areas(region: Region, about: IndicatorView, sort: str = "kode") -> areas.Areas | None:
    whole = figures((about.id,), region.code, region.level).get(about.id, region.code)
    return areas.areas(region, about, whole, pages.link_to_region, sort)
