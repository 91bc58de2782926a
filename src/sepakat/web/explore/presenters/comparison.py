"""Bandingkan: regions × indicators as the reader chose them, from the published figures, with ranks and directions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.data import IndicatorView
from sepakat.web.explore.presenters.drafts import Given
from sepakat.web.pages.home import has_figures
from sepakat.web.presenters import compare, places, sentences, themes
from sepakat.web.presenters.cells import Cell, figures

MOST_REGIONS, MOST_INDICATORS, FIRST = 60, 12, 5
BY_CODE = "kode"
ASKED_FIRST = (
    "penduduk_desil_1_4",
    "rtlh_tujuh_komponen",
    "sanitasi_layak",
    "anak_tidak_sekolah_7_18",
    "air_minum_layak",
)


@dataclass(frozen=True)
class Chosen:
    """wilayah, indikator: in the order chosen; urut: `kode` or the indicator to sort by (worst first)."""

    wilayah: tuple[str, ...]
    indikator: tuple[str, ...]
    urut: str = BY_CODE

    @property
    def query(self) -> str:
        pairs = [*(("wilayah", c) for c in self.wilayah), *(("indikator", i) for i in self.indikator)]
        return urlencode([*pairs, *([("urut", self.urut)] if self.urut != BY_CODE else [])])

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [
            *(("wilayah", c) for c in self.wilayah),
            *(("indikator", i) for i in self.indikator),
            ("urut", self.urut),
        ]

    def with_region(self, code: str) -> Chosen:
        return replace(self, wilayah=tuple(dict.fromkeys([*self.wilayah, code]))[:MOST_REGIONS])

    def without_region(self, code: str) -> Chosen:
        return replace(self, wilayah=tuple(c for c in self.wilayah if c != code))

    def without_indicator(self, name: str) -> Chosen:
        left = tuple(i for i in self.indikator if i != name)
        return replace(self, indikator=left, urut=BY_CODE if self.urut == name else self.urut)


@dataclass(frozen=True)
class Head:
    """One indicator's column. good: which way is good; sort, drop: the address's parameters for that."""

    indicator: IndicatorView
    unit: str
    good: str
    sorted: bool
    sort: str
    drop: str


@dataclass(frozen=True)
class Figure:
    words: str
    rank: str
    remark: str


@dataclass(frozen=True)
class Row:
    region: Region
    name: str
    above: str
    figures: tuple[Figure, ...]
    drop: str


@dataclass(frozen=True)
class Comparison:
    chosen: Chosen
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    hidden: int
    ranked: bool
    levels: int


def read(given: Given) -> Chosen:
    """What the address says; a sensible start where it says nothing. `saudara` is a region whose siblings to take.

    UserError: region codes, unknown-indicator.
    """
    tree = regions.load()
    codes = [tree.get(c.strip()).code for c in given.getlist("wilayah") if c.strip()]
    names = [data.indicator(i.strip()).id for i in given.getlist("indikator") if i.strip()]
    sibling = (given.get("saudara") or "").strip()
    if len(codes) == 1 and not names:  # "compare this region": with those beside it
        sibling = codes[0]
    if sibling:
        codes += siblings(tree.get(sibling))
    if not codes and "wilayah" not in given:
        codes = first_regions()
    if not names and not given.getlist("indikator"):
        names = first_indicators()
    sort = given.get("urut") or BY_CODE
    codes, names = list(dict.fromkeys(codes))[:MOST_REGIONS], list(dict.fromkeys(names))[:MOST_INDICATORS]
    return Chosen(tuple(codes), tuple(names), sort if sort in names else BY_CODE)


def siblings(region: Region) -> list[str]:
    """A region and those beside it that the release knows."""
    release = data.release()
    around = regions.load().children(region.parent) if region.parent else [region]
    return [r.code for r in around if r.code == region.code or has_figures(r, release)]


def first_regions() -> list[str]:
    """The regencies of the release's first province; of a release of one regency its districts."""
    release = data.release()
    if not release.regencies:
        return []
    first = release.regencies[0]
    if len(release.regencies) == 1:
        return list(regions.load().codes("kecamatan", first))[:MOST_REGIONS]
    return [c for c in release.regencies if c[:2] == first[:2]][:MOST_REGIONS]


def first_indicators() -> list[str]:
    """What planners ask first, where the catalogue has it; else one of each of the first themes: a share with a good
    direction, counted from the registry."""
    known = [name for name in ASKED_FIRST if name in data.source().indicators()]
    if known:
        return known
    found: dict[str, str] = {}
    for theme, _, group in themes.grouped(data.source().indicators().values()):
        for one in group:
            if one.unit == "persen" and one.direction in ("naik", "turun") and not one.survey_only:
                found.setdefault(theme, one.id)
    return list(found.values())[:FIRST]


def cells_of(chosen: Chosen) -> dict[tuple[str, str], Cell]:
    """The published figures of the chosen regions, by region and indicator: one read for each parent and level."""
    tree = regions.load()
    found: dict[tuple[str, str], Cell] = {}
    for code in chosen.wilayah:
        region = tree.get(code)
        table = figures(chosen.indikator, region.parent or region.code, region.level)
        found |= {(code, i): table.get(i, code) for i in chosen.indikator}
    return found


def comparison(chosen: Chosen) -> Comparison:
    """The table. Ranks are among the chosen regions of one level (1 = worst), by the rules of `presenters.compare`."""
    tree = regions.load()
    cells = cells_of(chosen)
    known = [data.indicator(i) for i in chosen.indikator]
    chosen_regions = [tree.get(c) for c in chosen.wilayah]
    levels = {r.level for r in chosen_regions}
    rows = []
    for region in chosen_regions:
        peers = {r.code for r in chosen_regions if r.level == region.level}
        shown = []
        for about in known:
            cell = cells[region.code, about.id]
            rank = compare.rank(about, region.code, {c: cells[c, about.id] for c in peers})
            place = f"{rank.place} {Text('dari', 'of')} {rank.among}" if rank else ""
            shown.append(Figure(cell.words(about), place, cell.remark))
        parent = places.short(tree.get(region.parent)) if region.parent else ""
        drop = chosen.without_region(region.code).query
        rows.append(Row(region, places.title(region), parent, tuple(shown), drop))
    heads = tuple(_head(i, chosen) for i in known)
    return Comparison(
        chosen,
        heads,
        tuple(_sorted(rows, chosen, cells)),
        sum(c.state == "hidden" for c in cells.values()),
        any(f.rank for r in rows for f in r.figures),
        len(levels),
    )


def _head(about: IndicatorView, chosen: Chosen) -> Head:
    good = {"naik": Text("baik bila tinggi", "high is good"), "turun": Text("baik bila rendah", "low is good")}
    on = chosen.urut == about.id
    return Head(
        about,
        str(sentences.unit(about)),
        str(good.get(about.direction, Text("netral", "neutral"))),
        on,
        replace(chosen, urut=about.id).query,
        chosen.without_indicator(about.id).query,
    )


def _sorted(rows: list[Row], chosen: Chosen, cells: dict[tuple[str, str], Cell]) -> list[Row]:
    if chosen.urut == BY_CODE:
        return sorted(rows, key=lambda r: (len(r.region.code), r.region.code))
    about = data.indicator(chosen.urut)
    sign = 1 if about.direction == "naik" else -1

    def key(row: Row) -> tuple[bool, float, str]:
        value = cells[row.region.code, about.id].value
        return value is None, 0.0 if value is None else sign * value, row.region.code

    return sorted(rows, key=key)


def found_regions(typed: str, chosen: Chosen) -> list[tuple[str, str, str]]:
    """Search results as (name, path, parameters of the address that adds it). A code is taken as it stands."""
    from sepakat.web.pages.home import search

    try:
        hits = [regions.load().get(typed)]
        return [(places.title(r), "", chosen.with_region(r.code).query) for r in hits]
    except UserError:
        pass
    return [(h.title, h.path, chosen.with_region(h.region.code).query) for h in search(typed, data.current_view())]
