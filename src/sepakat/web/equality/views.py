"""Kesetaraan in a region."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sepakat.analysis import equality
from sepakat.analysis.equality import Seen
from sepakat.core.errors import UserError
from sepakat.core.text import language
from sepakat.web import data
from sepakat.web.attachments import table_file
from sepakat.web.equality import presenter
from sepakat.web.explore.library import release
from sepakat.web.pages.regions import head
from sepakat.web.presenters import places

GONE = {"profile-missing", "region-empty"}


def page(request: HttpRequest, code: str) -> HttpResponse:
    """Sentences, indices, and each lens with its picture and table, widest gap first."""
    region = places.region(code)
    view = data.release()
    context: dict[str, Any] = head(region) | {"release_id": view.id}
    try:
        found = _seen(data.stamp(), region.code)
    except UserError as problem:
        if problem.code not in GONE:
            raise
        return render(request, "equality/page.html", context | {"problem": problem.as_dict(language())})
    indices = equality.indices(release(), region.code)
    context |= {
        "lenses": [presenter.lens(one, view.id) for one in found],
        "indices": presenter.indices(indices, region.code),
        "notes": equality.notes(found),
    }
    return render(request, "equality/page.html", context)


@lru_cache(maxsize=32)
def _seen(_stamp: str, region: str) -> tuple[Seen, ...]:
    return tuple(equality.seen(release(), region))


def download(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """Every gap of every lens, as a file."""
    region = places.region(code)
    made = equality.table(_seen(data.stamp(), region.code), release())
    return table_file(made, f"kesetaraan-{region.code}", extension)
