"""The catalogue: indicators and breakdowns."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.api.frame import Operations
from sepakat.web.api.paging import page
from sepakat.web.api.shapes import USUAL_ROWS, Answer, Limit, NameMaybe, NamePath, Offset, Page
from sepakat.web.data import IndicatorView
from sepakat.web.presenters import sentences, themes

here = Operations(Text("Indikator", "Indicators"), order=20)


class IndicatorRow(Schema):
    id: str
    name: str
    theme: str
    theme_name: str
    unit: str
    decimals: int
    direction: str
    version: str
    status: str
    counts: str
    survey_only: bool


class IndicatorFull(IndicatorRow):
    texts: dict[str, str]
    numerator: str
    denominator: str
    multiplier: float
    estimator: str
    sources: list[str]
    reference_code: str
    drafted_by: str
    checked_by: str
    review_on: dt.date | None


class IndicatorPage(Page[IndicatorRow]):
    pass


class IndicatorOne(Answer):
    indicator: IndicatorFull


class ClassRow(Schema):
    code: str
    name: str


class BreakdownRow(Schema):
    id: str
    name: str
    person_only: bool
    classes: list[ClassRow]


class BreakdownPage(Page[BreakdownRow]):
    pass


def row(found: IndicatorView) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": str(found.name),
        "theme": found.theme,
        "theme_name": str(themes.label(found.theme)),
        "unit": str(sentences.unit(found)),
        "decimals": found.decimals,
        "direction": found.direction,
        "version": found.version,
        "status": found.status,
        "counts": "orang" if found.person else "keluarga",
        "survey_only": found.survey_only,
    }


@here.get(
    "/indicators",
    IndicatorPage,
    Text("Daftar indikator", "List of indicators"),
    Text("Semua indikator, menurut tema.", "All indicators, by theme."),
    example="?theme=perumahan",
)
def indicators(
    request: HttpRequest,
    theme: NameMaybe = None,
    limit: Limit = USUAL_ROWS,
    offset: Offset = 0,
) -> Any:
    found = [i for i in data.source().indicators().values() if theme in (None, i.theme)]
    return page(request, found, offset, limit, row)


@here.get(
    "/indicators/{id}",
    IndicatorOne,
    Text("Satu indikator", "One indicator"),
    Text("Batasan, rumus, rujukan, dan siapa yang memeriksa.", "Definition, formula, sources, and who checked it."),
    errors=(404,),
    samples={"id": "lantai_tanah"},
    parameters={"id": Text("Id indikator.", "Indicator id.")},
)
def indicator(request: HttpRequest, id: NamePath) -> Any:
    found = data.indicator(id)
    return {
        "indicator": row(found)
        | {
            "texts": dict(found.texts),
            "numerator": found.numerator,
            "denominator": found.denominator,
            "multiplier": float(found.multiplier),
            "estimator": found.estimator,
            "sources": list(found.sources),
            "reference_code": found.reference_code,
            "drafted_by": found.drafted_by,
            "checked_by": found.checked_by,
            "review_on": found.review_on,
        }
    }


@here.get(
    "/breakdowns",
    BreakdownPage,
    Text("Rincian baku", "Standard breakdowns"),
    Text("Yang dapat dipakai sebagai `by`, dengan kelas-kelasnya.", "What `by` may be, with the classes of each."),
)
def breakdowns(request: HttpRequest, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    found = list(data.source().dimensions().items())
    return page(
        request,
        found,
        offset,
        limit,
        lambda pair: {
            "id": pair[0],
            "name": str(pair[1].label),
            "person_only": pair[1].person_only,
            "classes": [{"code": str(k), "name": str(label)} for k, label in pair[1].classes.items()],
        },
    )
