"""Beranda and the list of regions: choose your place first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.core.text import language
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.data import ReleaseView
from sepakat.web.presenters import places as naming

MOST_HITS = 12
MOST_OPTIONS = 400


@dataclass(frozen=True)
class Hit:
    """One search result. known: the release has figures there."""

    region: Region
    title: str
    path: str
    known: bool


def home(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    release = data.current_view()
    hits = search(query, release) if query else []
    if len(hits) == 1:
        return redirect("region", hits[0].region.code)
    tree = regions.load()
    context = {
        "query": query,
        "hits": hits,
        "demo": release.regencies[0] if release and release.regencies else None,
        "options": options(release),
        "provinces": [tree.get(code) for code in release.provinces] if release else [],
        "regencies": [(tree.get(c), naming.short(tree.get(c))) for c in release.regencies] if release else [],
    }
    return render(request, "pages/home.html", context)


def search(query: str, release: ReleaseView | None) -> list[Hit]:
    """Regions by name or code, those with figures first. A code without dots says why it is refused."""
    if query.isdigit():
        try:
            regions.parse(query)
        except UserError as error:
            raise error from None
    found_all = regions.search(query, limit=MOST_HITS)
    # Half of the country has a village of that name: those of the release's provinces must not fall off the list.
    near = [f for p in (release.provinces if release else ())[:3] for f in regions.search(query, within=p, limit=8)]
    best = max((f.score for f in found_all), default=0)
    found_all += [f for f in near if f.score >= best - 15 and f.region.code not in {g.region.code for g in found_all}]
    hits = []
    for found in found_all:
        above = found.path.partition(", ")[2]
        hits.append(Hit(found.region, naming.title(found.region), above, has_figures(found.region, release)))
    return sorted(hits, key=lambda h: not h.known)[:MOST_HITS]


def has_figures(region: Region, release: ReleaseView | None) -> bool:
    if release is None:
        return False
    if region.level == "nasional":
        return True
    known = release.provinces if region.level == "provinsi" else release.regencies
    return region.code[: 2 if region.level == "provinsi" else 5] in known


def options(release: ReleaseView | None) -> list[str]:
    """Names offered while typing (a datalist, no script): regencies of the release, and districts where few enough."""
    return [] if release is None else list(_options(tuple(release.regencies), language()))


@lru_cache(maxsize=8)
def _options(regencies: tuple[str, ...], _language: str) -> tuple[str, ...]:
    tree = regions.load()
    names = [naming.title(tree.get(code)) for code in regencies]
    below: list[str] = []
    for regency in regencies:
        below += tree.codes("kecamatan", regency)
        if len(names) + len(below) > MOST_OPTIONS:
            return tuple(names)
    return (*names, *(tree.name_path(code).rpartition(", ")[0] for code in below))


def places(request: HttpRequest) -> HttpResponse:
    """All provinces, and the regencies of those the release knows: plain links, one level a click."""
    release = data.current_view()
    tree = regions.load()
    held = release.regencies if release else ()
    known = [
        (tree.get(code), [(r, naming.short(r)) for r in tree.children(code) if r.code in held])
        for code in (release.provinces if release else ())
    ]
    others = [r for r in tree.children() if not release or r.code not in release.provinces]
    return render(
        request, "pages/places.html", {"known": known, "others": others, "nation": reverse("region", args=["00"])}
    )
