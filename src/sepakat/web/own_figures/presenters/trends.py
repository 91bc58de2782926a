"""Series of figures on a page: what there is, each unbroken line with its sentence, the latest of the parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from sepakat import charts, regions
from sepakat.analysis import figure_lines
from sepakat.analysis.figure_lines import FigureLine
from sepakat.catalogue.published import FigureSeries, figure_series
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text, language, long_date, number
from sepakat.engine import figures
from sepakat.regions import Region
from sepakat.web.presenters import places

PUBLISHED, OWN = Text("Angka terbitan", "Published figures"), Text("Angka sektor daerah", "Regions' own figures")


@dataclass(frozen=True)
class SeriesRow:
    id: str
    name: str
    unit: str
    definitions: int
    regions: int
    since: str
    until: str


@dataclass(frozen=True)
class PointRow:
    period: str
    value: str
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class LineView:
    """One unbroken line as printed. picture: empty for fewer than two figures."""

    line: FigureLine
    label: str
    unit: str
    sentence: str
    picture: str
    rows: tuple[PointRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Parts:
    """The latest figures of the parts of a region, by one definition."""

    word: Text
    period: str
    label: str
    unit: str
    rows: tuple[tuple[str, str, str], ...]


def held(release: Any) -> list[tuple[str, list[SeriesRow]]]:
    """(heading, series): published ones, then regions' own."""
    by_id: dict[str, list[dict[str, Any]]] = {}
    for row in figures.held(release):
        by_id.setdefault(row["series"], []).append(row)
    groups: dict[bool, list[SeriesRow]] = {False: [], True: []}
    for id_, rows in by_id.items():
        known = figure_series().get(id_)
        groups[rows[0]["own"]].append(
            SeriesRow(
                id_, str(known.label) if known else rows[0]["name"], rows[0]["unit"], len(rows),
                max(r["regions"] for r in rows), min(r["first"] for r in rows), max(r["last"] for r in rows),
            )
        )  # fmt: skip
    made = [(str(PUBLISHED), groups[False]), (str(OWN), groups[True])]
    return [(head, sorted(rows, key=lambda r: r.name.lower())) for head, rows in made if rows]


def lines(release: Any, series: str, region: str) -> list[LineView]:
    """The lines of a series in a region, the newest first. UserError figure-none, figure-unknown."""
    return [_line(release, one, region) for one in figure_lines.lines(release, series, region)]


def _line(release: Any, one: FigureLine, region: str) -> LineView:
    column = next(c for c in one.table.columns if c.name == "nilai")
    rows = one.table.rows()
    label = str(one.label) + (f" ({round_words(one.round)})" if one.round else "")
    known = [(r["periode"], r["nilai"]) for r in rows]
    picture = ""
    if sum(v is not None for _, v in known) > 1:
        title = Text(f"{one.table.title.id}: {label}", f"{one.table.title.en}: {label}")
        picture = charts.draw(
            "lines", [(label, known)], title=title, unit=column.unit, release=one.table.release,
            decimals=column.decimals,
        )  # fmt: skip
    said = figure_lines.sentence(release, one, region)
    return LineView(
        one, label, column.unit, str(said) if said else "", picture,
        tuple(
            PointRow(r["periode"], _value(r, column.decimals), r["status_angka"] or "–", r["sumber"] or "",
                     r["catatan"] or "")
            for r in rows
        ),
        tuple(str(n) for n in one.table.notes),
    )  # fmt: skip


def round_words(part: str) -> str:
    """`03` → `Maret`; other parts of the year as they are."""
    return long_date(dt.date(2000, int(part), 1)).split()[1] if part.isdigit() else part


def _value(row: dict[str, Any], decimals: int) -> str:
    if row["nilai"] is not None:
        return number(row["nilai"], decimals)
    return "#" if row["tanda"] == figures.HIDDEN else row["tanda"] or "…"


def broken(release: Any, series: str, region: str) -> dict[str, Any] | None:
    """Why the lines are not one, as the catalogue says; None where they differ by nothing that can be named."""
    problem = figure_lines.why_broken(release, series, region)
    return problem.as_dict(language()) if problem else None


def about(series: str) -> FigureSeries | None:
    """What the catalogue knows of a series; None for a region's own."""
    return figure_series().get(series)


def parts(release: Any, series: str, region: Region) -> Parts | None:
    """The latest figures of the level below, by the definition and round of the newest line there."""
    level = places.child_level(region.level)
    if level is None:
        return None
    codes = regions.load().codes(level, region.code)
    data = figures.rows(release)
    rows = [r for r in data.select(["seri", "definisi", "region_code", "periode"]).to_pylist() if r["seri"] == series]
    inside = set(codes)
    mine = [r for r in rows if r["region_code"] in inside]
    if not mine:
        return None
    newest = max(mine, key=lambda r: (r["periode"], r["definisi"]))
    known = figure_series().get(series)
    month = newest["periode"][5:] if known and known.rounds else None
    table = figures.latest(release, f"{series}@{newest['definisi']}", region=region.code, level=level, month=month)
    column = next(c for c in table.columns if c.name == "nilai")
    tree = regions.load()
    shown = tuple(
        (r["region_code"], places.short(tree.get(r["region_code"])), _value(r, column.decimals)) for r in table.rows()
    )
    label = known.definitions[newest["definisi"]].label if known and newest["definisi"] in known.definitions else ""
    return Parts(places.LEVELS_MANY[level], newest["periode"], str(label), column.unit, shown)


def nearest(release: Any, series: str, region: Region) -> list[tuple[str, str]]:
    """Regions above and below that have figures of a series, where this one has none."""
    try:
        held_by = {r["region_code"] for r in figures.rows(release).select(["seri", "region_code"]).to_pylist()
                   if r["seri"] == series}  # fmt: skip
    except UserError:
        return []
    tree = regions.load()
    near = [r.code for r in places.above(region)] + [c for c in sorted(held_by) if c.startswith(region.code + ".")]
    return [(code, places.title(tree.get(code))) for code in near if code in held_by][:12]


def together(tables: Sequence[Table]) -> Table:
    """Lines one under another, for a file; every row names its definition."""
    first = tables[0]
    data = pa.concat_tables([t.data for t in tables], promote_options="permissive")
    notes = tuple(dict.fromkeys(n for t in tables for n in t.notes))
    return replace(first, data=data, notes=notes)
