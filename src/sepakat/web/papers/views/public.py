"""Documents for everybody: choose a template and a region, the outline, a readable chapter, files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sepakat.core.errors import UserError
from sepakat.core.text import language
from sepakat.documents import Plan
from sepakat.regions import Region
from sepakat.web.papers import library, tray
from sepakat.web.papers.library import Wanted
from sepakat.web.papers.presenters import finding
from sepakat.web.papers.views import answering
from sepakat.web.presenters import places


def index(request: HttpRequest) -> HttpResponse:
    """A region, then its templates."""
    typed = request.GET.get("wilayah", "").strip()[:100]
    problem = None
    try:
        region, hits = finding.find(typed)
    except UserError as error:
        region, hits, problem = None, [], error.as_dict(language())
    context = {
        "typed": typed,
        "hits": hits,
        "problem": problem,
        "region": region,
        "name": places.title(region) if region else "",
        "plans": library.plans(region.code) if region else [],
    }
    return render(request, "papers/index.html", context)


def outline(request: HttpRequest, template: str, code: str) -> HttpResponse:
    """The chapters, which are complete, what is missing and who has it."""
    region, plan, wanted = asked(request, template, code)
    context = frame(request, region, plan) | answering.outline(wanted, plan, places.title(region))
    context["files"] = answering.files("paper-download", template, region.code, answering.WHOLE)
    response = render(request, "papers/outline.html", context)
    if not context["ready"]:
        response.headers["Cache-Control"] = "no-store"  # not the last word
    return response


def chapter(request: HttpRequest, template: str, code: str, chapter: str) -> HttpResponse:
    """A chapter to read, with its files."""
    region, plan, wanted = asked(request, template, code)
    found = plan.chapter(chapter)
    making = library.draft(wanted.of(found.id), answering.PAGE)
    if not making.done:
        return answering.waiting(request, making, reverse("paper", args=[template, region.code]))
    context = frame(request, region, plan) | answering.chapter(making.result())
    context |= answering.neighbours(plan, found.id, "paper-chapter", template, region.code)
    context["files"] = answering.files("paper-download", template, region.code, f"bab-{found.id}")
    return render(request, "papers/chapter.html", context)


def download(request: HttpRequest, template: str, code: str, part: str, extension: str) -> HttpResponse:
    """The document or a chapter as a file."""
    region, _, wanted = asked(request, template, code)
    back = reverse("paper", args=[template, region.code])
    return answering.file(request, wanted, part, extension, back)


def consistency(request: HttpRequest, template: str, code: str) -> HttpResponse:
    """The document's figures beside those of province and nation."""
    region, plan, wanted = asked(request, template, code)
    back = reverse("paper", args=[template, region.code])
    return answering.compared(request, wanted, back, frame(request, region, plan) | {"back": back})


def asked(request: HttpRequest, template: str, code: str) -> tuple[Region, Plan, Wanted]:
    """Region, template and document of an address; `?nampan=2` puts the tray's pieces at the end of chapter 2."""
    region = places.region(code)
    plan = library.plan(template, region.code)
    chapter = request.GET.get("nampan", "")
    added: library.Added = ()
    if chapter:
        blocks = tuple(p.block for p in tray.pieces(request) if p.region == region.code)
        added = ((plan.chapter(chapter).id, blocks),) if blocks else ()
    return region, plan, Wanted(template, region.code, release=library.current(), added=added)


def frame(request: HttpRequest, region: Region, plan: Plan) -> dict[str, Any]:
    """What every page of a document shows."""
    chapter = request.GET.get("nampan", "")[:10]
    return {
        "region": region,
        "name": places.title(region),
        "plan": plan,
        "title": plan.label.in_(language()),
        "query": f"?nampan={plan.chapter(chapter).id}" if chapter else "",
    }
