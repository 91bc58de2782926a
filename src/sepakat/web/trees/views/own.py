"""A kept tree: its page, its files, its versions."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.analysis import trees
from sepakat.core.text import language
from sepakat.documents import Block
from sepakat.web import data
from sepakat.web.accounts.actor import actor, signed_in
from sepakat.web.attachments import table_file
from sepakat.web.trees import actions
from sepakat.web.trees.models import ProblemTree, TreeVersion
from sepakat.web.trees.presenters import shown


@signed_in
def one(request: HttpRequest, number: int) -> HttpResponse:
    """The tree with its picture, outline and figures; `?versi=` shows an earlier version."""
    who = actor(request)
    found = actions.get(who, number)
    held = _version(found, request.GET.get("versi", ""))
    view = shown.view(trees.from_json(held.document))
    context = {"found": found, "version": held, "view": view, "lead": shown.lead(view)} | editing(who, found)
    return render(request, "trees/tree.html", context)


@signed_in
def download(request: HttpRequest, number: int, extension: str) -> HttpResponse:
    """The table of the newest version."""
    tree = trees.from_json(actions.get(actor(request), number).latest.document)
    return table_file(shown.table(tree), shown.file_name(tree), extension)


@signed_in
def whole(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """The tree itself: `json` to keep or take elsewhere, `svg` the picture."""
    tree = trees.from_json(actions.get(actor(request), number).latest.document)
    if kind == "json":
        body, mime = json.dumps(trees.to_json(tree), ensure_ascii=False, indent=1) + "\n", "application/json"
    elif kind == "svg":
        body, mime = shown.view(tree).picture, "image/svg+xml"
    else:
        raise Http404
    response = HttpResponse(body, content_type=f"{mime}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{shown.file_name(tree)}.{kind}"'
    return response


@signed_in
@require_POST
def into_document(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the version that was seen for documents, then lead to the page that puts it into the tray."""
    who, given = actor(request), request.POST.get("versi", "")
    found = actions.get(who, number)
    version = int(given) if given.isdecimal() and len(given) < 9 else 0
    made = actions.for_document(by=who, number=number, version=version, lake=data.opened().path.parent.parent)
    block = Block("pohon_masalah", {"pohon": made}).text()
    return redirect(f"{reverse('tray-add')}?{urlencode({'blok': block, 'wilayah': found.region})}")


@signed_in
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """Who changed what, when; each version can be looked at and brought back."""
    who = actor(request)
    found = actions.get(who, number)
    rows = [
        (v, f"{actions.CHANGES[v.change]}{f' ({v.detail})' if v.detail else ''}")
        for v in found.versions.select_related("by")
    ]
    context = {"found": found, "rows": rows, "latest": rows[0][0].number} | editing(who, found)
    return render(request, "trees/versions.html", context)


def editing(who: Actor, found: ProblemTree) -> dict[str, Any]:
    """Whether the reader may change the tree, and the sentence that says why not."""
    data.release()
    refused = access.refusal(who, Action.TREE, region=found.region)
    return {
        "may": refused is None,
        "refusal": refused.title.in_(language()) if refused else "",
        "mine": str(found.owner_id) == who.id,
    }


def _version(found: ProblemTree, wanted: str) -> TreeVersion:
    held = found.versions.filter(number=int(wanted)).first() if wanted.isdigit() and len(wanted) < 6 else found.latest
    if held is None:
        raise Http404
    return held
