"""What public pages and own documents answer alike: a page that waits, a file, a comparison, a chapter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sepakat import exports
from sepakat.core.errors import UserError
from sepakat.core.text import Text, language
from sepakat.documents import Plan
from sepakat.documents.output.sources import sources
from sepakat.web.papers import library
from sepakat.web.papers.library import Drafted, Wanted
from sepakat.web.papers.making import Making
from sepakat.web.papers.presenters import consistency, parts
from sepakat.web.papers.presenters import outline as outlining

SOON, PAGE, FILE = 1.5, 8.0, 20.0  # seconds that a page, a chapter, a file is waited for
WHOLE = "naskah"


def waiting(request: HttpRequest, making: Making, back: str, file: bool = False) -> HttpResponse:
    """The page that says how far the work is and asks again."""
    response = render(request, "papers/waiting.html", {"making": making, "back": back, "file": file})
    response.headers["Cache-Control"] = "no-store"
    return response


def part_of(part: str) -> str:
    """The chapter's id that a file's name tells of (`bab-2`); empty for the whole document."""
    return part.removeprefix("bab-") if part.startswith("bab-") else ""


def file(request: HttpRequest, wanted: Wanted, part: str, extension: str, back: str) -> HttpResponse:
    """The document, or a chapter of it, as a file."""
    wanted = wanted.of(part_of(part))
    if wanted.chapter:
        library.plan(wanted.template, wanted.region).chapter(wanted.chapter)
    elif part != WHOLE:
        raise unknown()
    making = library.file(wanted, extension, FILE)
    if not making.done:
        return waiting(request, making, back, file=True)
    response = HttpResponse(making.result(), content_type=library.mime(extension))
    sample = "-data-contoh" if library.release().sample else ""
    name = f"{wanted.template}-{wanted.region}-{part}{sample}.{extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def chapter(drafted: Drafted) -> dict[str, Any]:
    """What the page of one chapter shows."""
    draft = drafted.draft
    found = sources(draft)
    one = draft.chapters[0]
    return {
        "draft": draft,
        "one": one,
        "parts": parts.shown(one.parts, found.codes),
        "sources": found.all,
        "problems": [p.as_dict(language()) for p in drafted.problems],
        "gaps": [g for g in one.gaps if not g.human],
    }


def outline(wanted: Wanted, plan: Plan, name: str) -> dict[str, Any]:
    """What the page of a document shows of its chapters: those that are ready, and whether all are."""
    found = library.chapters(wanted, plan, SOON)
    made = [d for d in found.values() if d is not None]
    lines = outlining.lines(plan, {i: d.draft.chapters[0] for i, d in found.items() if d is not None}, name)
    return {
        "drafts": [d.draft for d in made],
        "lines": lines,
        "looked": outlining.ready(lines),
        "ready": len(made) == len(found),
        "complete": outlining.complete(lines),
        "owners": outlining.owners(lines),
        "notes": made[0].draft.notes if made else (),
        "problems": [p.as_dict(language()) for d in made for p in d.problems],
    }


def neighbours(plan: Plan, chapter: str, address: str, *args: Any) -> dict[str, Any]:
    """The chapters before and after, as addresses."""
    known = [c.id for c in plan.chapters]
    at = known.index(chapter)
    links = {i: reverse(address, args=[*args, i]) for i in known}
    return {
        "before": links[known[at - 1]] if at else "",
        "after": links[known[at + 1]] if at + 1 < len(known) else "",
    }


def files(address: str, *args: Any) -> list[tuple[str, str, Text]]:
    """Addresses of the files: ending, address, words."""
    return [(form, reverse(address, args=[*args, form]), label) for form, label in library.formats()]


def compared(request: HttpRequest, wanted: Wanted, back: str, context: dict[str, Any]) -> HttpResponse:
    """The comparison with province and nation, as a page or (`?unduh=csv`) a file."""
    making = library.consistency(wanted, PAGE)
    if not making.done:
        return waiting(request, making, back)
    table = making.result()
    wished = request.GET.get("unduh", "")
    if wished:
        form = exports.format_for(wished)
        response = HttpResponse(form.write(table), content_type=form.mime)
        name = f"selaras-{wanted.template}-{wanted.region}-{table.release}.{wished}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    context |= {
        "view": consistency.view(table),
        "formats": [(f.extension, f.label) for f in exports.formats().values()],
    }
    return render(request, "papers/consistency.html", context)


def unknown() -> UserError:
    return UserError(
        Text("Berkas itu tidak ada.", "There is no such file."),
        hint=Text("Buka kerangka dokumennya, lalu unduh dari sana.", "Open the outline and download from there."),
        code="page-unknown",
    )
