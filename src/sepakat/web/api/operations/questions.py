"""Planning questions and their answers, and the same analyses of any indicator: as on the pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import StringConstraints

from sepakat import analysis
from sepakat.analysis import Wanted
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.api.frame import Operations
from sepakat.web.api.paging import cut, page
from sepakat.web.api.shapes import (
    USUAL_ROWS,
    LevelMaybe,
    Limit,
    NameMaybe,
    NamePath,
    Offset,
    Page,
    RegionQuery,
)
from sepakat.web.presenters import places
from sepakat.web.questions import library
from sepakat.web.questions.presenters import answering

here = Operations(Text("Pertanyaan perencanaan", "Planning questions"), order=45)
WEIGHT = 5  # most answers are read from published figures; overlaps and regressions are computed
Option = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}=[^=]{1,400}$", max_length=441)]
Options = Annotated[list[Option], Query(max_length=20)]
Variable = Annotated[
    str, StringConstraints(pattern=r"^(seri:)?[a-z][a-z0-9_]{0,79}(@[a-z0-9_]{1,40})?$", max_length=130)
]
Variables = Annotated[list[Variable], Query(max_length=20)]


class OptionRow(Schema):
    id: str
    name: str
    form: str
    choices: list[str]


class QuestionRow(Schema):
    id: str
    ask: str
    why: str
    theme: str
    kind: str
    indicators: list[str]
    series: list[str]
    levels: list[str]


class QuestionPage(Page[QuestionRow]):
    pass


class KindRow(Schema):
    id: str
    name: str
    why: str
    reading: list[str]
    least: int
    most: int
    with_series: bool
    options: list[OptionRow]


class KindPage(Page[KindRow]):
    pass


class ColumnRow(Schema):
    id: str
    name: str
    unit: str
    decimals: int


class AnswerPage(Page[dict[str, Any]]):
    ask: str
    kind: str
    region: str
    region_name: str
    sentence: str
    refused: bool
    columns: list[ColumnRow]
    notes: list[str]
    address: str


@here.get(
    "/questions",
    QuestionPage,
    Text("Pertanyaan perencanaan", "Planning questions"),
    Text(
        "Semua pertanyaan dalam kata-kata, menurut tema, dengan analisis yang menjawabnya.",
        "All questions in words, by theme, with the analysis that answers each.",
    ),
    errors=(404,),
    samples={"theme": "pendidikan"},
)
def questions(request: HttpRequest, theme: NameMaybe = None, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    found = [q for q in analysis.questions().values() if theme in (None, q.theme)]
    return page(
        request,
        found,
        offset,
        limit,
        lambda q: {
            "id": q.id, "ask": str(q.ask), "why": str(q.why), "theme": q.theme, "kind": q.kind,
            "indicators": list(q.indicators), "series": list(q.series), "levels": list(q.levels),
        },
    )  # fmt: skip


@here.get(
    "/questions/{question}",
    AnswerPage,
    Text("Jawaban satu pertanyaan", "The answer to a question"),
    Text(
        "Kalimat dan tabel jawaban untuk satu wilayah. Bila rilis tidak dapat menjawab, `refused` benar dan kalimatnya "
        "menyebut langkah berikutnya.",
        "Sentence and table for a region. Where the release cannot answer, `refused` is true and the sentence says "
        "what to do.",
    ),
    errors=(400, 404, 503),
    weight=lambda: WEIGHT,
    parameters={
        "question": Text("Id pertanyaan (lihat /api/v1/questions).", "Id of a question (see /api/v1/questions)."),
        "option": Text("Pilihan `nama=nilai`; boleh berulang.", "Option `name=value`; may be repeated."),
        "level": Text("Tingkat bagian wilayah; kosong = yang biasa.", "Level of the parts; empty = the usual."),
    },
    samples={"question": "jaminan_kesehatan_belum", "option": "ukur=jumlah"},
    example="?region=53",
)
def question_answer(
    request: HttpRequest,
    question: NamePath,
    region: RegionQuery,
    level: LevelMaybe = None,
    option: Options = [],  # noqa: B006 - read only
    limit: Limit = USUAL_ROWS,
    offset: Offset = 0,
) -> Any:
    return _answer(request, [("tanya", question)], region, level, option, limit, offset)


@here.get(
    "/analyses",
    KindPage,
    Text("Jenis analisis", "Kinds of analysis"),
    Text(
        "Analisis yang dapat dibuat untuk indikator apa pun, dengan pilihannya.",
        "Analyses that can be made of any indicator, with their options.",
    ),
)
def analyses(request: HttpRequest, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    return page(request, list(analysis.known().items()), offset, limit, _kind)


def _kind(found: tuple[str, Any]) -> dict[str, Any]:
    name, kind = found
    options = [
        {"id": f.name, "name": str(f.label), "form": f.form, "choices": [value for value, _ in f.choices]}
        for f in analysis.fields_of(name)
    ]
    return {
        "id": name, "name": str(kind.LABEL), "why": str(kind.WHY), "reading": [str(one) for one in kind.READ],
        "least": kind.TAKES.least, "most": kind.TAKES.most, "with_series": kind.TAKES.series, "options": options,
    }  # fmt: skip


@here.get(
    "/analyses/{kind}",
    AnswerPage,
    Text("Analisis untuk indikator pilihan", "An analysis of chosen indicators"),
    Text(
        "Seperti jawaban pertanyaan, untuk indikator apa pun. Angka terbitan ditulis `seri:p0`.",
        "As the answer to a question, for any indicators. Published figures are written `seri:p0`.",
    ),
    errors=(400, 404, 503),
    weight=lambda: WEIGHT,
    parameters={
        "kind": Text("Jenis analisis (lihat /api/v1/analyses).", "Kind of analysis (see /api/v1/analyses)."),
        "indicator": Text("Indikator atau `seri:…`; boleh berulang.", "Indicator or `seri:…`; may be repeated."),
        "option": Text("Pilihan `nama=nilai`; boleh berulang.", "Option `name=value`; may be repeated."),
        "level": Text("Tingkat bagian wilayah; kosong = yang biasa.", "Level of the parts; empty = the usual."),
    },
    samples={"kind": "posisi", "indicator": "sanitasi_layak", "option": "sumber=registri"},
    example="?region=53.02&indicator=sanitasi_layak&limit=5",
)
def analysis_answer(
    request: HttpRequest,
    kind: NamePath,
    region: RegionQuery,
    indicator: Variables = [],  # noqa: B006 - read only
    level: LevelMaybe = None,
    option: Options = [],  # noqa: B006 - read only
    limit: Limit = USUAL_ROWS,
    offset: Offset = 0,
) -> Any:
    asked = [("jenis", kind), *(("indikator", one) for one in indicator)]
    return _answer(request, asked, region, level, option, limit, offset)


def _answer(
    request: HttpRequest,
    what: list[tuple[str, str]],
    region: str,
    level: str | None,
    option: Sequence[str],
    limit: int,
    offset: int,
) -> Any:
    place = places.region(region)
    data.release()
    pairs = [*what, *([("tingkat", level)] if level else [])]
    pairs += [(name, value) for name, _, value in (one.partition("=") for one in option)]
    asked = library.wanted(pairs, place.code)
    found = library.answer(asked, place.code)
    table = found.table
    rows = [{k: _finite(v) for k, v in row.items()} for row in table.data.slice(offset, limit).to_pylist()]
    return cut(request, len(table), offset, limit, rows) | _facts(asked, place.code, table) | {
        "sentence": str(found.sentence), "refused": found.refused,
    }  # fmt: skip


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _facts(asked: Wanted, region: str, table: Table) -> dict[str, Any]:
    columns = [{"id": c.name, "name": str(c.label), "unit": c.unit, "decimals": c.decimals} for c in table.columns]
    return {
        "ask": str(asked.question.ask), "kind": asked.question.kind, "region": region,
        "region_name": places.title(places.region(region)), "columns": columns,
        "notes": [str(note) for note in table.notes],
        "address": f"{answering.page(asked)}?{answering.query(asked, region)}",
    }  # fmt: skip
