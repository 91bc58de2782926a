"""Pages for everybody: the hub of targeting, the list of programmes, one programme."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sepakat import catalogue, regions
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web import data, finding
from sepakat.web.attachments import table_file
from sepakat.web.explore.presenters import files as naming
from sepakat.web.pages.home import Hit, has_figures
from sepakat.web.presenters import places
from sepakat.web.programmes import library
from sepakat.web.programmes.presenters import figures, words
from sepakat.web.programmes.presenters.figures import SHOWN


def hub(request: HttpRequest) -> HttpResponse:
    """A region's programmes: who is due, has it, is missed, waits."""
    place = _place(request)
    if not isinstance(place, Region):
        return _choose(request, place, "targets")
    if place.code != request.GET.get("wilayah", place.code):
        return redirect(f"{reverse('targets')}?wilayah={place.code}")
    rows = []
    for programme in library.in_force(place.code):
        table = library.due(programme, place.code)
        rows += [figures.row(cells, str(programme.short), programme) for cells in table]
    context = _around(place) | {"rows": rows, "heads": _heads(), "children": _children(place)}
    return render(request, "programmes/hub.html", context)


def hub_download(request: HttpRequest, extension: str) -> HttpResponse:
    """The table of the hub in one region, as a file."""
    code = regions.parse(request.GET.get("wilayah", _own()))
    tables = [library.due(p, code) for p in library.in_force(code)]
    first = tables[0]
    notes = tuple(dict.fromkeys(n for t in tables for n in t.notes))
    whole = Table(
        pa.concat_tables(t.data for t in tables),
        Text("Sasaran menurut program", "Targets by programme"),
        first.columns,
        first.release,
        True,
        first.sample,
        notes,
        {"by": []},
    )
    return _file(whole, f"sasaran-{code}", extension)


def index(request: HttpRequest) -> HttpResponse:
    """All programmes with their rule in words, status and payers."""
    on = library.day()
    rows = []
    for programme in catalogue.programmes().values():
        rule = next((r for r in reversed(programme.rules) if r.since <= on), programme.rules[-1])
        rows.append(
            {
                "programme": programme,
                "rule": rule,
                "lead": words.lead(programme, rule),
                "later": rule.since > on,
                "ended": rule.since <= on and not programme.in_force(on),
                "payers": figures.payers(programme, rule),
                "place": places.titled(programme.region),
            }
        )
    return render(request, "programmes/index.html", {"rows": rows})


def detail(request: HttpRequest, name: str) -> HttpResponse:
    """One programme: rule, source, figures by region part, reasons, past releases, versions."""
    programme = catalogue.programme(name)
    place = _place(request)
    if not isinstance(place, Region):
        return _choose(request, place, "programme", name)
    if place.code != request.GET.get("wilayah", place.code):
        return redirect(f"{reverse('programme', args=[name])}?wilayah={place.code}")
    on, view = library.day(), data.release()
    rule = next((r for r in reversed(programme.rules) if r.since <= on), None)
    context: dict[str, Any] = _around(place) | {
        "programme": programme,
        "rule": rule or programme.rules[-1],
        "lead": words.lead(programme, rule or programme.rules[-1]),
        "in_force": programme.in_force(on),
        "ended": rule is not None and not programme.in_force(on),
        "coming": [r for r in programme.rules if r.since > on],
        "older": [r for r in programme.rules if rule is not None and r.since < rule.since],
        "benefit": words.benefit(programme.benefit(on)),
        "held_benefit": programme.benefit(on),
        "quota": programme.quota(on),
        "payers": figures.payers(programme, rule or programme.rules[-1]),
        "payment": programme.payers(on),
        "given": programme.given(place.code),
        "programme_place": places.titled(programme.region),
        "programme_held": has_figures(regions.load().get(programme.region), view),
        "held": has_figures(place, view),
        "heads": _heads(),
    }
    if rule is not None and programme.in_force(on) and programme.given(place.code) and context["held"]:
        level = places.child_level(place.level)
        whole = library.due(programme, place.code)
        context |= {
            "whole": [figures.row(cells, places.title(place), programme) for cells in whole],
            "parts": figures.parts(library.due(programme, place.code, level)) if level else [],
            "level": level,
            "level_words": places.LEVELS_MANY.get(level or "", Text("", "")),
            "reasons": figures.reasons(library.reasons(programme, place.code)),
            "past": figures.past(library.past(programme, rule, place.code)),
            "notes": whole.notes,
        }
    return render(request, "programmes/detail.html", context)


def download(request: HttpRequest, name: str, extension: str) -> HttpResponse:
    """A programme's figures by region part, as a file."""
    code = regions.parse(request.GET.get("wilayah", _own()))
    level = places.child_level(regions.level_of(code))
    table = library.due(catalogue.programme(name), code, level)
    return _file(table, f"sasaran-{name}-{code}", extension)


def _file(table: Table, name: str, extension: str) -> HttpResponse:
    return table_file(naming.named(replace(table, meta={**table.meta, "by": []})), name, extension)


def _own() -> str:
    return finding.start(data.release())


def _place(request: HttpRequest) -> Region | list[Hit]:
    """The region asked for by code or name; search results where a name fits several, or none."""
    typed = request.GET.get("wilayah", "").strip()[:100] or _own()
    found = finding.find(typed)
    return found if isinstance(found, list) else regions.load().get(found)


def _choose(request: HttpRequest, hits: list[Hit], name: str, *args: str) -> HttpResponse:
    context = {"hits": hits, "typed": request.GET.get("wilayah", ""), "address": reverse(name, args=args)}
    return render(request, "programmes/choose.html", context)


def _around(place: Region) -> dict[str, Any]:
    return {"place": place, "place_name": places.title(place), "above": places.above(place)}


def _children(place: Region) -> list[tuple[str, str]]:
    """Regions one level down that the release may hold, for the hub's links."""
    level = places.child_level(place.level)
    if level is None:
        return []
    view = data.release()
    if level == "provinsi":
        codes = list(view.provinces)
    elif level == "kabupaten":
        codes = [c for c in view.regencies if c.startswith(place.code + ".")]
    else:
        codes = list(regions.load().codes(level, place.code))
    return [(code, places.short(regions.load().get(code))) for code in codes]


def _heads() -> list[Text]:
    return list(SHOWN.values())
