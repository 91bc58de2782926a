"""Free tables: count or measure what one asks for, with consistent noise; the numbers of Analisis mandiri."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import StringConstraints

from sepakat import engine, regions
from sepakat.core.errors import unknown_name
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine.tabulating import attributes
from sepakat.lake import Release
from sepakat.web import data
from sepakat.web.api import problems
from sepakat.web.api.frame import Operations
from sepakat.web.api.paging import cut, page
from sepakat.web.api.shapes import USUAL_ROWS, InsideQuery, Level, LevelMaybe, Limit, Name, NamePath, Offset, Page
from sepakat.web.lake_source import LakeSource
from sepakat.web.presenters import places

here = Operations(Text("Tabel bebas", "Free tables"), order=35)
WEIGHT = 10  # a table is computed when it is asked for
Condition = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}:[0-9a-z_-]{1,20}$", max_length=101)]
What = Annotated[str, Query(pattern=r"^[a-z][a-z0-9_]{0,79}$", max_length=80)]
Whom = Annotated[list[Condition], Query(max_length=6)]
By = Annotated[list[Name], Query(max_length=3)]


class TableClass(Schema):
    attribute: str
    code: str | None
    name: str


class TableRow(Schema):
    region: str
    region_name: str
    level: Level
    classes: list[TableClass]
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    sign: str


class Whole(Schema):
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    sign: str


class TablePage(Page[TableRow]):
    title: str
    unit: str
    noise: int
    minimum: int
    whole: Whole
    notes: list[str]


class AttributeRow(Schema):
    id: str
    name: str
    classes: list[dict[str, str]]
    unions: list[dict[str, str]]


class AttributePage(Page[AttributeRow]):
    pass


def release() -> Release:
    """The published release itself; UserError `release-none` before the first."""
    source = data.source()
    found = source.release() if isinstance(source, LakeSource) else None
    if found is None:
        raise problems.plain(503)
    return found


@lru_cache(maxsize=16)
def _kept(stamp: str, what: str, whom: tuple[str, ...], where: str, by: tuple[str, ...], level: str | None) -> Table:
    """Pages of one table are cut from one computation."""
    return engine.tabulate(release(), what, whom, where, by, level=level)


@here.get(
    "/tables",
    TablePage,
    Text("Tabel bebas", "A free table"),
    Text(
        "Hitung orang, keluarga, atau ukur satu indikator (`what`), untuk siapa (`whom`, misalnya "
        "`desil_nasional:1-4`), di mana (`region`, dengan `level` untuk bagiannya), dirinci menurut sampai tiga ciri "
        "(`by`). Setiap angka diberi gangguan kecil yang konsisten; jumlah bagian tidak selalu sama dengan seluruhnya.",
        "Count persons, families, or measure one indicator (`what`), for whom (`whom`, such as `desil_nasional:1-4`), "
        "where (`region`, with `level` for its parts), by up to three attributes (`by`). Every figure carries small "
        "consistent noise; parts need not add up to their whole.",
    ),
    errors=(400, 404, 503),
    weight=lambda: WEIGHT,
    parameters={
        "what": Text("`orang`, `keluarga`, atau id indikator.", "`orang`, `keluarga` or an indicator's id."),
        "whom": Text("Syarat `ciri:kelas`; boleh berulang.", "Condition `attribute:class`; may be repeated."),
        "by": Text("Ciri untuk rincian; boleh berulang.", "Attribute to break down by; may be repeated."),
        "region": Text("Wilayah tabel.", "The table's region."),
        "level": Text("Tingkat bagian wilayah; kosong = wilayah itu saja.", "Level of its parts; empty = itself."),
    },
    samples={"what": "orang", "whom": "desil_nasional:1-4", "by": "jenis_kelamin"},
    example="?what=orang&whom=desil_nasional:1-4&region=53.01&level=kecamatan&by=jenis_kelamin&limit=5",
)
def tables(
    request: HttpRequest,
    what: What = "orang",
    whom: Whom = [],  # noqa: B006 - read only
    region: InsideQuery = "00",
    level: LevelMaybe = None,
    by: By = [],  # noqa: B006 - read only
    limit: Limit = USUAL_ROWS,
    offset: Offset = 0,
) -> Any:
    place = places.region(region)
    made = _kept(data.stamp(), what, tuple(whom), place.code, tuple(by), level)
    labels = {a.name: {k.id: k.label for k in a.classes} for a in attributes(release(), made.meta["unit"]).values()}
    part = made.data.slice(offset, limit).to_pylist()
    return cut(request, len(made), offset, limit, [_row(raw, made.meta["by"], labels) for raw in part]) | {
        "title": str(made.title),
        "unit": made.meta["unit"],
        "noise": made.meta["noise"]["most"],
        "minimum": made.meta["noise"]["minimum"],
        "whole": made.meta["whole"],
        "notes": [str(note) for note in made.notes],
    }


def _row(raw: dict[str, Any], by: list[str], labels: dict[str, dict[str, Text]]) -> dict[str, Any]:
    classes = []
    for name in by:
        code = None if raw[name] is None else str(raw[name])
        label = labels[name].get(code or "", Text("Tidak diketahui", "Unknown"))
        classes.append({"attribute": name, "code": code, "name": str(label)})
    return raw | {"classes": classes, "region_name": places.title(regions.load().get(raw["region"]))}


@here.get(
    "/tables/{unit}/attributes",
    AttributePage,
    Text("Ciri untuk tabel bebas", "Attributes for free tables"),
    Text("Untuk `orang` atau `keluarga`: ciri, kelas, dan gabungan kelas.", "For `orang` or `keluarga`: attributes."),
    errors=(404, 503),
    parameters={"unit": Text("`orang` atau `keluarga`.", "`orang` or `keluarga`.")},
    samples={"unit": "orang"},
)
def table_attributes(request: HttpRequest, unit: NamePath, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    if unit not in ("orang", "keluarga"):
        raise unknown_name(Text("Satuan", "Unit"), unit, ["orang", "keluarga"], code="unit-unknown")
    found = list(attributes(release(), unit).values())
    return page(
        request,
        found,
        offset,
        limit,
        lambda a: {
            "id": a.name,
            "name": str(a.label),
            "classes": [{"id": k.id, "name": str(k.label)} for k in a.classes],
            "unions": [{"id": k.id, "name": str(k.label)} for k in a.unions],
        },
    )
