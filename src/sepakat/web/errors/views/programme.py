"""Salah sasaran of one programme in one region: the short page, the whole one, files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from sepakat import catalogue
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.targeting.errors.rates import notes
from sepakat.web import data, hints
from sepakat.web.attachments import table_file
from sepakat.web.errors import library
from sepakat.web.errors.presenters import analyst, asked, regent
from sepakat.web.errors.presenters.asked import Asked

GONE = {"error-no-list", "parameter-missing", "region-empty", "region-large"}  # what the page says in its own place


def page(request: HttpRequest) -> HttpResponse:
    """Two sentences, one picture, three causes, next steps."""
    context, found = _frame(request, "errors")
    if isinstance(found, HttpResponse):
        return found
    try:
        rates, causes = library.rates(found.program, found.wilayah), library.causes(found.program, found.wilayah)
    except UserError as problem:
        return _said(request, problem, context)
    programme = library.programmes()[found.program]
    context["view"] = regent.page(programme, found.title, rates, causes)
    context["notes"] = [str(note) for note in rates.notes]
    context["steps"] = _steps(found)
    return render(request, "errors/page.html", context)


def detail(request: HttpRequest) -> HttpResponse:
    """Every definition, interval, cause, field, group and region, with files."""
    context, found = _frame(request, "errors-detail")
    if isinstance(found, HttpResponse):
        return found
    try:
        rates = library.rates(found.program, found.wilayah)
        below = library.rates(found.program, found.wilayah, found.below) if found.below else None
        tables = [f(found.program, found.wilayah) for f in (library.causes, library.fields, library.fairness)]
    except UserError as problem:
        return _said(request, problem, context)
    causes, fields, fair = tables
    lines, real = analyst.fair(fair)
    context |= {
        "definitions": analyst.definitions(rates),
        "causes": analyst.cause_groups(causes),
        "fields": analyst.field_groups(fields),
        "fair": lines,
        "real": real,
        "fair_note": str(fair.notes[0]),
        "notes": [str(note) for note in notes(library.study(found.program, found.wilayah))],
        "parts": _parts(below, found),
        "weight": str(UNIT_WORDS[rates.meta["weight"]]),
    }
    return render(request, "errors/detail.html", context)


def download(request: HttpRequest, table: str, extension: str) -> HttpResponse:
    """One of the tables as a file: rates, regions, causes, fields, fairness."""
    found = asked.sure(request.GET, library.programmes(), data.release())
    makers = {
        "galat": lambda: library.rates(found.program, found.wilayah),
        "wilayah": lambda: library.rates(found.program, found.wilayah, found.below or found.level),
        "sebab": lambda: library.causes(found.program, found.wilayah),
        "bidang": lambda: library.fields(found.program, found.wilayah),
        "kelompok": lambda: library.fairness(found.program, found.wilayah),
    }
    if table not in makers:
        raise unknown_name(Text("Tabel", "Table"), table, makers, "page-unknown")
    return table_file(makers[table](), f"salah-sasaran-{table}-{found.program}-{found.wilayah}", extension)


def _frame(request: HttpRequest, name: str) -> tuple[dict[str, Any], Asked | HttpResponse]:
    """What both pages have: the choice of programme and region; a redirect where a typed name is one region, the
    question where it is none or several."""
    view = data.release()
    known = library.programmes()
    found, typed = asked.read(request.GET, known, view)
    hits = asked.like(typed)
    if isinstance(hits, str):
        return {}, redirect(f"{reverse(name)}?{Asked(found.program, hits).query}")
    context = {
        "asked": found,
        "place": found.title,
        "programmes": list(known.values()),
        "programme": catalogue.programme(found.program) if found.program else None,
        "typed": typed,
        "hits": [(h, f"?{Asked(found.program, h.region.code).query}") for h in hits],
        "here": reverse(name),
        "query": f"?{found.query}",
        "release_id": view.id,
    }
    if typed:  # no figures of another region under the question
        return {}, render(
            request, "errors/where.html", context | {"heading": Text("Salah sasaran", "Targeting errors")}
        )
    return context, found


def _said(request: HttpRequest, problem: UserError, context: dict[str, Any]) -> HttpResponse:
    """A question that has no answer here keeps the page and its choices; anything else is an error page."""
    if problem.code not in GONE:
        raise problem
    answer = render(request, "errors/none.html", context | {"problem": hints.told(problem)})
    if problem.code == "region-large":  # of this machine, not of the release: not to be kept
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _parts(below: Table | None, found: Asked) -> dict[str, Any] | None:
    """The regions below: both main definitions by region, and the picture of the first."""
    if below is None:
        return None
    pages = reverse("errors-detail")
    rows = []
    inclusion = dict(analyst.regional(below, "inclusion_of_beneficiaries"))
    for code, line in analyst.regional(below, "exclusion"):
        link = f"{pages}?{Asked(found.program, code).query}"
        rows.append((line.head, link, line, inclusion[code]))
    return {"rows": rows, "picture": analyst.picture(below, "exclusion")}


def _steps(found: Asked) -> list[tuple[str, str]]:
    """What to do next, as (address, words); only what this site has."""
    wanted = (
        ("programme", (found.program,), f"?wilayah={found.wilayah}",
         Text("Lihat siapa yang berhak dan daftar tunggunya", "See who is due and the waiting list")),
        ("scenario", (), f"?program={found.program}&wilayah={found.wilayah}",
         Text("Hitung biaya menjangkau mereka", "Work out the cost of reaching them")),
        ("names-list-new", (), f"?program={found.program}&wilayah={found.wilayah}&penerimaan=antrean",
         Text("Minta daftar nama yang belum menerima", "Ask for the names of those who do not receive it")),
        ("errors-detail", (), f"?{found.query}",
         Text("Periksa semua definisi, selang, dan sebab", "Check all definitions, intervals and causes")),
        ("deciles-compared", (), f"?wilayah={found.wilayah}",
         Text("Bandingkan desil resmi dengan simulasi", "Compare official deciles with the simulation")),
    )  # fmt: skip
    made = []
    for name, args, query, words in wanted:
        try:
            made.append((reverse(name, args=args) + query, str(words)))
        except NoReverseMatch:
            continue
    return made
