"""Profil wilayah, and one indicator in a region."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from sepakat.core.text import Text, whole
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.data import IndicatorView
from sepakat.web.middleware import SEEN, seen
from sepakat.web.pages.home import has_figures
from sepakat.web.presenters import (
    areas,
    breakdowns,
    compare,
    deciles,
    facilities,
    peers,
    places,
    scorecard,
    sentences,
    themes,
    trend,
)
from sepakat.web.presenters.cells import Figures, figures

MAP_CANDIDATES = 12
SORTS = ("kode", "nilai")


def link_to_region(code: str, indicator: str) -> str:
    return f"{reverse('region', args=[code])}?indikator={indicator}#peta"


def link_to_indicator(code: str, indicator: str) -> str:
    return reverse("region-indicator", args=[code, indicator])


def sort_of(request: HttpRequest) -> str:
    wanted = request.GET.get("urut", "kode")
    return wanted if wanted in SORTS else "kode"


def head(region: Region) -> dict[str, Any]:
    """What the head of every page about a region shows."""
    return {
        "region": region,
        "name": places.title(region),
        "level": places.LEVEL[region.level],
        "above": [(r, places.short(r)) for r in places.above(region)],
        "known": has_figures(region, data.release()),
    }


def below(region: Region) -> list[tuple[Region, str]]:
    """The parts of a region as plain links; of a whole nation only what the release knows."""
    from sepakat import regions

    children = regions.load().children(region.code)
    release = data.release()
    return [(r, places.short(r)) for r in children if has_figures(r, release)] or [
        (r, places.short(r)) for r in children
    ]


def chosen(
    request: HttpRequest, card: scorecard.Scorecard, gaps: list[scorecard.GapView]
) -> tuple[IndicatorView, Figures | None]:
    """The indicator of the map, with the figures of the parts where they were read on the way: as asked for, else the
    widest gap that most parts of the region can show.

    The widest gap is often about few people, whose figures are hidden below; a map of hidden areas tells nothing.
    """
    wanted = request.GET.get("indikator")
    if wanted:
        return data.indicator(wanted), None
    rates = [r.indicator for t in card.themes for r in t.rows if r.cell.state == "value" and r.indicator.rate]
    candidates = list({i.id: i for i in [g.indicator for g in gaps] + rates}.values())[:MAP_CANDIDATES]
    level = places.child_level(card.region.level)
    if level is None or not candidates:
        return (candidates[0] if candidates else card.rows[0].indicator), None
    found = figures(tuple(i.id for i in candidates), card.region.code, level)

    def shown(indicator: IndicatorView) -> int:
        return sum(cell.state == "value" for cell in found.by_region(indicator.id).values())

    half = len(found.regions) / 2
    return next((i for i in candidates if shown(i) >= half), max(candidates, key=shown)), found


def profile(request: HttpRequest, code: str) -> HttpResponse:
    region = places.region(code)
    card = scorecard.scorecard(region)
    context = head(region) | {"below": below(region), "child_level": places.child_level(region.level)}
    if card.empty or not context["known"]:
        return render(request, "pages/region_empty.html", context)
    gaps = scorecard.widest_gaps(card) if card.reference else scorecard.gaps_inside(card)
    indicator, found = chosen(request, card, gaps)
    whole = card.cell(indicator.id)
    parts = areas.areas(region, indicator, whole, link_to_region, sort_of(request), found)
    spread = deciles.deciles(region, card.cell(data.source().decile_indicator() or ""))
    first_time = SEEN not in request.COOKIES
    if request.GET.get("tampilan") == "besar":
        return big(request, context | {"card": card, "gaps": gaps, "inside": card.reference is None})
    moved = trend.trends(region, {r.indicator.id: r.cell for r in card.rows if not r.cell.sampled})
    context |= {
        "trends": moved,
        "gap_lines": [(gap, moved.get(gap.indicator.id) if gap.region.code == code else None) for gap in gaps],
        "peers": peers.peers(region, [g.indicator for g in gaps if g.region.code == code]),
        "facilities": facilities.facilities(region),
        "pending": data.source().pending(),
        "card": card,
        "gaps": gaps,
        "inside": card.reference is None,
        "reference_name": places.short(card.reference) if card.reference else "",
        "indicator": indicator,
        "unit": sentences.unit(indicator),
        "areas": parts,
        "child_word": places.LEVELS_MANY.get(parts.level) if parts else None,
        "choices": themes.grouped(data.source().indicators().values()),
        "deciles": spread,
        "hidden": card.hidden + (parts.hidden if parts else 0) + (spread.hidden if spread else 0),
        "first_time": first_time,
        "sort": sort_of(request),
        "open_themes": {g.indicator.theme for g in gaps} or {card.themes[0].id},
        "all_open": request.GET.get("kartu") == "semua",
        "indicator_base": reverse("region-indicator", args=[code, "x"])[:-2],
    }
    response = render(request, "pages/region.html", context)
    if first_time:
        seen(request, response)
    patch_vary_headers(response, ["Cookie"])
    return response


def big(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """`?tampilan=besar`: for a room that looks at one screen. One question a page, large type, nothing to download."""
    gaps, region = context["gaps"], context["region"]
    asked = request.GET.get("halaman", "1")
    page = min(whole(asked, 3) or 1, max(len(gaps), 1))
    gap = gaps[page - 1] if gaps else None
    parts = None
    if gap is not None:
        parts = areas.areas(region, gap.indicator, context["card"].cell(gap.indicator.id), link_to_region, "nilai")
        if parts and 2 * parts.hidden > len(parts.rows):  # a screen of hidden parts tells a room nothing
            parts = None
    context |= {"gap": gap, "page": page, "pages": len(gaps), "areas": parts}
    return render(request, "pages/region_big.html", context)


def indicator(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """One indicator in one region: sentence, parts with map, deciles, sex, age, disability."""
    region = places.region(code)
    about = data.indicator(indicator)
    release = data.release()
    family = figures((about.id,), region.parent or region.code, region.level)
    cell = family.get(about.id, region.code)
    context = head(region) | {"indicator": about, "unit": sentences.unit(about), "cell": cell}
    reference_code = compare.reference_of(region, release)
    rank = compare.rank(about, region.code, family.by_region(about.id))
    context["value"] = sentences.value(about, cell)
    context["rank"] = sentences.placed(rank, scorecard.siblings_words(region)) if rank else ""
    if reference_code:
        reference = places.region(reference_code)
        other = figures((about.id,), reference.code, reference.level).get(about.id, reference.code)
        apart = compare.behind(about, cell, other)
        if apart:
            gap = compare.Gap(about, cell, other, *apart, rank)
            context["against"] = sentences.against(gap, places.short(reference))
        context |= {"reference": other.words(about), "reference_name": places.short(reference)}
    parts = areas.areas(region, about, cell, link_to_indicator, sort_of(request))
    cuts = breakdowns.breakdowns(region, about, cell)
    moved = trend.trends(region, {about.id: cell}).get(about.id) if not cell.sampled else None
    if moved:
        title = Text(
            f"{about.name.id}, {places.title(region)}, menurut rilis",
            f"{about.name.en}, {places.title(region)}, by release",
        )
        context |= {"trend": moved, "trend_picture": moved.picture(title)}
    context |= {
        "areas": parts,
        "child_word": places.LEVELS_MANY.get(parts.level) if parts else None,
        "cuts": cuts,
        "hidden": (parts.hidden if parts else 0) + sum(c.hidden for c in cuts),
        "theme": themes.label(about.theme),
        "sort": sort_of(request),
        "unit_word": Text("orang", "persons") if about.person else Text("keluarga", "families"),
    }
    return render(request, "pages/region_indicator.html", context)
