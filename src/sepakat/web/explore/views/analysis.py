"""Analisis mandiri: start, four steps with a preview, result, file. The whole question stands in the address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sepakat import access, catalogue, regions
from sepakat.access import Action
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import language
from sepakat.web import finding
from sepakat.web.attachments import table_file
from sepakat.web.explore import library
from sepakat.web.explore.presenters import choosing, drafts, examples, files, results
from sepakat.web.explore.presenters.drafts import STEPS, Draft


def start(request: HttpRequest) -> HttpResponse:
    """What this is, and examples to start from."""
    given = drafts.read(request.GET)
    return render(
        request,
        "explore/start.html",
        {"examples": examples.examples(given.wilayah), "draft": given, "steps": STEPS},
    )


def compose(request: HttpRequest) -> HttpResponse:
    """One of the four steps, with the preview of what has been chosen so far."""
    draft = drafts.read(request.GET)
    wanted = request.GET.get("langkah", "1")
    step = int(wanted) if wanted in ("1", "2", "3", "4") else 1
    found = _place(draft)
    if isinstance(found, Draft) and found != draft:
        return redirect(f"{reverse('analysis-compose')}?{found.query}&langkah={step}")
    hits = [] if isinstance(found, Draft) else found
    context = _asked(draft, hits) | {
        "draft": draft,
        "step": step,
        "steps": [(i, label, f"?{draft.query}&langkah={i}") for i, (_, label) in enumerate(STEPS, 1)],
        "label": STEPS[step - 1][1],
        "choice": choosing.choice(step, draft),
        "kept": choosing.kept(step, draft),
        "hits": [(h, f"?{draft.changed(wilayah=h.region.code, tingkat='').query}&langkah=3") for h in hits],
    }
    return render(request, "explore/compose.html", context)


def preview(request: HttpRequest) -> HttpResponse:
    """The preview alone, for the page's script."""
    draft = drafts.read(request.GET)
    found = _place(draft)
    context = _asked(found, []) if isinstance(found, Draft) else _asked(draft, found)
    response = render(request, "explore/preview.html", context)
    response.headers["Cache-Control"] = "private, no-store"  # one for every key press: not worth keeping
    return response


def result(request: HttpRequest) -> HttpResponse:
    """The whole table: sentence, rows, files, link, saving."""
    draft = drafts.read(request.GET)
    try:
        table = answer(draft)
    except UserError as error:
        step = drafts.step_of(error, draft)
        if not step:
            raise
        return redirect(f"{reverse('analysis-compose')}?{draft.query}&langkah={step}")
    return render(request, "explore/result.html", shown(request, draft, table))


def shown(request: HttpRequest, draft: Draft, table: Table) -> dict[str, Any]:
    """What the result page says."""
    return {
        "draft": draft,
        "region": regions.load().get(draft.wilayah),
        "view": results.view(table, with_picture=True),
        "indicator": catalogue.indicators().get(draft.apa),
        "share": request.build_absolute_uri(f"{reverse('analysis-result')}?{draft.query}"),
        "file_query": f"?{draft.query}",
        "release_id": table.release,
        "saving": saving(request),
        "wanted_name": "",
    }


def download(request: HttpRequest, extension: str) -> HttpResponse:
    """The table of an address in one of the formats of `exports/`."""
    draft = drafts.read(request.GET)
    table = files.named(answer(draft))
    return table_file(table, f"analisis-{table.meta['what']}-{table.meta['region']}", extension)


def answer(draft: Draft) -> Table:
    """The figures of a draft."""
    return library.tabulate(draft.apa, draft.siapa, draft.wilayah, draft.tingkat, draft.menurut)


def saving(request: HttpRequest) -> dict[str, Any]:
    """Whether the reader may keep this analysis, and the sentence that says why not. Strangers cost no database."""
    from django.conf import settings

    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        who = access.PUBLIC
    else:
        from sepakat.web.accounts.actor import actor

        who = actor(request)
    if not who.signed_in:
        return {"signed_in": False, "may": False}
    may = bool(access.reach(who, Action.ANALYSIS_SAVE))
    region = who.assignments[0].region if who.assignments else "00"
    refused = None if may else access.refusal(who, Action.ANALYSIS_SAVE, region=region)
    return {"signed_in": True, "may": may, "refusal": refused.title.in_(language()) if refused else ""}


def _place(draft: Draft) -> Draft | list[Any]:
    """The draft with its region as a code; search results where the name fits several, or none."""
    try:
        found = finding.find(draft.wilayah)
    except UserError:
        return draft  # a code that is none: the step says so
    if isinstance(found, list):
        return found
    if found != draft.wilayah or draft.tingkat not in dict(drafts.levels(found)):
        return draft.changed(wilayah=found, tingkat=drafts.default_level(found))
    return draft


def _asked(draft: Draft, hits: list[Any]) -> dict[str, Any]:
    """The preview of a draft, or what stands in its way."""
    try:
        table = answer(draft)
    except UserError as error:
        return {"problem": error.as_dict(language()), "problem_step": drafts.step_of(error, draft), "draft": draft}
    return {"view": results.view(table, results.PREVIEW_ROWS), "draft": draft}
