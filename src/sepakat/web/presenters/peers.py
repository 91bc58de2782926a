"""Regions alike: the five of the same kind in the province that are nearest in size, urban share and poverty.

Nearness: persons (as a logarithm), share of persons in urban villages, share of persons in deciles 1-4, each divided
by its spread among the candidates, as a straight distance. A village is compared inside its regency. A region with a
hidden figure among the three is no candidate, and has no peers itself: its place would tell the figure.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sepakat.core.text import Text, number
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.data import IndicatorView
from sepakat.web.presenters import compare, places, sentences
from sepakat.web.presenters.cells import Cell, figures
from sepakat.web.presenters.compare import Rank

COUNT = 5
POVERTY = "penduduk_desil_1_4"
TOWN = ("tipe_daerah", 1)


@dataclass(frozen=True)
class Facts:
    """What nearness looks at. urban: None where the release does not tell villages apart."""

    persons: float
    poverty: float
    urban: float | None


@dataclass(frozen=True)
class Peer:
    """One line of the table; here: the region itself. values: figures of the shown indicators, as printed."""

    region: Region
    name: str
    facts: Facts
    values: tuple[str, ...]
    here: bool

    @property
    def persons(self) -> str:
        return number(self.facts.persons)

    @property
    def urban(self) -> str:
        return "…" if self.facts.urban is None else number(self.facts.urban, 1)

    @property
    def poverty(self) -> str:
        return number(self.facts.poverty, 1)


@dataclass(frozen=True)
class Peers:
    """rows: the region first, then its peers, nearest first. placed: one sentence per shown indicator."""

    rows: tuple[Peer, ...]
    indicators: tuple[IndicatorView, ...]
    placed: tuple[tuple[IndicatorView, str], ...]
    within: str
    urban: bool


def peers(region: Region, shown: Sequence[IndicatorView]) -> Peers | None:
    """The peers of a region with its place among them for these indicators; None where they cannot be told."""
    if region.level == "nasional":
        return None
    scope = region.code[:5] if region.level == "desa" else region.code[:2] if region.level != "provinsi" else "00"
    known = _facts(scope, region.level)
    own = known.get(region.code)
    if own is None:
        return None
    same = {c: f for c, f in known.items() if places.region(c).kind == region.kind}
    near = nearest(region.code, same)
    if len(near) < 2:
        return None
    codes = [region.code, *near]
    # one indicator at a time: neighbours' pages show others of the same few
    found = {i.id: figures((i.id,), scope, region.level) for i in shown}
    cells = {i.id: {c: found[i.id].get(i.id, c) for c in codes} for i in shown}
    rows = tuple(_row(code, known[code], shown, cells, code == region.code) for code in codes)
    placed = []
    for indicator in shown:
        rank = compare.rank(indicator, region.code, cells[indicator.id])
        if rank:
            placed.append((indicator, str(_placed(rank))))
    within = places.title(places.region(scope))
    return Peers(rows, tuple(shown), tuple(placed), within, own.urban is not None)


def nearest(code: str, known: Mapping[str, Facts], count: int = COUNT) -> list[str]:
    """Codes of the regions nearest to one of them; ties in code order."""
    own = known[code]
    facts = {c: f for c, f in known.items() if (f.urban is None) == (own.urban is None)}
    axes = [
        {c: math.log(f.persons) for c, f in facts.items()},
        {c: f.poverty for c, f in facts.items()},
        {c: f.urban or 0.0 for c, f in facts.items()},
    ]
    spread = [statistics.pstdev(axis.values()) or 1.0 for axis in axes]

    def apart(other: str) -> float:
        return sum(((axis[other] - axis[code]) / wide) ** 2 for axis, wide in zip(axes, spread, strict=True))

    return sorted((c for c in facts if c != code), key=lambda c: (apart(c), c))[:count]


def _facts(scope: str, level: str) -> dict[str, Facts]:
    source = data.source()
    sizes = source.decile_indicator()
    if sizes is None or POVERTY not in source.indicators():
        return {}
    found = figures((sizes, POVERTY), scope, level)
    dim, town = TOWN
    cut = figures((sizes,), scope, level, dim) if dim in source.dimensions() else None
    made = {}
    for code in found.regions:
        size, poor = found.get(sizes, code), found.get(POVERTY, code)
        if not (compare.comparable(size) and compare.comparable(poor)) or not size.numerator or poor.value is None:
            continue
        urban = None
        if cut is not None:
            part = cut.get(sizes, code, town)
            if part.state == "hidden":
                continue
            urban = 100 * (part.numerator or 0.0) / size.numerator
        made[code] = Facts(size.numerator, poor.value, urban)
    return made


def _row(
    code: str, facts: Facts, shown: Sequence[IndicatorView], cells: Mapping[str, Mapping[str, Cell]], here: bool
) -> Peer:
    region = places.region(code)
    values = tuple(cells[i.id][code].words(i) for i in shown)
    return Peer(region, places.short(region), facts, values, here)


def _placed(rank: Rank) -> Text:
    return sentences.placed(rank, Text("wilayah yang mirip", "regions alike"))
