"""One indicator for all parts of a region: the rows of the table and the picture beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sepakat import charts
from sepakat.charts import Area, Classes
from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web.data import IndicatorView
from sepakat.web.presenters import compare, maps, places, sentences
from sepakat.web.presenters.cells import Cell, Figures, figures

Link = Callable[[str, str], str]


@dataclass(frozen=True)
class AreaRow:
    """One part of the region. letter, colour: its class on the map; bar: an in-cell picture, the whole as its mark."""

    region: Region
    name: str
    cell: Cell
    words: str
    letter: str
    bar: str
    colour: str = ""


@dataclass(frozen=True)
class Areas:
    """The parts of a region for one indicator. sentence: how many are worse than the whole."""

    indicator: IndicatorView
    level: str
    rows: tuple[AreaRow, ...]
    picture: str
    schematic: bool
    sentence: str
    sort: str

    @property
    def hidden(self) -> int:
        return sum(r.cell.state == "hidden" for r in self.rows)


def areas(
    region: Region,
    indicator: IndicatorView,
    whole: Cell,
    link: Link,
    sort: str = "kode",
    found: Figures | None = None,
) -> Areas | None:
    """The next level down; None for a village. sort: `kode` (official order) or `nilai` (worst first).

    found: figures of the parts that hold this indicator, where they have been read already.

    link(code, indicator id) gives the address of a part's page.
    """
    level = places.child_level(region.level)
    if level is None:
        return None
    found = found or figures((indicator.id,), region.code, level)
    cells = found.by_region(indicator.id)
    values = [c.value for c in cells.values() if c.state == "value" and c.value is not None]
    classes = charts.classify(values)
    top = max([v for v in values if v > 0], default=0.0)
    regions = [places.region(code) for code in cells]
    rows = [_row(r, indicator, cells[r.code], whole, classes, top) for r in regions]
    picture, schematic = _picture(region, level, indicator, rows, classes, link)
    return Areas(
        indicator, level, tuple(_sorted(rows, indicator, sort)), picture, schematic,
        _sentence(region, level, indicator, cells, whole), sort,
    )  # fmt: skip


def _row(region: Region, indicator: IndicatorView, cell: Cell, whole: Cell, classes: Classes, top: float) -> AreaRow:
    shown = cell.state == "value" and cell.value is not None
    letter = classes.letter(cell.value) if shown and cell.value is not None else ""
    scale = max(top, whole.value or 0)
    bar = charts.draw("cellbar", cell.value, top=scale, mark=whole.value) if shown else ""
    colour = classes.colour(classes.index(cell.value)) if letter and cell.value is not None else ""
    return AreaRow(region, places.short(region), cell, cell.words(indicator), letter, bar, colour)


def _sorted(rows: list[AreaRow], indicator: IndicatorView, sort: str) -> list[AreaRow]:
    if sort != "nilai":
        return rows
    sign = 1 if indicator.direction == "naik" else -1

    def key(row: AreaRow) -> tuple[bool, float, str]:
        missing = row.cell.state != "value" or row.cell.value is None
        return missing, 0.0 if row.cell.value is None else sign * row.cell.value, row.region.code

    return sorted(rows, key=key)


def _sentence(region: Region, level: str, indicator: IndicatorView, cells: dict[str, Cell], whole: Cell) -> str:
    apart = [compare.behind(indicator, cell, whole) for cell in cells.values()]
    judged = [a for a in apart if a is not None]
    if not judged:
        return ""
    worse = sum(printed > 0 for printed, _ in judged)
    return str(sentences.worse_count(worse, len(judged), places.LEVELS_MANY[level], places.title(region)))


_STATE = {"value": "value", "hidden": "hidden", "withheld": "hidden", "empty": "none", "none": "none"}


def _picture(
    region: Region, level: str, indicator: IndicatorView, rows: list[AreaRow], classes: Classes, link: Link
) -> tuple[str, bool]:
    """(SVG, whether it is the schematic layout). Rates only, and never of one region or of
    hidden figures alone: those have no classes."""
    if not indicator.rate or len(rows) < 2 or all(r.cell.state != "value" for r in rows):
        return "", False
    title = Text(
        f"{indicator.name.id} menurut {places.LEVEL[level].id}, {places.title(region)}",
        f"{indicator.name.en} by {places.LEVEL[level].en}, {places.title(region)}",
    )
    unit = str(sentences.unit(indicator))
    areas = []
    for row in rows:
        words = row.cell.remark if row.cell.state == "empty" else row.words
        href, state = link(row.region.code, indicator.id), _STATE[row.cell.state]
        areas.append(Area(row.region.code, row.name, row.cell.value, words, state, href))
    return maps.drawn(region.code, level, areas, title=title, unit=unit, classes=classes)
