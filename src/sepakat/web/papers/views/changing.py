"""What people do to documents. What was typed comes back with the reason where it could not be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from sepakat import access
from sepakat.access import Action, Actor, Refused
from sepakat.core.errors import UserError
from sepakat.core.text import language
from sepakat.web.accounts.actor import actor, signed_in
from sepakat.web.papers import actions, library, tray, unsaved
from sepakat.web.papers.models import Paper
from sepakat.web.papers.views import own
from sepakat.web.presenters import places


@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """GET: a name for the document. POST: begin it, with the tray's pieces where they were asked for."""
    given = request.POST if request.method == "POST" else request.GET
    region = places.region(given.get("wilayah", ""))
    plan = library.plan(given.get("templat", ""), region.code)
    who = actor(request)
    chapter = given.get("nampan", "")
    blocks = [p.block for p in tray.pieces(request) if p.region == region.code] if chapter else []
    refused = access.refusal(who, Action.DOCUMENT_WRITE, region=region.code)
    context: dict[str, Any] = {
        "region": region, "name": places.title(region), "plan": plan, "title": plan.label.in_(language()),
        "chapter": chapter, "pieces": len(blocks), "typed": given.get("nama", ""),
        "refusal": refused.title.in_(language()) if refused else "",
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "papers/new.html", context)
    try:
        added = {plan.chapter(chapter).id: blocks} if blocks else {}
        made = actions.create(by=who, template=plan.id, region=region.code, name=context["typed"],
                              release=library.current(), added=added)  # fmt: skip
    except UserError as error:
        if isinstance(error, Refused):
            raise
        return render(request, "papers/new.html", context | {"problem": error.as_dict(language())}, status=400)
    return redirect("draft", made.pk)


@unsaved.kept
@signed_in
@require_POST
def edit(request: HttpRequest, number: int, chapter: str) -> HttpResponse:
    """Keep a passage, leave it out, or bring it back; if somebody was faster, what was typed stands there again."""
    who, text, key = actor(request), request.POST.get("teks", ""), request.POST.get("kalimat", "")
    found, version = actions.get(who, number), _number(request)
    try:
        if "asli" in request.POST:
            actions.original(by=who, number=number, version=version, chapter=chapter, key=key)
        else:
            words = "" if "hapus" in request.POST else text
            actions.edit(by=who, number=number, version=version, chapter=chapter, key=key, text=words,
                         figures=request.POST.get("angka", ""))  # fmt: skip
    except UserError as error:
        if isinstance(error, Refused) or error.code == "page-unknown":
            raise
        more = {"problem": error.as_dict(language()), "typed_key": key, "typed": text}
        return own.page(request, who, found, chapter, more, status=400)
    unsaved.done(request)
    return redirect(f"{reverse('draft-chapter', args=[number, chapter])}#p-{key}")


@unsaved.kept
@signed_in
@require_POST
def remark(request: HttpRequest, number: int, chapter: str) -> HttpResponse:
    """Keep a reviewer's remark."""
    who, text = actor(request), request.POST.get("catatan", "")
    found = actions.get(who, number)
    try:
        actions.remark(by=who, number=number, chapter=chapter, text=text)
    except UserError as error:
        if isinstance(error, Refused) or error.code == "page-unknown":
            raise
        more = {"remark_problem": error.as_dict(language()), "remark_typed": text}
        return own.page(request, who, found, chapter, more, status=400)
    unsaved.done(request)
    return redirect(f"{reverse('draft-chapter', args=[number, chapter])}#catatan")


@signed_in
@require_POST
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Submit, approve, send back, renew, restore, settle, delete."""
    acts: dict[str, Callable[[HttpRequest, Actor, int], None]] = {
        "ajukan": lambda r, w, n: _ignore(actions.submit(by=w, number=n, version=_number(r))),
        "setujui": lambda r, w, n: _ignore(actions.approve(by=w, number=n, version=_number(r))),
        "kembalikan": lambda r, w, n: _ignore(actions.send_back(by=w, number=n, version=_number(r))),
        "perbarui": lambda r, w, n: _ignore(
            actions.renew(by=w, number=n, version=_number(r), release=library.current())
        ),
        "pulihkan": lambda r, w, n: _ignore(actions.restore(by=w, number=n, version=_number(r), to=_number(r, "ke"))),
        "selesaikan": lambda r, w, n: actions.settle(by=w, number=n, remark=_number(r, "catatan")),
        "hapus": lambda r, w, n: actions.remove(by=w, number=n),
        "tambah": _add,
        "keluarkan": _take_out,
    }
    if act not in acts:
        raise Http404
    who = actor(request)
    try:
        acts[act](request, who, number)
    except UserError as error:
        if isinstance(error, Refused) or error.code == "page-unknown":
            raise
        more = {"refused": error.as_dict(language())}
        return own.whole(request, who, actions.get(who, number), more, status=400)
    if act == "hapus":
        return redirect("drafts")
    chapter = request.POST.get("bab", "")
    known = act in ("selesaikan", "tambah", "keluarkan") and chapter.isalnum()
    return redirect(reverse("draft-chapter", args=[number, chapter]) if known else reverse("draft", args=[number]))


def _add(request: HttpRequest, who: Actor, number: int) -> None:
    """The tray's pieces of the document's region go to the end of a chapter."""
    found: Paper = actions.get(who, number)
    blocks = [p.block for p in tray.pieces(request) if p.region == found.region]
    actions.add(by=who, number=number, version=_number(request), chapter=request.POST.get("bab", ""), blocks=blocks)


def _take_out(request: HttpRequest, who: Actor, number: int) -> None:
    """One added piece goes out of a chapter."""
    given = request.POST
    actions.take_out(by=who, number=number, version=_number(request), chapter=given.get("bab", ""),
                     block=given.get("bagian", ""))  # fmt: skip


def _number(request: HttpRequest, name: str = "versi") -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _ignore(_: object) -> None:
    return None
