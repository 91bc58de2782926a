"""Series of figures: what the release holds, and one series in a region with its breaks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sepakat import regions
from sepakat.analysis import figure_lines
from sepakat.core.errors import UserError
from sepakat.core.text import Text, language
from sepakat.engine import figures
from sepakat.regions import Region
from sepakat.web import data, finding
from sepakat.web.attachments import table_file
from sepakat.web.own_figures.presenters import trends
from sepakat.web.presenters import places


def listing(request: HttpRequest) -> HttpResponse:
    """/angka/: every series that the release holds."""
    context: dict[str, Any] = {"release_id": data.release().id}
    try:
        context["groups"] = trends.held(data.opened())
    except UserError as problem:
        if problem.code not in ("figure-none", "release-none"):
            raise
        context["problem"] = problem.as_dict(language())
    return render(request, "own_figures/series_list.html", context)


def one(request: HttpRequest, series: str) -> HttpResponse:
    """/angka/<seri>/?wilayah=: its lines, definitions, sources, and the latest of the region's parts."""
    view = data.release()
    found, hits = _place(request)
    if found is None:
        choices = {"hits": hits, "typed": request.GET.get("wilayah", ""), "series": series}
        return render(request, "own_figures/series_choose.html", choices)
    if found.code != request.GET.get("wilayah", found.code):
        return redirect(f"{reverse('figure', args=[series])}?wilayah={found.code}")
    now = data.opened()
    try:
        shown = trends.lines(now, series, found.code)
    except UserError as problem:
        raise UserError(
            problem.title,
            hint=Text("Pilih seri di daftar angka terbitan.", "Choose a series from the list of published figures."),
            code=problem.code,
        ) from None
    context: dict[str, Any] = {
        "series": series,
        "name": figure_lines.name(now, series),
        "place": found,
        "place_name": places.title(found),
        "above": [(r, places.short(r)) for r in places.above(found)],
        "lines": shown,
        "broken": trends.broken(now, series, found.code) if len(shown) > 1 else None,
        "parts": trends.parts(now, series, found),
        "about": trends.about(series),
        "nearest": trends.nearest(now, series, found) if not shown else [],
        "query": f"?wilayah={found.code}",
        "release_id": view.id,
    }
    return render(request, "own_figures/series.html", context)


def _place(request: HttpRequest) -> tuple[Region | None, list[Any]]:
    typed = request.GET.get("wilayah", "").strip()[:100]
    found = finding.find(typed) if typed else finding.start(data.release())
    return (places.region(found), []) if isinstance(found, str) else (None, found)


def download(request: HttpRequest, series: str, extension: str) -> HttpResponse:
    """Every line of a series in a region, one file: rows name their definition, nothing is joined."""
    code = regions.parse(request.GET.get("wilayah", "") or "00")
    now = data.opened()
    tables = [line.table for line in figure_lines.lines(now, series, code)]
    if not tables:
        figures.trend(now, series, region=code)
    table = trends.together(tables)
    return table_file(table, f"angka-{series.replace(':', '-')}-{code}", extension)
