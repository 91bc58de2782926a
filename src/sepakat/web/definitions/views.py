"""Two definitions compared: choose the other one, the comparison, its files."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sepakat import catalogue, regions
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine import comparing
from sepakat.web import data, finding
from sepakat.web.attachments import table_file
from sepakat.web.definitions import presenter
from sepakat.web.explore.library import release
from sepakat.web.presenters import places

DECILE = "desil_nasional"
GONE = {"compare-units", "compare-number", "region-empty", "frame-missing", "indicator-columns"}


@lru_cache(maxsize=32)
def _compared(_stamp: str, first: str, second: str, region: str, level: str, by: tuple[str, ...]) -> Table:
    return comparing.compare(release(), first, second, region, by, level=level or None)


def _table(first: str, second: str, region: str, level: str = "", by: tuple[str, ...] = ()) -> Table:
    return _compared(data.stamp(), first, second, region, level, by)


def choose(request: HttpRequest, indicator: str) -> HttpResponse:
    """Which other definition; `?lain=` leads on."""
    about = catalogue.indicator(data.indicator(indicator).id)
    known = presenter.like(about) if about.numerator.kind == "boolean" else []
    wanted = request.GET.get("lain", "")
    if wanted in {i.id for i in known}:
        return redirect(reverse("indicator-compared", args=[indicator, wanted]))
    return render(request, "definitions/choose.html", {"indicator": about, "known": known})


def page(request: HttpRequest, indicator: str, other: str) -> HttpResponse:
    """Sentence, picture, by decile, by part of the region."""
    view = data.release()
    first = catalogue.indicator(data.indicator(indicator).id)
    second = catalogue.indicator(data.indicator(other).id)
    typed = request.GET.get("wilayah", "").strip()[:100]
    code, hits = _place(typed)
    if code and code != typed and typed:
        return redirect(f"{request.path}?wilayah={code}")
    context: dict[str, Any] = {"first": first, "second": second, "typed": typed, "hits": hits, "release_id": view.id}
    if not code:
        return render(request, "definitions/page.html", context)
    region = places.region(code)
    level = places.child_level(region.level)
    context |= {"place": region, "place_name": places.title(region), "query": f"?wilayah={code}"}
    try:
        whole = _table(first.id, second.id, code)
        deciles = _table(first.id, second.id, code, "", (DECILE,))
        parts = _table(first.id, second.id, code, level) if level else None
    except UserError as problem:
        if problem.code not in GONE:
            raise
        context["problem"] = presenter.refused(problem)
    else:
        context["view"] = presenter.view(first, second, code, whole, deciles, parts)
        context["part_word"] = places.LEVELS_MANY.get(level or "")
    return render(request, "definitions/page.html", context)


def _place(typed: str) -> tuple[str, list[Any]]:
    """(code, hits): the region asked for, or where pages begin."""
    found = finding.find(typed) if typed else finding.start(data.release())
    return (found, []) if isinstance(found, str) else ("", found)


def download(request: HttpRequest, indicator: str, other: str, table: str, extension: str) -> HttpResponse:
    """`desil` or `wilayah` of a comparison, as a file."""
    code = _place(request.GET.get("wilayah", "").strip()[:100])[0] or regions.NATION
    level = places.child_level(places.region(code).level) or ""
    makers = {
        "desil": lambda: _table(indicator, other, code, "", (DECILE,)),
        "wilayah": lambda: _table(indicator, other, code, level),
    }
    if table not in makers:
        raise unknown_name(Text("Tabel", "Table"), table, makers, "page-unknown")
    return table_file(makers[table](), f"banding-{indicator}-{other}-{table}-{code}", extension)
