"""The fixed, protected set of figures: the same numbers as on the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from sepakat import regions
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.table import Table
from sepakat.core.text import Text, language
from sepakat.web import data
from sepakat.web.api import limits, streams
from sepakat.web.api.frame import Operations
from sepakat.web.api.paging import cut
from sepakat.web.api.shapes import (
    USUAL_ROWS,
    Indicators,
    IndicatorsMaybe,
    InsideQuery,
    Level,
    LevelQuery,
    Limit,
    NameMaybe,
    Offset,
    Page,
    RegionQuery,
    State,
)
from sepakat.web.data import Source
from sepakat.web.presenters import places
from sepakat.web.presenters.cells import Cell, Figures

here = Operations(Text("Angka", "Figures"), order=30)
IN_TOTAL: Mapping[str, str | None] = {"by": None, "class": None, "class_name": None}


class Figure(Schema):
    indicator: str
    version: str
    region: str
    region_name: str
    level: Level
    by: str | None
    class_: str | None = Field(alias="class")
    class_name: str | None
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    state: State
    sampled: bool
    rse: float | None
    sign: str


class FigurePage(Page[Figure]):
    pass


def rows(table: Table, level: str, by: str, lang: str | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a profile's table as the API gives them."""
    classes = data.source().dimensions()[by].classes if by else {}
    for (indicator, code, klass), one in Figures(table, by).cells.items():
        label = classes.get(klass) if by else None
        cut_by = {
            "by": by or None,
            "class": None if klass is None else str(klass),
            "class_name": None if label is None else (label.in_(lang) if lang else str(label)),
        }
        yield row(indicator, code, one, level, cut_by)


def row(
    indicator: str, code: str, one: Cell, level: str, cut_by: Mapping[str, str | None] = IN_TOTAL
) -> dict[str, Any]:
    """One figure."""
    return {
        "indicator": indicator,
        "version": one.version,
        "region": code,
        "region_name": places.title(regions.load().get(code)),
        "level": level,
        **cut_by,
        "value": one.value,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "n": one.n,
        "state": one.state,
        "sampled": one.sampled,
        "rse": one.rse,
        "sign": one.sign,
    }


@lru_cache(maxsize=8)
def _kept(source: Source, _stamp: str, ids: tuple[str, ...], region: str, level: str, by: str) -> Table:
    """Pages of one answer are cut from one reading."""
    return source.profile(ids, region, level, by)


def check_breakdown(by: str) -> None:
    if by and by not in data.source().dimensions():
        raise unknown_name(Text("Rincian", "Breakdown"), by, data.source().dimensions(), code="dimension-unknown")


@here.get(
    "/figures",
    FigurePage,
    Text("Angka indikator menurut wilayah", "Figures of indicators by region"),
    Text(
        "Setiap wilayah pada `level` di dalam `region`, untuk satu sampai 20 indikator; dengan `by` dirinci menurut "
        "kelas. Angkanya sama dengan di laman, sel kecil disembunyikan. Untuk semuanya sekaligus pakai "
        "/api/v1/figures.ndjson atau .csv.",
        "Every region at `level` inside `region`, for one to 20 indicators; with `by` cut into classes. The figures "
        "are those of the pages, small cells hidden. For everything at once use /api/v1/figures.ndjson or .csv.",
    ),
    errors=(400, 404, 503),
    example="?region=53.01&level=kecamatan&indicator=lantai_tanah&limit=5",
)
def figures(
    request: HttpRequest,
    region: RegionQuery,
    level: LevelQuery,
    indicator: Indicators,
    by: NameMaybe = None,
    limit: Limit = USUAL_ROWS,
    offset: Offset = 0,
) -> Any:
    place = places.region(region)
    data.release()
    if place.code == regions.NATION and level in streams.BELOW_REGENCY:
        raise UserError(
            Text("Terlalu luas untuk satu jawaban.", "Too wide for one answer."),
            hint=Text(
                "Pilih satu provinsi, atau pakai /api/v1/figures.ndjson.", "Choose a province, or use figures.ndjson."
            ),
            where="region",
            code="figures-too-wide",
        )
    check_breakdown(by or "")
    ids = tuple(data.indicator(name).id for name in dict.fromkeys(indicator))
    source = data.source()
    table = _kept(source, source.stamp(), ids, place.code, level, by or "")  # type: ignore[arg-type]
    part = table.with_data(table.data.slice(offset, limit))
    return cut(request, len(table), offset, limit, list(rows(part, level, by or "")))


def _streamed(region: str, level: str, indicator: list[str], by: str | None) -> Iterator[Iterator[dict[str, Any]]]:
    """Checked now, read while it is sent."""
    place = places.region(region)
    data.release()
    check_breakdown(by or "")
    ids = [data.indicator(name).id for name in dict.fromkeys(indicator)]
    lang = language()
    tables = streams.pieces(place.code, level, ids, by or "")
    return (rows(table, level, by or "", lang) for table in tables)


ALL = Text(
    "Semua baris dalam satu jawaban, mengalir: setiap wilayah pada `level` di dalam `region` (bawaan: nasional) dan "
    "setiap indikator, atau hanya yang disebut. Dari satu rilis, juga bila rilis baru terbit di tengah jalan.",
    "Every row in one answer, streamed: each region at `level` inside `region` (the nation unless said) and each "
    "indicator, or only those named. From one release, even if another is published meanwhile.",
)
EXAMPLE = "?level=desa&region=53.01&indicator=lantai_tanah"


@here.get(
    "/figures.ndjson",
    Figure,
    Text("Semua angka sebagai NDJSON", "All figures as NDJSON"),
    Text(ALL.id + " Baris terakhir menyebut banyak baris: `{\"ok\": true, \"rows\": …}`.",
         ALL.en + " The last line says how many there were: `{\"ok\": true, \"rows\": …}`."),
    errors=(404, 503),
    weight=lambda: limits.value("bobot_aliran"),
    media=streams.NDJSON,
    example=EXAMPLE,
)  # fmt: skip
def figures_ndjson(
    request: HttpRequest,
    level: LevelQuery,
    region: InsideQuery = "00",
    indicator: IndicatorsMaybe = [],  # noqa: B006 - read only
    by: NameMaybe = None,
) -> Any:
    parts = _streamed(region, level, indicator, by)
    return streams.answer(streams.as_ndjson(parts), streams.NDJSON, f"figures-{level}-{region}.ndjson")


@here.get(
    "/figures.csv",
    Figure,
    Text("Semua angka sebagai CSV", "All figures as CSV"),
    Text(ALL.id + " Koma, titik, UTF-8: untuk program; berkas untuk Excel ada di laman.",
         ALL.en + " Comma, point, UTF-8: for programs; files for Excel are on the pages."),
    errors=(404, 503),
    weight=lambda: limits.value("bobot_aliran"),
    media=streams.CSV,
    example=EXAMPLE,
)  # fmt: skip
def figures_csv(
    request: HttpRequest,
    level: LevelQuery,
    region: InsideQuery = "00",
    indicator: IndicatorsMaybe = [],  # noqa: B006 - read only
    by: NameMaybe = None,
) -> Any:
    parts = _streamed(region, level, indicator, by)
    names = [field.alias or name for name, field in Figure.model_fields.items()]
    return streams.answer(streams.as_csv(parts, names), streams.CSV, f"figures-{level}-{region}.csv")
