"""`/irisan/`: who is in which list. The whole question stands in the address; pages are the same for every stranger."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sepakat import regions
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.matching.overlap.lists import MOST
from sepakat.web import data, finding, hints
from sepakat.web.attachments import table_file
from sepakat.web.explore.presenters.drafts import levels
from sepakat.web.presenters import places
from sepakat.web.registries import library
from sepakat.web.registries.presenters import asked, overlap_page
from sepakat.web.registries.presenters.asked import Asked


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    draft, hits = _placed(asked.read(request.GET))
    if hits is None and draft.wilayah != (request.GET.get("wilayah") or draft.wilayah).strip():
        return redirect(f"{reverse('overlap')}?{draft.query}")
    context = _form(draft, hits or [])
    if hits is None:
        try:
            table = _table(draft)
        except UserError as error:
            context["problem"] = hints.told(error)
        else:
            context |= shown(draft, table)
    return render(request, "registries/overlap.html", context)


def shown(draft: Asked, table: Table) -> dict[str, Any]:
    """What the page says of its figures."""
    estimated = library.unlisted(*_question(draft))
    return {
        "view": overlap_page.view(table, library.attributes(draft.satuan), reverse("names-list-new")),
        "estimate": overlap_page.estimate(estimated) if estimated is not None else None,
        "file_query": f"?{draft.query}",
        "piece": {"region": draft.wilayah, "lists": ",".join(draft.daftar), "unit": draft.satuan},
        "poor_href": f"{reverse('overlap-poor')}?{draft.changed(satuan='keluarga', menurut='').query}",
    }


@require_GET
def poor(request: HttpRequest) -> HttpResponse:
    """Poor families in none of the lists, by place and by several measures."""
    draft, hits = _placed(asked.read(request.GET))
    context = _form(draft, hits or [])
    if hits is None:
        try:
            table = library.poor(draft.daftar, draft.wilayah, draft.bagi)
        except UserError as error:
            context["problem"] = hints.told(error)
        else:
            context |= {
                "title": str(table.title),
                "rows": overlap_page.poor_rows(table),
                "notes": [str(n) for n in table.notes],
                "file_query": f"?{draft.query}",
                "several": len(set(table.column("region"))) > 1,
            }
    return render(request, "registries/poor.html", context)


@require_GET
def download(request: HttpRequest, extension: str) -> HttpResponse:
    return _file(_table(asked.read(request.GET)), "irisan", extension)


@require_GET
def poor_download(request: HttpRequest, extension: str) -> HttpResponse:
    draft = asked.read(request.GET)
    return _file(library.poor(draft.daftar, draft.wilayah, draft.bagi), "miskin-di-luar-daftar", extension)


def _table(draft: Asked) -> Table:
    return library.overlapped(*_question(draft))


def _question(draft: Asked) -> tuple[tuple[str, ...], str, str, str, str]:
    return draft.daftar, draft.wilayah, draft.satuan, draft.bagi, draft.menurut


def _file(table: Table, stem: str, extension: str) -> HttpResponse:
    return table_file(table, f"{stem}-{table.meta['region']}", extension)


def _placed(draft: Asked) -> tuple[Asked, list[Any] | None]:
    """The draft with its region as a code, and None; or search results where a name fits none, or several."""
    try:
        found = finding.find(draft.wilayah)
    except UserError:
        return draft, None  # a code that is none: the answer says so
    return (draft, found) if isinstance(found, list) else (draft.changed(wilayah=found), None)


def _form(draft: Asked, hits: list[Any]) -> dict[str, Any]:
    """The form's choices, with what was chosen."""
    known = library.attributes(draft.satuan)
    own = asked.own_level(draft.wilayah)
    whole = Text("seluruh wilayah", "the region as a whole")
    region = regions.load().get(draft.wilayah) if own else None
    return {
        "draft": draft,
        "region": region,
        "place": places.title(region) if region else "",
        "lists": [(one.id, str(one.label), one.id in draft.daftar) for one in library.listings().values()],
        "most": MOST,
        "units": [(u, str(UNIT_WORDS[u]), u == draft.satuan) for u in ("orang", "keluarga")],
        "parts": [
            ("", str(whole), not draft.bagi),
            *((name, str(words), name == draft.bagi) for name, words in levels(draft.wilayah) if name != own),
        ],
        "breakdowns": [
            ("", str(Text("tanpa rincian", "none")), not draft.menurut),
            *((n, str(a.label), n == draft.menurut) for n, a in known.items()),
        ],
        "hits": [(h, f"?{draft.changed(wilayah=h.region.code).query}") for h in hits],
        "searched": not own,
        "release": data.release(),
    }
