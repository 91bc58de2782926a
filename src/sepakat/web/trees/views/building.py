"""Making and changing trees: the outline with its buttons, the page of one box, and the one address that changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from sepakat import access
from sepakat.access import Action
from sepakat.analysis import trees
from sepakat.analysis.trees import Tree
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.accounts.actor import actor, needs, signed_in
from sepakat.web.trees import actions
from sepakat.web.trees.models import ProblemTree
from sepakat.web.trees.presenters import filling, shown
from sepakat.web.trees.views import public

SHOWN_IN_PLACE = ("tree-", "region-", "unknown-")  # mistakes of a form, told beside it


@require_POST
@needs(Action.TREE)
def new(request: HttpRequest) -> HttpResponse:
    """A new tree from an example or an indicator; what was typed stays where something is missing."""
    who, given = actor(request), request.POST
    try:
        region = public.region_of(given.get("wilayah", ""))
        name, from_ = given.get("nama", ""), given.get("mulai", "")
        if given.get("contoh"):
            tree = trees.from_example(given["contoh"], region)
        else:
            tree = trees.from_indicator(from_, region)
        made = actions.create(by=who, name=name or str(tree.title), tree=tree)
    except UserError as error:
        if not error.code.startswith(SHOWN_IN_PLACE):
            raise
        context = public.starting(request) | {"problem": error, "typed": given}
        return render(request, "trees/index.html", context, status=400)
    return redirect("tree-edit", made.pk)


@signed_in
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """The outline with its buttons."""
    return _outline(request, _mine(request, number))


@signed_in
def branch(request: HttpRequest, number: int, branch: str) -> HttpResponse:
    """One box: words, place in the tree, indicators, interventions, places and groups."""
    return _filling(request, _mine(request, number), branch)


@require_POST
@signed_in
def change(request: HttpRequest, number: int) -> HttpResponse:
    """One change: `aksi` says which, `simpul` where, `versi` what the reader had before them."""
    found, given = _mine(request, number), request.POST
    act, at = given.get("aksi", ""), given.get("simpul", "")
    if act not in EDITS:
        raise UserError(Text("Tindakan itu tidak ada.", "There is no such action."), code="page-unknown")
    what, edit_, back = EDITS[act]
    version = given.get("versi", "")
    try:
        made = actions.change(
            by=actor(request),
            number=found.pk,
            version=int(version) if version.isdigit() else 0,
            what=what,
            edit=lambda tree: edit_(tree, at, given),
        )
    except UserError as error:
        if isinstance(error, access.Refused) or not error.code.startswith(SHOWN_IN_PLACE):
            raise
        if error.code == "tree-branch" or back == "outline":
            return _outline(request, found, error, 400)
        return _filling(request, found, at, error, 400)
    ids = {s["id"] for s in made.document["simpul"]}
    if back == "outline" or at not in ids:
        return redirect(reverse("tree-edit", args=[found.pk]) + (f"#{at}" if at in ids else ""))
    return redirect("tree-branch", found.pk, at)


@require_POST
@signed_in
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Undo, or bring back any version."""
    given = request.POST
    version, to = given.get("versi", ""), given.get("ke", "")
    try:
        actions.restore(
            by=actor(request),
            number=number,
            version=int(version) if version.isdigit() else 0,
            to=int(to) if to.isdigit() else 0,
        )
    except UserError as error:
        if error.code != "tree-stale":
            raise
        return _outline(request, _mine(request, number), error, 400)
    return redirect("tree-edit", number)


@require_POST
@signed_in
def remove(request: HttpRequest, number: int) -> HttpResponse:
    actions.remove(by=actor(request), number=number)
    return redirect("trees")


def _mine(request: HttpRequest, number: int) -> ProblemTree:
    """A tree that the reader may change. UserError page-unknown; Refused with the rule's sentence."""
    found = actions.get(actor(request), number)
    access.check(actor(request), Action.TREE, region=found.region)
    return found


def _outline(
    request: HttpRequest, found: ProblemTree, problem: UserError | None = None, status: int = 200
) -> HttpResponse:
    latest = found.latest
    context: dict[str, Any] = {
        "found": found,
        "version": latest,
        "view": shown.view(trees.from_json(latest.document)),
        "problem": problem,
        "before": latest.number - 1,
        "said": actions.CHANGES[latest.change],
        "mine": str(found.owner_id) == actor(request).id,
    }
    return render(request, "trees/edit.html", context, status=status)


def _filling(
    request: HttpRequest, found: ProblemTree, at: str, problem: UserError | None = None, status: int = 200
) -> HttpResponse:
    latest = found.latest
    tree = trees.from_json(latest.document)
    context: dict[str, Any] = {
        "found": found,
        "version": latest,
        "tree": tree,
        "box": filling.filling(tree, at),
        "problem": problem,
        "act": request.POST.get("aksi", ""),
        "typed": request.POST,
    }
    return render(request, "trees/branch.html", context, status=status)


Edit = Callable[[Tree, str, Any], Tree]


def _indicator(tree: Tree, at: str, given: Any) -> Tree:
    return trees.attach(tree, at, indicators=[*tree.get(at).indicators, given.get("indikator", "")])


def _without(tree: Tree, at: str, given: Any) -> Tree:
    return trees.attach(tree, at, indicators=[i for i in tree.get(at).indicators if i != given.get("indikator")])


def _places(tree: Tree, at: str, given: Any) -> Tree:
    """The ticked places, and one more by code or name."""
    more = given.get("wilayah_lain", "").strip()
    ticked = given.getlist("wilayah")
    return trees.attach(tree, at, places=[*ticked, public.region_of(more)] if more else ticked)


# What each button does, and which page follows.
EDITS: dict[str, tuple[str, Edit, str]] = {
    "tambah": ("tambah", lambda t, at, g: trees.add(t, at, g.get("teks", "")), "outline"),
    "kalimat": ("kalimat", lambda t, at, g: trees.rename(t, at, g.get("teks", "")), "branch"),
    "naik": ("urut", lambda t, at, g: trees.move(t, at, -1), "outline"),
    "turun": ("urut", lambda t, at, g: trees.move(t, at, 1), "outline"),
    "pindah": ("pindah", lambda t, at, g: trees.place_under(t, at, g.get("induk", "")), "branch"),
    "buang": ("hapus", lambda t, at, g: trees.remove(t, at), "outline"),
    "pasang": ("indikator", _indicator, "branch"),
    "lepas": ("indikator", _without, "branch"),
    "intervensi": (
        "intervensi", lambda t, at, g: trees.attach(t, at, interventions=g.getlist("intervensi")), "branch"
    ),
    "wilayah": ("wilayah", _places, "branch"),
    "kelompok": ("kelompok", lambda t, at, g: trees.attach(t, at, groups=g.getlist("kelompok")), "branch"),
}  # fmt: skip
