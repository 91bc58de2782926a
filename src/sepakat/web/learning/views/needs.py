"""Kebutuhan data: the list of goals, one goal in a region, its files, and the letter that asks for the data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from sepakat.catalogue.goals import Goal, goal, goals
from sepakat.core.text import language
from sepakat.web import data
from sepakat.web.attachments import table_file
from sepakat.web.learning import asked, needs, needs_tables
from sepakat.web.pages.home import options
from sepakat.web.presenters import places


def index(request: HttpRequest) -> HttpResponse:
    """All goals and planning documents; a region once chosen stays in every link."""
    chosen = asked.region(request)
    found = goals().values()
    context = _frame(chosen) | {
        "goals": [needs.example(g) for g in found if g.kind == "tujuan"],
        "documents": [needs.example(g) for g in found if g.kind == "dokumen"],
        "action": reverse("data-needs"),
    }
    return render(request, "learning/needs_index.html", context)


def detail(request: HttpRequest, name: str) -> HttpResponse:
    about, chosen = goal(name), asked.region(request)
    context = _frame(chosen) | {
        "goal": about,
        "found": needs.needs(about, chosen.region),
        "serves": _serves(about),
        "action": reverse("data-need", args=[name]),
        "upload": upload_page(),
    }
    return render(request, "learning/needs.html", context)


def letter(request: HttpRequest, name: str) -> HttpResponse:
    """A letter to those who hold what is missing, to print and sign."""
    about, chosen = goal(name), asked.region(request)
    found = needs.needs(about, chosen.region)
    return render(request, "learning/needs_letter.html", _frame(chosen) | {"goal": about, "found": found})


def download(request: HttpRequest, name: str, table: str, extension: str) -> HttpResponse:
    about, chosen = goal(name), asked.region(request)
    made = needs_tables.table(needs.needs(about, chosen.region), table)
    place = f"-{chosen.region.code}" if chosen.region else ""
    return table_file(made, f"{table}-{name}{place}", extension)


def _frame(chosen: asked.Asked) -> dict[str, object]:
    release = data.current_view()
    return {
        "asked": chosen,
        "region": chosen.region,
        "name": places.title(chosen.region) if chosen.region else "",
        "options": options(release),
        "first": release.regencies[0] if release and release.regencies else "",
    }


def _serves(about: Goal) -> list[tuple[Goal, str]]:
    """The chapters that a goal feeds, in the reader's words."""
    found = []
    for document, chapter in about.serves:
        other = goals()[document]
        label = next(s.label for s in other.sections if s.label.id == chapter)
        found.append((other, str(label)))
    return found


def upload_page() -> str:
    """The address of the upload page, if this installation has one."""
    path = ("/en" if language() == "en" else "") + "/data/unggah/"
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path
