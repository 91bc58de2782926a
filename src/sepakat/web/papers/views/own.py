"""Documents of people with an account: the list, one with its state and versions, a chapter to write in, files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import language
from sepakat.documents import Draft, Paragraph
from sepakat.web.accounts.actor import actor, signed_in
from sepakat.web.jobs.actions import worker_alive
from sepakat.web.papers import actions, library, unsaved
from sepakat.web.papers.library import Wanted
from sepakat.web.papers.models import APPROVED, DRAFT, REVIEW, Paper, PaperVersion
from sepakat.web.papers.tray import Piece
from sepakat.web.papers.views import answering, trays
from sepakat.web.presenters import places


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """One's own documents and those of one's regions, the latest first."""
    rows = [(p, places.title(places.region(p.region)), library.plan(p.template, p.region).label)
            for p in actions.visible(actor(request))]  # fmt: skip
    return render(request, "papers/drafts.html", {"rows": rows})


@signed_in
def outline(request: HttpRequest, number: int) -> HttpResponse:
    """One document: state, chapters, remarks, versions, what comes next."""
    who = actor(request)
    return whole(request, who, actions.get(who, number), {})


def whole(request: HttpRequest, who: Actor, found: Paper, more: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page of a document. more: why something that was asked for was not done."""
    version = version_of(found, request.GET.get("versi", ""))
    context = frame(who, found, version)
    context |= answering.outline(wanted(found, version), context["plan"], context["name"])
    context |= {
        "stale": _stale(context["drafts"]),
        "lost": _lost(version, context["drafts"]) if context["ready"] else [],
        "versions": [(v, actions.CHANGES[v.change]) for v in found.versions.select_related("by")],
        "remarks": list(found.remarks.filter(settled_at=None).select_related("by")),
        "files": answering.files("draft-download", found.pk, answering.WHOLE),
    }
    return render(request, "papers/draft.html", context | more, status=status)


@signed_in
def chapter(request: HttpRequest, number: int, chapter: str) -> HttpResponse:
    """A chapter to read, to write in and to remark on; with what waits there since a session ended."""
    return page(
        request, actor(request), actions.get(actor(request), number), chapter, _returned(request, number, chapter)
    )


def page(
    request: HttpRequest, who: Actor, found: Paper, chapter: str, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page of a chapter. more: what was typed and what is wrong with it, where it comes back."""
    version = version_of(found, request.GET.get("versi", ""))
    context = frame(who, found, version)
    one = context["plan"].chapter(chapter)
    making = library.draft(wanted(found, version).of(one.id), answering.PAGE if not more else 60)
    if not making.done:
        return answering.waiting(request, making, reverse("draft", args=[found.pk]))
    context |= answering.chapter(making.result()) | more
    context |= answering.neighbours(context["plan"], one.id, "draft-chapter", found.pk)
    context |= {
        "files": answering.files("draft-download", found.pk, f"bab-{one.id}"),
        "editing": context["may_write"] and found.state != APPROVED and context["newest"],
        "edits": version.edits,
        "pieces": [(text, trays.words(Piece(text, found.region))) for text in version.added.get(one.id, [])],
        "remarks": list(found.remarks.filter(chapter=one.id).select_related("by", "settled_by")),
    }
    passages = {p.key for p in context["parts"]} if context["editing"] else set()
    context["lost_typed"] = "typed_key" in more and more["typed_key"] not in passages
    return render(request, "papers/draft_chapter.html", context, status=status)


@signed_in
def download(request: HttpRequest, number: int, part: str, extension: str) -> HttpResponse:
    """The document, or a chapter of it, as a file. The whole of one is made by the worker, where one is alive."""
    who = actor(request)
    found = actions.get(who, number)
    version = version_of(found, request.GET.get("versi", ""))
    asked = wanted(found, version)
    entire = part == answering.WHOLE and library.known(extension)
    if entire and library.kept(asked, extension) is None and worker_alive():
        return redirect("job", actions.write(by=who, paper=found, version=version.number, form=extension).pk)
    return answering.file(request, asked, part, extension, reverse("draft", args=[found.pk]))


@signed_in
def consistency(request: HttpRequest, number: int) -> HttpResponse:
    """The document's figures beside those of province and nation."""
    who = actor(request)
    found = actions.get(who, number)
    version = version_of(found, request.GET.get("versi", ""))
    back = reverse("draft", args=[found.pk])
    return answering.compared(request, wanted(found, version), back, frame(who, found, version) | {"deeper": 1})


def wanted(found: Paper, version: PaperVersion) -> Wanted:
    """The document of a version, as the library is asked for it."""
    edits = tuple((key, e["text"], e["figures"]) for key, e in sorted(version.edits.items()))
    added = tuple((chapter, tuple(blocks)) for chapter, blocks in sorted(version.added.items()))
    return Wanted(found.template, found.region, release=version.release, added=added, edits=edits)


def frame(who: Actor, found: Paper, version: PaperVersion) -> dict[str, Any]:
    """What every page of a document shows, and what the reader may do."""
    region = places.region(found.region)
    latest = found.latest

    def refusal(action: Action) -> str:
        refused = access.refusal(who, action, region=found.region)
        return refused.title.in_(language()) if refused else ""

    no = {a: refusal(a) for a in (Action.DOCUMENT_WRITE, Action.DOCUMENT_REVIEW, Action.DOCUMENT_APPROVE)}
    plan = library.plan(found.template, found.region)
    return {
        "found": found,
        "seen": version,
        "latest": latest,
        "newest": version.number == latest.number,
        "region": region,
        "name": places.title(region),
        "plan": plan,
        "title": plan.label.in_(language()),
        "query": "" if version.number == latest.number else f"?versi={version.number}",
        "release_id": version.release,
        "new_release": library.current() if library.current() != version.release else "",
        "is_draft": found.state == DRAFT,
        "in_review": found.state == REVIEW,
        "approved": found.state == APPROVED,
        "approved_day": timezone.localtime(found.approved_at) if found.approved_at else None,
        "may_write": not no[Action.DOCUMENT_WRITE],
        "no_write": no[Action.DOCUMENT_WRITE],
        "no_review": no[Action.DOCUMENT_REVIEW],
        "no_approve": no[Action.DOCUMENT_APPROVE],
        "mine": str(found.owner_id) == who.id,
    }


def _returned(request: HttpRequest, number: int, chapter: str) -> dict[str, Any]:
    """What was typed when the session ended, in its form again."""
    held = unsaved.waiting(request, number, chapter)
    if not held:
        return {}
    if "catatan" in held:
        return {"returned": True, "remark_typed": held["catatan"]}
    return {"returned": True, "typed_key": held.get("kalimat", ""), "typed": held.get("teks", "")}


def version_of(found: Paper, wished: str) -> PaperVersion:
    """The version of a number as typed; the newest where none is."""
    if not wished:
        return found.latest
    held = found.versions.filter(number=int(wished)).first() if wished.isdecimal() and len(wished) < 6 else None
    if held is None:
        raise Http404
    return held


def _stale(drafts: list[Draft]) -> list[tuple[str, str, str]]:
    """Passages that people wrote and whose figures have changed: chapter, its heading, the passage's key."""
    return [
        (chapter.id, chapter.heading, part.key)
        for draft in drafts
        for chapter in draft.chapters
        for part in chapter.parts
        if isinstance(part, Paragraph) and part.stale
    ]


def _lost(version: PaperVersion, drafts: list[Draft]) -> list[dict[str, str]]:
    """What people wrote in passages that the document no longer has."""
    there = {paragraph.key for draft in drafts for paragraph in draft.paragraphs}
    return [edit for key, edit in sorted(version.edits.items()) if key not in there]
