"""The form, the comparison, the best rule, who moves, and their files. The whole question stands in the address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sepakat import access, catalogue, regions
from sepakat.access import Action
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.table import Table
from sepakat.core.text import Text, language
from sepakat.engine import frames
from sepakat.targeting import scenarios
from sepakat.targeting.scenarios.categories import categories
from sepakat.targeting.scenarios.model import NEW, SCOPES, SHIFT
from sepakat.targeting.scenarios.searching import GOALS
from sepakat.web import data, finding, hints
from sepakat.web.attachments import table_file
from sepakat.web.presenters import places
from sepakat.web.programmes.presenters import words
from sepakat.web.scenarios import library
from sepakat.web.scenarios.presenters import drafts, results, rules
from sepakat.web.scenarios.presenters.drafts import Asked

KINDS = ("hasil", "aturan", "perpindahan")
ADVANCED = ("kelompok", "desil_kelompok", "kuota", "penyerapan", "bulan")  # fields that may stand folded


def start(request: HttpRequest) -> HttpResponse:
    """The form; what the catalogue knows of the programme is filled in."""
    asked = read(request)
    if "desil" not in request.GET:
        usual = drafts.usual(asked.program, frames.day(data.opened()))
        asked = replace(asked, draft=replace(usual, nama=asked.draft.nama, cakupan=asked.draft.cakupan))
    return _form(request, asked)


def result(request: HttpRequest) -> HttpResponse:
    """Scenarios side by side."""
    asked = read(request)
    found = placed(asked)
    if not isinstance(found, Asked):
        return _form(request, asked, hits=found)
    if found != asked:
        return redirect(f"{reverse('scenario-result')}?{found.query}")
    try:
        table = answer("hasil", asked, request)
    except UserError as error:
        return _mend(request, asked, error)
    return render(request, "scenarios/result.html", shown(request, asked, table))


def rule(request: HttpRequest) -> HttpResponse:
    """The best rule under the ceiling of the scenario."""
    asked = placed(read(request))
    if not isinstance(asked, Asked):
        return _form(request, read(request), hits=asked)
    goal = request.GET.get("tujuan", "eksklusi")
    try:
        best = library.best(asked.scenarios()[-1], asked.wilayah, goal)
    except UserError as error:
        return _mend(request, asked, error)
    view = rules.rule_view(best, scenarios.curve(best))
    apply = ""
    if view.picked is not None:
        decile, groups, wide = view.picked
        apply = replace(asked, draft=replace(asked.draft, desil=decile, kelompok=groups, desil_kelompok=wide)).query
    goals = [(name, str(words), name == goal) for name, words in GOALS.items() if name != "celah" or best.scenario.cash]
    context = _context(asked) | {"view": view, "goals": goals, "goal": goal, "apply": apply}
    context["file_query"] = f"?{asked.query}&tujuan={goal}"
    return render(request, "scenarios/rule.html", context)


def moves(request: HttpRequest) -> HttpResponse:
    """Who enters and who leaves when all recipients are chosen anew."""
    asked = placed(read(request))
    if not isinstance(asked, Asked):
        return _form(request, read(request), hits=asked)
    try:
        table = answer("perpindahan", asked, request)
    except UserError as error:
        return _mend(request, asked, error)
    return render(request, "scenarios/moves.html", _context(asked) | {"view": rules.moves_view(table)})


def download(request: HttpRequest, kind: str, extension: str) -> HttpResponse:
    """The figures of a page in one of the formats of `exports/`."""
    if kind not in KINDS:
        raise unknown_name(Text("Berkas", "File"), kind, KINDS, "page-unknown")
    asked = read(request)
    return table_file(answer(kind, asked, request), f"skenario-{kind}-{asked.program}-{asked.wilayah}", extension)


def answer(kind: str, asked: Asked, request: HttpRequest) -> Table:
    """The Table behind a page and its files."""
    made = asked.scenarios()
    if kind == "hasil":
        return library.figures(made, asked.wilayah)
    if kind == "aturan":
        return scenarios.curve(library.best(made[-1], asked.wilayah, request.GET.get("tujuan", "eksklusi")))
    last = made[-1]
    shifted = last if last.anew else replace(last, scope=SHIFT)
    return scenarios.reallocation(library.run(shifted, asked.wilayah))


def read(request: HttpRequest) -> Asked:
    """The question of an address, or of a form that was sent; UserError unknown-programme."""
    view = data.current_view()
    start_at = finding.start(view)
    if start_at == regions.NATION and view is not None and view.provinces:
        start_at = view.provinces[0]  # a scenario of the nation is too large for a page
    asked = drafts.read(request.GET if request.method in ("GET", "HEAD") else request.POST, start_at)
    catalogue.programme(asked.program)
    return asked


def placed(asked: Asked) -> Asked | list[Any]:
    """The question with its region as a code; search results where the name fits several, or none."""
    try:
        found = finding.find(asked.wilayah)
    except UserError:
        return asked  # a code that is none: the answer says so
    return found if isinstance(found, list) else replace(asked, wilayah=found)


def shown(request: HttpRequest, asked: Asked, table: Table) -> dict[str, Any]:
    """What the result page says."""
    return _context(asked) | {
        "view": results.view(table),
        "beside": asked.beside().query,
        "share": request.build_absolute_uri(f"{reverse('scenario-result')}?{asked.query}"),
        "saving": saving(request, asked.wilayah),
        "wanted_name": "",
    }


def saving(request: HttpRequest, region: str) -> dict[str, Any]:
    """Whether the reader may keep this, and the sentence that says why not. Strangers cost no database."""
    from django.conf import settings

    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return {"signed_in": False, "may": False}
    from sepakat.web.accounts.actor import actor

    who = actor(request)
    if not who.signed_in:
        return {"signed_in": False, "may": False}
    refused = access.refusal(who, Action.SCENARIO_SAVE, region=region)
    return {"signed_in": True, "may": refused is None, "refusal": refused.title.in_(language()) if refused else ""}


def _context(asked: Asked) -> dict[str, Any]:
    about = catalogue.programme(asked.program)
    return {
        "asked": asked,
        "draft": asked.draft,
        "programme": about,
        "place": places.title(regions.load().get(asked.wilayah)),
        "region": asked.wilayah,
        "query": f"?{asked.query}",
        "unit": UNIT_WORDS[about.unit],
    }


def _mend(request: HttpRequest, asked: Asked, error: UserError) -> HttpResponse:
    """The form again, with what was typed, where the error can be mended there; else the error's own page."""
    mendable = ("scenario-field", "scenario-large", "scenario-empty", "scenario-goal")
    if error.code not in mendable and not error.code.startswith("region-"):
        raise error
    if error.where not in drafts.OWN:
        error.where = "plafon" if error.code == "scenario-goal" else "wilayah"
    return _form(request, asked, problem=error, status=400)


def _basis(asked: Asked) -> str:
    """Amount, status and source of the cost that the form took from the programme's file; empty where it did not."""
    on = frames.day(data.opened())
    held = catalogue.programme(asked.program).benefit(on)
    filled = bool(asked.draft.biaya) and asked.draft.biaya == drafts.usual(asked.program, on).biaya
    return str(words.benefit(held)) if filled else ""


def _form(
    request: HttpRequest,
    asked: Asked,
    hits: list[Any] | None = None,
    problem: UserError | None = None,
    status: int = 200,
) -> HttpResponse:
    known = catalogue.programmes().values()
    try:
        place = places.title(regions.load().get(asked.wilayah))
    except UserError:
        place = ""
    others = [(drafts.scenario(asked.program, d, i).name, replace(asked, lain=_without(asked, i - 1)).query)
              for i, d in enumerate(asked.lain, 1)] if problem is None else []  # fmt: skip
    address = reverse("scenario-result")
    context = {
        "asked": asked,
        "draft": asked.draft,
        "programmes": [(p.id, str(p.label), p.id == asked.program) for p in known],
        "programme": catalogue.programme(asked.program),
        "unit": UNIT_WORDS[catalogue.programme(asked.program).unit],
        "basis": _basis(asked),
        "place": place,
        "deciles": [(str(d), str(d) == asked.draft.desil) for d in range(11)],
        "wide": [(str(d), str(d) == asked.draft.desil_kelompok) for d in range(1, 11)],
        "groups": [(c.id, str(c.label), c.id in asked.draft.kelompok) for c in categories().values()],
        "first": [(c.id, str(c.label), c.id in asked.draft.dahulukan) for c in categories().values()],
        "scopes": [(name, str(words), name == asked.draft.cakupan) for name, words in SCOPES.items()],
        "hits": [(h, f"{address}?{replace(asked, wilayah=h.region.code).query}") for h in hits or ()],
        "searched": hits is not None,
        "others": others,
        "problem": hints.told(problem) if problem is not None else None,
        "prepare": saving(request, asked.wilayah) if problem is not None and problem.code == "scenario-large" else {},
        "advanced": any((asked.draft.kelompok, asked.draft.kuota, asked.draft.dahulukan)) or asked.draft.cakupan != NEW
        or (problem is not None and problem.where in ADVANCED),
    }  # fmt: skip
    return render(request, "scenarios/start.html", context, status=status)


def _without(asked: Asked, place: int) -> tuple[drafts.Draft, ...]:
    return tuple(d for i, d in enumerate(asked.lain) if i != place)
