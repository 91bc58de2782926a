"""Regions side by side, with their place among siblings and their distance to the province."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from sepakat.core.text import Text
from sepakat.regions import NATION, Region
from sepakat.web import data
from sepakat.web.api.frame import Operations
from sepakat.web.api.operations.figures import Figure, row
from sepakat.web.api.paging import page
from sepakat.web.api.shapes import USUAL_ROWS, Indicators, Limit, Offset, Page, RegionsQuery
from sepakat.web.data import IndicatorView
from sepakat.web.presenters import compare as rules
from sepakat.web.presenters import places
from sepakat.web.presenters.cells import figures

here = Operations(Text("Bandingkan", "Compare"), order=40)


class Compared(Figure):
    rank: int | None
    ranked: int | None
    reference: str | None
    reference_value: float | None
    points_worse: float | None


class ComparePage(Page[Compared]):
    pass


@here.get(
    "/compare",
    ComparePage,
    Text("Bandingkan wilayah", "Compare regions"),
    Text(
        "Indikator × wilayah, dengan peringkat di antara saudaranya (1 terburuk) dan jarak ke provinsinya. Perkiraan "
        "survei dan angka atas kurang dari 30 orang tidak diperingkat.",
        "Indicators × regions, with the place among siblings (1 is worst) and the distance to the province. Estimates "
        "of surveys and figures over fewer than 30 are not ranked.",
    ),
    errors=(404, 503),
    example="?region=53.01&region=53.71&indicator=lantai_tanah",
)
def compare(
    request: HttpRequest, region: RegionsQuery, indicator: Indicators, limit: Limit = USUAL_ROWS, offset: Offset = 0
) -> Any:
    data.release()
    chosen = [places.region(code) for code in dict.fromkeys(region)]
    known = [data.indicator(name) for name in dict.fromkeys(indicator)]
    pairs = [(about, place) for about in known for place in chosen]
    ids = tuple(about.id for about in known)
    return page(request, pairs, offset, limit, lambda pair: _compared(pair[0], pair[1], ids))


def _compared(about: IndicatorView, place: Region, ids: tuple[str, ...]) -> dict[str, Any]:
    family = figures(ids, place.parent or NATION, place.level)
    one = family.get(about.id, place.code)
    rank = rules.rank(about, place.code, family.by_region(about.id))
    reference = rules.reference_of(place, data.release())
    other = None
    if reference:
        upper = places.region(reference)
        other = figures(ids, upper.code, upper.level).get(about.id, upper.code)
    apart = rules.behind(about, one, other) if other else None
    return row(about.id, place.code, one, place.level) | {
        "rank": rank.place if rank else None,
        "ranked": rank.among if rank else None,
        "reference": reference,
        "reference_value": other.value if other else None,
        "points_worse": apart[0] if apart else None,
    }
