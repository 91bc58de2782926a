"""A question's answer for a region: sentence, picture, table, statement, how to read it, options, files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sepakat import analysis, exports
from sepakat.analysis import Wanted
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text, language
from sepakat.web import data
from sepakat.web.presenters import themes
from sepakat.web.questions import library
from sepakat.web.questions.presenters import answering, fields, regions, related

NOT_OPTIONS = ("wilayah", "bahasa")
MOST_PAIRS = 60


def named(request: HttpRequest, question: str) -> HttpResponse:
    """A question of the catalogue."""
    return _page(request, ("tanya", question))


def free(request: HttpRequest, kind: str) -> HttpResponse:
    """A kind of analysis of any indicators."""
    return _page(request, ("jenis", kind))


def named_file(request: HttpRequest, question: str, extension: str) -> HttpResponse:
    return _file(request, ("tanya", question), extension)


def free_file(request: HttpRequest, kind: str, extension: str) -> HttpResponse:
    return _file(request, ("jenis", kind), extension)


def _pairs(request: HttpRequest, what: tuple[str, str]) -> list[tuple[str, str]]:
    given = [(name, value) for name in request.GET for value in request.GET.getlist(name) if name not in NOT_OPTIONS]
    return [what, *[pair for pair in given if pair[0] not in ("tanya", "jenis")][:MOST_PAIRS]]


def _page(request: HttpRequest, what: tuple[str, str]) -> HttpResponse:
    _known(what)
    data.release()
    place = regions.chosen(request.GET)
    problem: UserError | None = None
    shown, status = None, 200
    try:
        asked = library.wanted(_pairs(request, what), place.code)
    except UserError as error:  # the form again, with what was typed
        asked, problem, status = _bare(request, what, place.code), error, 400
    if place.typed and not place.hits and place.typed != place.code:
        return redirect(f"{answering.page(asked)}?{answering.query(asked, place.code)}")
    if problem is None and not place.hits:
        try:
            shown = answering.show(asked, place.code, library.answer(asked, place.code))
        except UserError as error:
            problem, status = error, 400
    return render(request, "questions/answer.html", _context(request, asked, place, shown, problem), status=status)


def _known(what: tuple[str, str]) -> None:
    """UserError `unknown-analysis` or `unknown-kind` for what is none: there is no form to show."""
    if what[0] == "tanya":
        analysis.read([what])
    elif what[1] not in analysis.known():
        raise unknown_name(Text("Analisis", "Analysis"), what[1], analysis.known(), "unknown-kind")


def _bare(request: HttpRequest, what: tuple[str, str], region: str) -> Wanted:
    """The question without what could not be read, so that the form can be shown."""
    names = [("indikator", n) for n in request.GET.getlist("indikator")]
    try:
        return library.wanted([what, *names], region)
    except UserError:
        return library.wanted([what], region)


def _context(
    request: HttpRequest, asked: Wanted, place: regions.Chosen, shown: Any, problem: UserError | None
) -> dict[str, Any]:
    question = asked.question
    typed = {name: request.GET.getlist(name) for name in request.GET} if problem else {}
    main, options = fields.controls(asked, place.code, typed)
    file_name, file_arg = answering.download(asked)
    told = problem.as_dict(language()) if problem else None
    return {
        "question": question,
        "place": place,
        "asked": asked,
        "shown": shown,
        "problem": told,
        "where": _anchor(problem, [*main, *options]) if problem else "",
        "hits": [(hit, f"?{answering.query(asked, hit.region.code)}") for hit in place.hits],
        "main": main,
        "options": options,
        "changed": bool(asked.options),
        "kind_label": str(analysis.known()[question.kind].LABEL),
        "theme": themes.label(question.theme),
        "why": question.why,
        "share": request.build_absolute_uri(f"{answering.page(asked)}?{answering.query(asked, place.code)}"),
        "file_name": file_name,
        "file_arg": file_arg,
        "file_query": f"?{answering.query(asked, place.code)}",
        "questions": related.questions(question),
        "others": _others(asked, place.code),
        "free_query": _free_query(asked, place.code),
    }


def _anchor(problem: UserError, controls: list[fields.Control]) -> str:
    """The field that mends a problem."""
    return next((c.id for c in controls if problem.where == c.name), "")


def _names(asked: Wanted) -> list[str]:
    question = asked.question
    return [*question.indicators, *(f"seri:{s}" for s in question.series)]


def _others(asked: Wanted, region: str) -> list[Any]:
    names = _names(asked)
    return related.kinds(names[:1], region, asked.question.kind) if names else []


def _free_query(asked: Wanted, region: str) -> str:
    """The free form of a named question, with its indicators."""
    if asked.free or not _names(asked):
        return ""
    pairs = [("wilayah", region), *(("indikator", n) for n in _names(asked)), *sorted(asked.options.items())]
    return answering.urlencode(pairs)


def _file(request: HttpRequest, what: tuple[str, str], extension: str) -> HttpResponse:
    """The answer's table in one of the formats of `exports/`."""
    _known(what)
    data.release()
    form = exports.format_for(extension)
    place = regions.chosen(request.GET)
    asked = library.wanted(_pairs(request, what), place.code)
    table = library.answer(asked, place.code).table
    sample = "-data-contoh" if table.sample else ""
    response = HttpResponse(form.write(table), content_type=form.mime)
    name = f"{asked.question.id}-{place.code}-{table.release}{sample}.{extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
