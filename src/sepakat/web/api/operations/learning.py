"""Words and needs: glossary, data sources, goals and the indicators that answer them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from sepakat import sources
from sepakat.catalogue import goals as needs
from sepakat.core.text import Text
from sepakat.web import glossary as terms
from sepakat.web.api.frame import Operations
from sepakat.web.api.paging import page
from sepakat.web.api.shapes import USUAL_ROWS, Answer, Limit, NamePath, Offset, Page

here = Operations(Text("Sumber, tujuan, istilah", "Sources, goals, words"), order=60)


class SourceRow(Schema):
    id: str
    name: str
    files: list[str]
    unit: str
    status: str
    not_covered: str


class SourcePage(Page[SourceRow]):
    pass


class GoalRow(Schema):
    id: str
    kind: str
    name: str
    why: str
    indicators: list[str]


class GoalPage(Page[GoalRow]):
    pass


class Part(Schema):
    name: str
    indicators: list[str]


class WishRow(Schema):
    name: str
    reason: str
    datasets: list[str]


class ReferenceRow(Schema):
    title: str
    status: str


class GoalFull(GoalRow):
    parts: list[Part]
    missing: list[WishRow]
    references: list[ReferenceRow]


class GoalOne(Answer):
    goal: GoalFull


class TermRow(Schema):
    id: str
    name: str
    meaning: str


class TermPage(Page[TermRow]):
    pass


@here.get(
    "/sources",
    SourcePage,
    Text("Sumber data", "Data sources"),
    Text("Yang dapat dibaca, dan siapa yang tidak tercakup.", "What can be read, and who is missing from it."),
)
def sources_(request: HttpRequest, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    return page(
        request,
        list(sources.discover().values()),
        offset,
        limit,
        lambda s: {
            "id": s.id,
            "name": str(s.title),
            "files": [str(role.title) for role in s.roles],
            "unit": s.unit,
            "status": s.status,
            "not_covered": str(s.not_covered),
        },
    )


def _goal(goal: needs.Goal) -> dict[str, Any]:
    return {
        "id": goal.id,
        "kind": goal.kind,
        "name": str(goal.label),
        "why": str(goal.why),
        "indicators": list(goal.indicators),
    }


@here.get(
    "/goals",
    GoalPage,
    Text("Tujuan dan dokumen perencanaan", "Goals and planning documents"),
    Text("Dengan indikator yang menjawabnya.", "With the indicators that answer them."),
)
def goals(request: HttpRequest, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    return page(request, list(needs.goals().values()), offset, limit, _goal)


@here.get(
    "/goals/{id}",
    GoalOne,
    Text("Satu tujuan", "One goal"),
    Text("Bagian, rujukan, dan indikator yang belum ada.", "Its parts, sources, and indicators that are missing yet."),
    errors=(404,),
    parameters={"id": Text("Id tujuan.", "Goal id.")},
    samples={"id": "turunkan_stunting"},
)
def goal(request: HttpRequest, id: NamePath) -> Any:
    found = needs.goal(id)
    return {
        "goal": _goal(found)
        | {
            "parts": [{"name": str(s.label), "indicators": list(s.indicators)} for s in found.sections],
            "missing": [
                {"name": str(w.label), "reason": str(w.reason), "datasets": list(w.datasets)} for w in found.wishes
            ],
            "references": [{"title": r.title, "status": r.status} for r in found.references],
        }
    }


@here.get(
    "/glossary",
    TermPage,
    Text("Glosarium", "Glossary"),
    Text("Kata-kata di layar dan artinya.", "The words of the screens and their meaning."),
)
def glossary(request: HttpRequest, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    rows = sorted(terms.TERMS, key=lambda term: term.id)
    return page(request, rows, offset, limit, lambda t: {"id": t.id, "name": str(t.name), "meaning": str(t.meaning)})
