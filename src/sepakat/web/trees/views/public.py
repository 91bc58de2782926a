"""The list and the examples with any region's figures: for everybody, without the database for strangers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sepakat import access
from sepakat.access import Action
from sepakat.analysis import trees
from sepakat.catalogue.problem_trees import ExampleTree, example_tree, example_trees
from sepakat.core.errors import UserError
from sepakat.core.text import Text, language
from sepakat.web import data, finding
from sepakat.web.attachments import table_file
from sepakat.web.presenters import places, themes
from sepakat.web.trees.presenters import shown


def index(request: HttpRequest) -> HttpResponse:
    """One's own and the region's trees, the examples, and how to begin."""
    data.release()
    return render(request, "trees/index.html", starting(request))


def starting(request: HttpRequest) -> dict[str, Any]:
    """What the list page says; the form of a new tree only for who may make one."""
    context: dict[str, Any] = {"examples": _examples()}
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return context
    from sepakat.web.accounts.actor import actor
    from sepakat.web.trees import actions

    who = actor(request)
    if not who.signed_in:
        return context
    reach = access.reach(who, Action.TREE)
    home = who.assignments[0].region if who.assignments else "00"
    refused = None if reach else access.refusal(who, Action.TREE, region=home)
    found = [(tree, places.title(places.region(tree.region))) for tree in actions.visible(who)]
    return context | {
        "signed_in": True,
        "may": bool(reach),
        "refusal": refused.title.in_(language()) if refused else "",
        "trees": found,
        "typed": {"wilayah": (reach[0] if reach else ""), **{k: v[:100] for k, v in request.GET.items()}},
        "choices": themes.grouped(data.source().indicators().values()),
    }


def example(request: HttpRequest, name: str) -> HttpResponse:
    """One example with the figures of a region."""
    found, wanted = example_tree(name), _wanted(request)
    code = finding.find(wanted)
    context: dict[str, Any] = {"example": found, "wanted": wanted, "release_id": data.release().id}
    if not isinstance(code, str):
        context |= {"searched": True, "hits": [(h, f"?wilayah={h.region.code}") for h in code]}
        return render(request, "trees/example.html", context)
    if code != wanted:
        return redirect(f"{reverse('tree-example', args=[name])}?wilayah={code}")
    view = shown.view(trees.from_example(found.id, code))
    context |= {"view": view, "lead": shown.lead(view), "file_query": f"?wilayah={code}"}
    return render(request, "trees/example.html", context)


def download(request: HttpRequest, name: str, extension: str) -> HttpResponse:
    """The table of an example in one of the formats of `exports/`."""
    tree = trees.from_example(name, places.region(_wanted(request)).code)
    return table_file(shown.table(tree), shown.file_name(tree), extension)


def _wanted(request: HttpRequest) -> str:
    return request.GET.get("wilayah", "").strip()[:100] or finding.start(data.current_view())


def _examples() -> list[tuple[ExampleTree, Text]]:
    return [(tree, themes.label(tree.theme)) for tree in example_trees().values()]


def region_of(typed: str) -> str:
    """The code of a region typed by code or name. UserError region-…, tree-region where a name fits several or none."""
    found = finding.find(typed.strip()[:100]) if typed.strip() else []
    if isinstance(found, str):
        return found
    listed = "; ".join(f"{h.title} ({h.region.code})" for h in found)
    raise UserError(
        Text("Tulis kode wilayahnya.", "Write the region's code."),
        detail=Text(f"Yang bernama begitu: {listed}.", f"Regions of that name: {listed}.") if listed else None,
        hint=Text("Contoh: 53.01.", "For example: 53.01."),
        where="wilayah",
        code="tree-region",
    )
