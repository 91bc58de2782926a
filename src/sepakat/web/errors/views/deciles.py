"""Banding desil: official decile, simulation and DTKS side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.targeting.errors.comparing import PAIRS
from sepakat.web import data, hints
from sepakat.web.attachments import table_file
from sepakat.web.errors import library
from sepakat.web.errors.presenters import asked, moving


def page(request: HttpRequest) -> HttpResponse:
    """Matrix, agreement, who moves, by region."""
    view = data.release()
    found, typed = asked.read(request.GET, {}, view)
    hits = asked.like(typed)
    pair = request.GET.get("pasangan", "")
    if isinstance(hits, str):
        return redirect(f"{reverse('deciles-compared')}?{moving.query(hits, pair)}")
    known, problem = _pairs(found.wilayah)
    context = {
        "asked": found,
        "place": found.title,
        "pairs": [(p, moving.label(p)) for p in known],
        "typed": typed,
        "hits": [(h, f"?{moving.query(h.region.code, pair)}") for h in hits],
        "release_id": view.id,
        "here": reverse("deciles-compared"),
    }
    if typed:  # no figures of another region under the question
        return render(request, "errors/where.html", context | {"heading": Text("Banding desil", "Deciles compared")})
    if not known:
        answer = render(request, "errors/deciles_none.html", context | {"problem": problem})
        if problem:  # of this machine, not of the release: not to be kept
            answer.headers["Cache-Control"] = "no-store"
        return answer
    pair = pair if pair in known else known[0]
    below = library.compared(found.wilayah, pair, found.below) if found.below else None
    context |= {
        "pair": pair,
        "query": f"?{moving.query(found.wilayah, pair)}",
        "view": moving.page(
            found.title,
            pair,
            library.matrix(found.wilayah, pair),
            library.compared(found.wilayah, pair),
            [library.compared(found.wilayah, pair, by=(name,)) for name in library.families(found.wilayah).codes],
            below,
        ),
    }
    return render(request, "errors/deciles.html", context)


def _pairs(region: str) -> tuple[tuple[str, ...], dict[str, object] | None]:
    """What can be compared there, or why it cannot be worked out."""
    try:
        return library.pairs(region), None
    except UserError as problem:
        if problem.code != "region-large":
            raise
        return (), hints.told(problem)


def download(request: HttpRequest, table: str, extension: str) -> HttpResponse:
    """The matrix, or agreement by region, as a file."""
    found = asked.sure(request.GET, {}, data.release())
    pair = request.GET.get("pasangan", "") or PAIRS[0]
    makers = {
        "matriks": lambda: library.matrix(found.wilayah, pair),
        "wilayah": lambda: library.compared(found.wilayah, pair, found.below or found.level),
    }
    if table not in makers:
        raise unknown_name(Text("Tabel", "Table"), table, makers, "page-unknown")
    return table_file(makers[table](), f"banding-desil-{table}-{pair}-{found.wilayah}", extension)
