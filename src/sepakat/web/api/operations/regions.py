"""Regions: search, one, its children."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema

from sepakat import regions
from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.api.frame import Operations
from sepakat.web.api.paging import page
from sepakat.web.api.shapes import USUAL_ROWS, Answer, InsideQuery, Level, LevelMaybe, Limit, Offset, Page, RegionPath
from sepakat.web.pages.home import has_figures
from sepakat.web.presenters import places

here = Operations(Text("Wilayah", "Regions"), order=10)
MOST_HITS = 50


class RegionRow(Schema):
    code: str
    name: str
    level: Level
    kind: str
    parent: str | None
    figures: bool


class RegionPage(Page[RegionRow]):
    pass


class RegionOne(Answer):
    region: RegionRow
    path: list[RegionRow]
    children: int


def row(region: Region) -> dict[str, Any]:
    return {
        "code": region.code,
        "name": places.title(region),
        "level": region.level,
        "kind": region.kind,
        "parent": region.parent,
        "figures": has_figures(region, data.current_view()),
    }


@here.get(
    "/regions",
    RegionPage,
    Text("Cari dan daftar wilayah", "Search and list regions"),
    Text(
        "Dengan `q`: wilayah yang namanya mirip, terbaik dahulu, paling banyak 50. Tanpa `q`: semua wilayah setingkat "
        "(bawaan: provinsi) di dalam `inside`, menurut kode. Kolom `figures` menyebut apakah rilis memuat angkanya.",
        "With `q`: regions of such a name, best first, 50 at most. Without: all regions of a level (provinces unless "
        "said) inside `inside`, by code. `figures` tells whether the release holds figures there.",
    ),
    errors=(404,),
    example="?q=kupang&level=kabupaten",
)
def regions_(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=100)] = "",
    level: LevelMaybe = None,
    inside: InsideQuery = "00",
    limit: Limit = USUAL_ROWS,
    offset: Offset = 0,
) -> Any:
    tree = regions.load()
    tree.get(inside)
    if q.strip():
        found = regions.search(q, level=level, within=inside, limit=MOST_HITS)
        return page(request, [f.region for f in found], offset, limit, row)
    return page(request, tree.codes(level or "provinsi", inside), offset, limit, lambda code: row(tree.get(code)))


@here.get(
    "/regions/{code}",
    RegionOne,
    Text("Satu wilayah", "One region"),
    Text("Nama, tingkat, dan wilayah di atasnya.", "Name, level and the regions above it."),
    errors=(404,),
)
def region(request: HttpRequest, code: RegionPath) -> Any:
    found = places.region(code)
    return {
        "region": row(found),
        "path": [row(above) for above in places.above(found)],
        "children": len(regions.load().children(code)),
    }


@here.get(
    "/regions/{code}/children",
    RegionPage,
    Text("Wilayah setingkat di bawahnya", "The regions one level down"),
    Text("Menurut kode; kosong di bawah desa.", "By code; none below a village."),
    errors=(404,),
)
def region_children(request: HttpRequest, code: RegionPath, limit: Limit = USUAL_ROWS, offset: Offset = 0) -> Any:
    return page(request, regions.load().children(code), offset, limit, row)
