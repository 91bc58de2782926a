"""The figures a task rests on: those of the current sample release, or a frozen sheet where the release is real.

A training on real figures would hand out answers about real places and could not promise that a task has one; so with
a real release (or none) the course uses `lembar.json`: a few figures of the sample region, frozen. Tasks then show
the sheet they are read from, instead of sending the reader to pages that say something else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from sepakat import regions
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.data import IndicatorView
from sepakat.web.presenters.cells import Cell, Figures, figures

FROZEN = Path(__file__).parent / "lembar.json"


class Lesson(Protocol):
    """Figures to practise on. live: the reader can open the pages that show them."""

    live: bool
    seed: str

    @property
    def places(self) -> list[Region]:
        """Regencies to practise on, in order."""

    def indicators(self) -> Mapping[str, IndicatorView]:
        """The indicators that have figures."""

    def figures(self, ids: Sequence[str], region: str, level: str, dim: str = "") -> Figures:
        """As `presenters.cells.figures`."""


class Live:
    """The current sample release, as its pages show it."""

    live = True

    def __init__(self) -> None:
        self.seed = data.release().id

    @property
    def places(self) -> list[Region]:
        tree = regions.load()
        return [tree.get(code) for code in data.release().regencies]

    def indicators(self) -> Mapping[str, IndicatorView]:
        return data.source().indicators()

    def figures(self, ids: Sequence[str], region: str, level: str, dim: str = "") -> Figures:
        return figures(tuple(ids), region, level, dim)


class Frozen:
    """The frozen sheet."""

    live = False

    def __init__(self) -> None:
        held = _held()
        self.seed = str(held["dari"])
        self.rows: list[dict[str, Any]] = held["baris"]

    @property
    def places(self) -> list[Region]:
        return [regions.load().get(code) for code in _held()["kabupaten"]]

    def indicators(self) -> Mapping[str, IndicatorView]:
        return _from_sheet()

    def figures(self, ids: Sequence[str], region: str, level: str, dim: str = "") -> Figures:
        inside = [
            row
            for row in self.rows
            if row["indicator"] in ids and row["level"] == level and row.get("dim", "") == dim
            and (row["region"] == region or row["region"].startswith(region + ".") or region == "00")
        ]  # fmt: skip
        if dim:
            inside = [row | {dim: row["class"]} for row in inside]
        return Figures(Table(pa.Table.from_pylist(inside) if inside else _empty(), Text("", "")), dim)


def _empty() -> pa.Table:
    """No rows. Not made beforehand: the first Arrow array from a list loads pandas."""
    return pa.table({"indicator": pa.array([], pa.string()), "region": pa.array([], pa.string())})


@lru_cache(maxsize=1)
def _held() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FROZEN.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def _from_sheet() -> Mapping[str, IndicatorView]:
    """Indicators as the sheet names them: a site with another catalogue has the same lesson."""
    return {
        name: IndicatorView(
            name, Text(f["nama"], f["nama_en"]), f["tema"], f["satuan"], f["desimal"], f["arah"],
            person=f["orang"], estimator=f["penaksir"],
        )
        for name, f in _held()["indikator"].items()
    }  # fmt: skip


def lesson() -> Lesson:
    """The figures to practise on now."""
    release = data.current_view()
    return Live() if release is not None and release.sample and release.regencies else Frozen()


# -- what tasks ask of figures -----------------------------------------------------------------------------------------


def one(figures_of: Lesson, name: str, region: Region) -> Cell:
    """One figure of one region."""
    return figures_of.figures((name,), region.code, region.level).get(name, region.code)


def shown(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells that are printed as numbers."""
    return {code: cell for code, cell in cells.items() if cell.state == "value" and cell.value is not None}


def split(figures_of: Lesson) -> Iterator[tuple[Region, str]]:
    """Regions that can be compared part by part: (whole, level of its parts), the nearest to home first."""
    for place in figures_of.places:
        yield place, "kecamatan"
    for province in dict.fromkeys(place.code[:2] for place in figures_of.places):
        yield regions.load().get(province), "kabupaten"
