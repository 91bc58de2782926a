"""The unbroken lines of a figure series in a region: one definition, one formula, one round of the year each.

`engine.figures.trend` refuses to join them; here every one of them stands by itself, with the sentence of the break,
so that a page can show all of them without ever drawing one line through two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sepakat import catalogue
from sepakat.analysis.feeding import subject_of_series
from sepakat.analysis.trend import trend
from sepakat.analysis.values import Subject, points
from sepakat.catalogue.published import figure_series, is_own
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine import figures, frames
from sepakat.engine.tabulating.answer import place


@dataclass(frozen=True)
class FigureLine:
    """One line. round: part of the year, empty where figures are of whole years; formula, office: of own figures;
    status: how far the definition was reviewed; sources: as the figures name them."""

    series: str
    definition: str
    label: Text
    round: str
    table: Table
    sources: tuple[str, ...]
    formula: str
    office: str
    status: str
    definition_source: str

    @property
    def last(self) -> str:
        """The last period that has a figure."""
        return str(self.table.column("periode")[-1])


def lines(release: Any, series: str, region: str) -> list[FigureLine]:
    """The lines of a series in one region, the newest first; none where it has no figures there. UserError figure-none,
    figure-unknown."""
    data = figures.rows(release)
    held = data.filter(pc.equal(data["seri"], series))
    if not held.num_rows:
        figures.trend(release, series, region=region)  # says so, and what is near
    mine = held.filter(pc.equal(held["region_code"], region))
    known = figure_series().get(series)
    rounds = pc.utf8_slice_codeunits(mine["periode"], 5) if known and known.rounds else pa.array([""] * mine.num_rows)
    pairs = sorted(set(zip(mine["definisi"].to_pylist(), rounds.to_pylist(), strict=True)))
    found = [_line(release, series, region, mine, definition, part) for definition, part in pairs]
    return sorted(found, key=lambda one: (one.last, one.definition, one.round), reverse=True)


def _line(release: Any, series: str, region: str, mine: pa.Table, definition: str, part: str) -> FigureLine:
    known = figure_series().get(series)
    month = part if known and known.rounds else None
    table = figures.trend(release, f"{series}@{definition}", region=region, month=month)
    own = mine.filter(pc.equal(mine["definisi"], definition))
    told = known.definitions.get(definition) if known else None
    formula = "; ".join(_said(own, "rumus"))
    return FigureLine(
        series, definition, told.label if told else Text(formula or definition, formula or definition), part, table,
        _said(own, "sumber"), formula, "; ".join(_said(own, "penanggung_jawab")),
        told.status if told else "", told.source if told else "",
    )  # fmt: skip


def _said(rows: pa.Table, column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in rows[column].to_pylist() if one))


def why_broken(release: Any, series: str, region: str) -> UserError | None:
    """The refusal to join the lines, with the catalogue's sentence; None where there is one line only."""
    try:
        figures.trend(release, series, region=region)
    except UserError as problem:
        return problem if problem.code == "figure-break" else None
    return None


def name(release: Any, series: str) -> Text:
    """What a series is called: by the catalogue, or by the file that brought it."""
    known = figure_series().get(series)
    if known is not None:
        return known.label
    data = figures.rows(release)
    said = pc.max(data.filter(pc.equal(data["seri"], series))["nama_seri"]).as_py() or series
    return Text(said, said)


def subject(release: Any, line: FigureLine) -> Subject:
    """What a line is about; a region's own figures have no good direction."""
    if not is_own(line.series):
        return subject_of_series(line.series)
    column = next(c for c in line.table.columns if c.name == "nilai")
    return Subject(name(release, line.series), "netral", column.unit, column.decimals)


def sentence(release: Any, line: FigureLine, region: str) -> Text | None:
    """How a line moved, with its verdict; None where it has fewer than two figures."""
    found = points(zip(line.table.column("periode"), line.table.column("nilai"), strict=True))
    smallest = float(catalogue.parameter("perubahan_berarti_min", frames.day(release)).value)
    try:
        return trend(subject(release, line), place(region), found, smallest=smallest).sentence
    except UserError as problem:
        if problem.code not in ("analysis-points", "period-form"):
            raise
        return None


def latest(release: Any, series: str, region: str) -> tuple[str, float, FigureLine] | None:
    """(period, value, line): the newest figure of a region that has a value, by its newest definition."""
    try:
        found: Sequence[FigureLine] = lines(release, series, region)
    except UserError as problem:
        if problem.code not in ("figure-none", "figure-unknown", "figure-region"):
            raise
        return None
    for line in found:
        have = [(r["periode"], r["nilai"]) for r in line.table.rows() if r["nilai"] is not None]
        if have:
            return have[-1][0], have[-1][1], line
    return None
