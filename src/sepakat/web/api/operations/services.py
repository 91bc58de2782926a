"""Minimum service standards (SPM) of a region: the numbers of its SPM page."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema

from sepakat.analysis import standards, standards_tables
from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.api.frame import Operations
from sepakat.web.api.operations.tables import release
from sepakat.web.api.paging import page
from sepakat.web.api.shapes import USUAL_ROWS, Limit, Offset, Page, RegionQuery
from sepakat.web.presenters import places

here = Operations(Text("SPM", "Minimum service standards"), order=45)
YearMaybe = Annotated[str | None, Query(pattern=r"^(19|20)\d\d$", max_length=4)]


class ServiceRow(Schema):
    affair: str
    service: str
    name: str
    counts: str
    standing: str
    entitled: int | None
    served: int | None
    unserved: int | None
    coverage: float | None
    quality: float | None
    index: float | None
    category: str
    cost: float | None
    source: str


class ServicePage(Page[ServiceRow]):
    region: str
    year: str
    index: float | None
    category: str
    cost: float
    notes: list[str]


@here.get(
    "/service-standards",
    ServicePage,
    Text("SPM satu wilayah", "Service standards of a region"),
    Text(
        "Layanan SPM provinsi atau kabupaten/kota: yang berhak, terlayani, capaian, mutu, indeks, dan biaya menutup "
        "kesenjangan. Bobot, rata-rata, dan ambang kategori belum dikonfirmasi; hitungan kecil disembunyikan.",
        "Services of a province or regency: entitled, served, achievement, quality, index, and cost to close the gap. "
        "Weights, averages and bounds of categories are unconfirmed; small counts are hidden.",
    ),
    errors=(400, 404, 503),
    parameters={"year": Text("Tahun laporan; kosong = yang terakhir.", "Year of the report; empty = the last.")},
    samples={"year": "2022"},
    example="?region=53.01&limit=3",
)
def service_standards(
    request: HttpRequest,
    region: RegionQuery,
    year: YearMaybe = None,
    limit: Limit = USUAL_ROWS,
    offset: Offset = 0,
) -> Any:
    data.release()
    place = places.region(region)
    found = standards.standing(release(), place.code, year)
    pairs = [(affair, line) for affair, group in found.affairs for line in group.lines]
    return page(request, pairs, offset, limit, lambda pair: _row(pair[0].id, pair[1])) | {
        "region": place.code,
        "year": found.period,
        "index": found.whole.index,
        "category": found.whole.category,
        "cost": found.whole.cost,
        "notes": [str(note) for note in standards_tables.notes(found)],
    }


def _row(affair: str, line: standards.Line) -> dict[str, Any]:
    return {
        "affair": affair,
        "service": line.service.id,
        "name": str(line.service.label),
        "counts": line.service.of,
        "standing": line.state,
        "entitled": line.entitled,
        "served": line.served,
        "unserved": line.gap,
        "coverage": line.coverage,
        "quality": line.quality,
        "index": line.index,
        "category": line.category,
        "cost": line.cost,
        "source": line.source,
    }
