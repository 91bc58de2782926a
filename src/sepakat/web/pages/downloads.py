"""The tables of the pages as files, in every format of `exports/`."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from sepakat import charts
from sepakat.core.errors import unknown_name
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.attachments import table_file
from sepakat.web.data import IndicatorView
from sepakat.web.pages import regions as pages
from sepakat.web.presenters import areas, breakdowns, deciles, downloads, places, scorecard
from sepakat.web.presenters.cells import figures


def picture(request: HttpRequest, release: str, name: str) -> HttpResponse:
    """A chart that its page did not wait for."""
    svg = charts.waited(release, name)
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"  # its name tells its content
    return response


def region(request: HttpRequest, code: str, name: str, extension: str) -> HttpResponse:
    """`kartu-skor`, `desil` or `wilayah-bawah` (with `?indikator=`) of a region."""
    place = places.region(code)
    makers = {"kartu-skor": _scorecard, "desil": _deciles, "wilayah-bawah": _below}
    if name not in makers:
        raise unknown_name(Text("Tabel", "Table"), name, makers, code="page-unknown")
    return table_file(makers[name](request, place), f"{name}-{code}", extension)


def indicator(request: HttpRequest, code: str, indicator: str, name: str, extension: str) -> HttpResponse:
    """`wilayah-bawah` or a breakdown of one indicator in a region."""
    place, about = places.region(code), data.indicator(indicator)
    cell = figures((about.id,), place.code, place.level).get(about.id, place.code)
    if name == "wilayah-bawah":
        table = _areas(request, place, about)
    else:
        known = ["wilayah-bawah", *data.source().dimensions()]
        if name not in known:
            raise unknown_name(Text("Tabel", "Table"), name, known, code="page-unknown")
        found = breakdowns.breakdown(place, about, cell, name)
        if found is None:
            raise _nothing(place)
        table = downloads.breakdown_table(place, about, found)
    return table_file(table, f"{about.id}-{name}-{code}", extension)


def _scorecard(request: HttpRequest, place: Region) -> Table:
    return downloads.scorecard_table(scorecard.scorecard(place))


def _deciles(request: HttpRequest, place: Region) -> Table:
    found = deciles.deciles(place)
    if found is None:
        raise _nothing(place)
    return downloads.deciles_table(place, found)


def _below(request: HttpRequest, place: Region) -> Table:
    card_default = next(iter(data.source().indicators()))
    return _areas(request, place, data.indicator(request.GET.get("indikator") or card_default))


def _areas(request: HttpRequest, place: Region, about: IndicatorView) -> Table:
    cell = figures((about.id,), place.code, place.level).get(about.id, place.code)
    found = areas.areas(place, about, cell, pages.link_to_region, pages.sort_of(request))
    if found is None or not found.rows:
        raise _nothing(place)
    return downloads.areas_table(place, found)


def _nothing(place: Region) -> Exception:
    from sepakat.core.errors import UserError

    name = places.title(place)
    return UserError(
        Text(f"Belum ada data untuk tabel ini di {name}.", f"There are no figures for this table in {name}."),
        hint=Text("Kembali ke profil wilayah dan pilih tabel lain.", "Go back to the region and choose another table."),
        code="page-unknown",
    )
