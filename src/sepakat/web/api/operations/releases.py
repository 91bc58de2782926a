"""Releases: which there are, what they were made from, what the checks found."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Schema

from sepakat import sources
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.lake import Release
from sepakat.web import data
from sepakat.web.api import releases as shelf
from sepakat.web.api.frame import Operations
from sepakat.web.api.paging import page
from sepakat.web.api.shapes import USUAL_ROWS, Answer, Limit, Offset, Page
from sepakat.web.intake import limits
from sepakat.web.presenters import quality as reports

here = Operations(Text("Rilis", "Releases"), order=50)
Wanted = Annotated[str, Path(pattern=r"^(current|[0-9]{8}-[0-9]{2,4})$", max_length=13)]
ABOUT_ID = {"id": Text("Id rilis, atau `current`.", "Release id, or `current`.")}
SAMPLE_ID = {"id": "current"}


class ReleaseRow(Schema):
    id: str
    created: dt.datetime
    current: bool
    sample: bool
    families: int
    persons: int
    regencies: int


class SourceUsed(Schema):
    id: str
    name: str
    read: int | None
    accepted: int | None


class ReleaseFull(ReleaseRow):
    regions: list[str]
    sources: list[SourceUsed]


class ReleasePage(Page[ReleaseRow]):
    pass


class ReleaseOne(Answer):
    item: ReleaseFull


class QualityLine(Schema):
    source: str
    read: int | None
    accepted: int | None
    rejected: int | None
    warned: int | None


class FindingLine(Schema):
    source: str
    check: str
    hint: str
    rejects: bool
    rows: int | None


class ChangedField(Schema):
    table: str
    column: str
    changed: int


class Changes(Answer):
    before: str
    after: str
    least: int
    summary: dict[str, int | None]
    fields: list[ChangedField]


class Quality(Answer):
    id: str
    sources: list[QualityLine]
    findings: list[FindingLine]


def row(found: Release) -> dict[str, Any]:
    view = data.current_view()
    return {
        "id": found.id,
        "created": found.manifest["created"],
        "current": bool(view and view.id == found.id),
        "sample": found.sample,
        "families": found.rows("family"),
        "persons": found.rows("person"),
        "regencies": len(found.kabupaten()),
    }


@here.get(
    "/releases",
    ReleasePage,
    Text("Rilis yang terbit", "Published releases"),
    Text("Yang terbaru dahulu. Rilis tidak pernah berubah.", "Newest first. A release never changes."),
    kept=False,
)
def releases(request: HttpRequest, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    return page(request, list(shelf.published().values()), offset, limit, row)


@here.get(
    "/releases/{id}",
    ReleaseOne,
    Text("Satu rilis", "One release"),
    Text("Wilayah dan sumber datanya.", "Its regions and the sources of its data."),
    errors=(404, 503),
    parameters=ABOUT_ID,
    samples=SAMPLE_ID,
    kept=False,
)
def release(request: HttpRequest, id: Wanted) -> Any:
    found = shelf.get(id)
    used = [_source(raw) for raw in found.manifest.get("sources", ())]
    return {"item": row(found) | {"regions": found.kabupaten(), "sources": used}}


def _source(raw: Any) -> dict[str, Any]:
    from sepakat.web.catalog.releases import guarded_row

    known = sources.discover().get(raw["source"])
    shown = guarded_row(raw | {"warned": 0}, limits.minimum_cell())
    return {"id": raw["source"], "name": str(known.title) if known else raw["source"]} | shown


@here.get(
    "/releases/{id}/quality",
    Quality,
    Text("Ringkasan mutu", "Summary of quality"),
    Text(
        "Baris dibaca, diterima, ditolak menurut sumber, dan temuan terbanyak: hitungan baris (yang kecil null).",
        "Rows read, accepted and rejected by source, and the most frequent findings: counts (small ones null).",
    ),
    errors=(404, 503),
    parameters=ABOUT_ID,
    samples=SAMPLE_ID,
    kept=False,
)
def release_quality(request: HttpRequest, id: Wanted) -> Any:
    from sepakat.web.catalog.releases import guarded_row, hidden

    found, least = shelf.get(id), limits.minimum_cell()
    report = found.document("quality")
    return {
        "id": found.id,
        "sources": [
            {"source": str(s.source)} | guarded_row(asdict(s) | {"source": ""}, least) for s in reports.summary(report)
        ],
        "findings": [
            {
                "source": str(f.source),
                "check": str(f.check),
                "hint": str(f.hint),
                "rejects": f.rejects,
                "rows": hidden(f.rows, least),
            }
            for f in reports.findings(report)
        ],
    }


def _compared() -> bool:
    """Whether the current release was compared with the one before; costs no database."""
    from sepakat.web.catalog.releases import previous
    from sepakat.web.intake import changes

    view, before = data.current_view(), previous()
    return bool(view and before and changes.public(before, view.id))


@here.get(
    "/releases/{id}/changes",
    Changes,
    Text("Apa yang berubah", "What changed"),
    Text(
        "Ringkasan perubahan dari rilis sebelumnya; hitungan kecil null. 404 bila belum dibandingkan.",
        "What changed since the release before, in counts; small ones are null. 404 where they were not compared.",
    ),
    errors=(404, 503),
    parameters=ABOUT_ID,
    samples=SAMPLE_ID,
    kept=False,
    ready=_compared,
)
def release_changes(request: HttpRequest, id: Wanted) -> Any:
    from sepakat.web.intake import changes

    after = shelf.get(id).id
    known = list(shelf.published())
    earlier = known[known.index(after) + 1 :][:1]
    found = changes.public(earlier[0], after) if earlier else None
    if found is None:
        raise UserError(
            Text("Rilis ini belum dibandingkan dengan yang sebelumnya.", "This release has not been compared yet."),
            hint=Text("Lihat rilis lain.", "See another release."),
            code="changes-none",
        )
    return found
