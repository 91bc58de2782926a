"""How an indicator of a region moved over the releases, in words, a sparkline and a table.

- Only releases that this one was made from, one after another, count: each was the published one in its time.
- A figure that is hidden in any of them has no trend at all: a line with one point missing would tell where it lay.
- Figures over fewer than `LEAST_N`, survey estimates, and figures by another version of the indicator are left out.
- Differences are taken between printed figures, so that a reader who subtracts gets the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sepakat import charts
from sepakat.core.text import Text, long_date, number
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.data import IndicatorView, Past
from sepakat.web.presenters import compare, sentences
from sepakat.web.presenters.cells import Cell, Figures


@dataclass(frozen=True)
class Point:
    """The figure of one release."""

    release: str
    date: dt.date | None
    cell: Cell


@dataclass(frozen=True)
class Trend:
    """points: oldest first, this release last; at least two."""

    indicator: IndicatorView
    points: tuple[Point, ...]

    @property
    def change(self) -> float:
        """Printed difference from the release before."""
        before, now = self.points[-2].cell.value or 0.0, self.points[-1].cell.value or 0.0
        places = self.indicator.decimals
        return round(round(now, places) - round(before, places), places)

    @property
    def word(self) -> Text:
        if self.change > 0:
            return Text("naik", "up")
        return Text("turun", "down") if self.change < 0 else Text("tetap", "unchanged")

    @property
    def words(self) -> str:
        """`▲ naik 1,1`, `▼ turun 0,3`, `= tetap`."""
        if not self.change:
            return f"= {self.word}"
        return f"{'▲' if self.change > 0 else '▼'} {self.word} {number(abs(self.change), self.indicator.decimals)}"

    @property
    def verdict(self) -> str:
        """`worse`, `better`, or empty where neither way is good or nothing moved."""
        if not self.change or self.indicator.direction not in ("naik", "turun"):
            return ""
        return "better" if (self.change > 0) == (self.indicator.direction == "naik") else "worse"

    @property
    def sentence(self) -> str:
        """`Naik 1,1 poin sejak rilis 20260301-01 (1 Maret 2026).`"""
        before = self.points[-2]
        size = abs(self.change)
        places, percent = self.indicator.decimals, self.indicator.unit == "persen"
        unit = Text("poin", "points") if percent else sentences.unit(self.indicator)
        amount_id = f" {number(size, places, 'id')} {unit.id}" if size else ""
        amount_en = f" {number(size, places, 'en')} {unit.en}" if size else ""
        when = f" ({long_date(before.date)})" if before.date else ""
        return str(
            Text(
                f"{self.word.id.capitalize()}{amount_id} sejak rilis {before.release}{when}.",
                f"{self.word.en.capitalize()}{amount_en} since release {before.release}{when}.",
            )
        )

    @property
    def sparkline(self) -> str:
        return charts.draw("sparkline", [p.cell.value for p in self.points])

    def picture(self, title: Text) -> str:
        """The line with its axis, for the page of the indicator."""
        values = [(p.release, p.cell.value) for p in self.points]
        series = [(str(self.indicator.name), values)]
        unit = str(sentences.unit(self.indicator))
        decimals = self.indicator.decimals
        return charts.draw("lines", series, title=title, unit=unit, decimals=decimals, release=self.points[-1].release)


def trends(region: Region, now: Mapping[str, Cell]) -> dict[str, Trend]:
    """Trends of these indicators (id → figure of this release) for a region, where there are any."""
    release = data.release()
    past = data.source().earlier()
    known = data.source().indicators()
    found = {}
    if not past:
        return {}
    before = [(p, _figures(p, tuple(known), region.code, region.level)) for p in past]
    for name, cell in now.items():
        series = [Point(p.id, p.date, figures.get(name, region.code)) for p, figures in before]
        line = _line([*series, Point(release.id, release.date, cell)])
        if line:
            found[name] = Trend(known[name], line)
    return found


def _line(points: Iterable[Point]) -> tuple[Point, ...] | None:
    """The points that may stand in one line; None where one is hidden or fewer than two are left."""
    given = list(points)
    last = given[-1].cell
    if not compare.comparable(last) or any(p.cell.state in ("hidden", "withheld") for p in given):
        return None
    kept = tuple(p for p in given if compare.comparable(p.cell) and p.cell.version == last.version)
    return kept if len(kept) > 1 else None


@lru_cache(maxsize=64)
def _figures(past: Past, ids: tuple[str, ...], region: str, level: str) -> Figures:
    return Figures(past.profile(ids, region, level))
