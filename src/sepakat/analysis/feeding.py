"""From a release to what the analyses take: figures by region, series of points, names, targets, hazards.

Only figures that the release publishes are read (small cells hidden, errors too large withheld), so that whatever is
worked out from them tells no more than they do.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import catalogue, engine, regions
from sepakat.analysis.monitoring import Target
from sepakat.analysis.values import SAMPLE, Figure, Point, Subject, known, points, share, year_of
from sepakat.catalogue import Indicator
from sepakat.catalogue.published import figure_series, one_series
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine import figures, frames
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.tabulating.answer import place

Across = dict[str, dict[str, Figure]]


def subject(indicator: Indicator) -> Subject:
    """What an indicator is called, counted in, and which way is good."""
    return Subject(indicator.label, indicator.arah, indicator.satuan, indicator.desimal)


def subject_of_series(name: str, direction: str | None = None) -> Subject:
    """A published series; its good direction is that of the indicator it belongs to, where it has one."""
    found = one_series(name.partition("@")[0])
    if direction is None:
        own = catalogue.indicators().get(found.indicator or "")
        direction = own.arah if own else found.direction
    return Subject(found.label, direction, found.unit, found.decimals)


def names(codes: Iterable[str]) -> dict[str, str]:
    """Names as read aloud: `Kabupaten Kupang`, `Kecamatan …`."""
    return {code: place(code) for code in codes}


def is_share(indicator: Indicator) -> bool:
    """Whether it is a share of rows, so that its numerator and denominator are people or families."""
    return indicator.penaksir == "rasio" and indicator.numerator.kind == "boolean" and indicator.penimbang is None


def across(release: ReleaseLike, ids: Sequence[str], region: str, level: str, source: str = "registri") -> Across:
    """Figures of indicators for every region at a level: of the registry with the error of chance, of a survey with
    that of its design. Hidden figures have no value."""
    found: Across = {name: {} for name in ids}
    for row in engine.compute(release, list(ids), region=region, level=level, source=source).rows():
        found[row["indicator"]][row["region"]] = figure(catalogue.indicator(row["indicator"]), row, source)
    return found


def figure(indicator: Indicator, row: Mapping[str, Any], source: str) -> Figure:
    """One row of the engine as a figure."""
    value, n, num, den = row["value"], row["n"], row["numerator"], row["denominator"]
    if value is None or row["suppressed"]:
        return Figure(None, n=n)
    if source != "registri":
        return Figure(value, row["se"], SAMPLE, row["df"], n, num, den)
    if is_share(indicator) and den:
        made = share(float(num), int(den), float(indicator.pengali))
        return Figure(value, made.se, made.basis, None, n, num, den)
    return Figure(value, n=n, numerator=num, denominator=den)


def one(release: ReleaseLike, id_: str, region: str, source: str = "registri") -> Figure:
    """An indicator of one region."""
    return across(release, [id_], region, regions.level_of(region), source)[id_].get(region, Figure(None))


def figure_points(release: Any, series: str, codes: Sequence[str], month: str | None = None) -> dict[str, list[Point]]:
    """A published series by region; regions without figures have none. UserError of `engine.figures.trend`."""
    found: dict[str, list[tuple[str, float | None]]] = defaultdict(list)
    for row in figures.trend(release, series, region=list(codes), month=month).rows():
        found[row["region_code"]].append((row["periode"], row["nilai"]))
    return {code: points(pairs) for code, pairs in found.items()}


def long(table: Any) -> dict[str, dict[str, list[Point]]]:
    """A long table (columns series, region, period, value, and se where known) as points by series and region.

    table: Arrow, a `core.Table`, Polars, pandas or a list of dictionaries. UserError `long-columns`, `period-form`,
    `period-twice`.
    """
    rows = _records(table)
    needed = {"series", "region", "period", "value"}
    lacking = sorted(needed - set(rows[0])) if rows else []
    if lacking:
        raise UserError(
            Text(f"Tabel ini tidak punya kolom `{lacking[0]}`.", f"This table has no column `{lacking[0]}`."),
            hint=Text(
                "Kolomnya: series, region, period, value, dan se bila ada.",
                "Columns: series, region, period, value, se.",
            ),
            code="long-columns",
        )
    grouped: dict[str, dict[str, list[tuple[str, Figure]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        value, se = row["value"], row.get("se")
        made = Figure(None if value is None else float(value), None if se is None else float(se), SAMPLE if se else "")
        grouped[str(row["series"])][str(row["region"])].append((str(row["period"]), made))
    return {s: {r: points(pairs) for r, pairs in held.items()} for s, held in grouped.items()}


def _records(table: Any) -> list[dict[str, Any]]:
    if isinstance(table, Table):
        return table.rows()
    if isinstance(table, pa.Table):
        return table.to_pylist()
    if hasattr(table, "to_dicts"):
        return list(table.to_dicts())
    if hasattr(table, "to_dict"):
        return list(table.to_dict("records"))
    return [dict(row) for row in table]


def over_releases(releases: Sequence[Any], id_: str, region: str) -> list[Point]:
    """An indicator of a region in several releases, each at the day of its parameters. UserError `analysis-versions`
    where the releases hold different versions of the definition."""
    found, versions = [], set()
    for release in releases:
        row = next(iter(engine.profile.read(release, [id_], region, regions.level_of(region)).rows()), None)
        if row is not None:
            versions.add(row["version"])
            found.append((frames.day(release).isoformat()[:7], figure(catalogue.indicator(id_), row, "registri")))
    if len(versions) > 1:
        raise versions_differ(id_)
    return points(found)


def versions_differ(id_: str) -> UserError:
    """Releases hold an indicator by different definitions."""
    return UserError(
        Text(f"Definisi `{id_}` berbeda antarrilis; tren tidak dibuat.", f"`{id_}` changed; no trend is made."),
        hint=Text("Bandingkan dua versinya pada satu rilis.", "Compare the versions on one release."),
        code="analysis-versions",
    )


def linked_series(id_: str) -> str | None:
    """The published series that belongs to an indicator."""
    return next((s.id for s in figure_series().values() if s.indicator == id_), None)


def hazards(release: ReleaseLike, codes: Sequence[str]) -> dict[str, float]:
    """The hazard of regions, 0 to 1: the mean over their places of the highest index there. Empty where the release has
    none; a region without any place has none."""
    highest: dict[str, float] = {}
    for path in release.files("hazard"):
        for row in pq.read_table(path, columns=["region_code", "indeks_bahaya"]).to_pylist():
            if row["indeks_bahaya"] is not None:
                highest[row["region_code"]] = max(row["indeks_bahaya"], highest.get(row["region_code"], 0.0))
    out = {}
    for code in codes:
        inside = [v for place_, v in highest.items() if place_ == code or place_.startswith(code + ".")]
        if inside:
            out[code] = sum(inside) / len(inside)
    return out


def targets(path: Path) -> dict[tuple[str, str], list[Target]]:
    """Targets by (indicator or series, region) from a CSV file: columns indicator, region, document, year, target, and
    baseline, baseline_year where known; comma or semicolon, decimals with point or (with semicolons) comma. Rows
    without a target are left out. UserError `targets-file`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise _targets(path, Text("Berkasnya bukan teks CSV.", "It is no CSV text.")) from None
    mark = ";" if ";" in text.partition("\n")[0] else ","
    found: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for line, row in enumerate(csv.DictReader(text.splitlines(), delimiter=mark), 2):
        if row.get("target") is not None and not row["target"].strip():
            continue
        try:
            made = Target(
                (row["document"] or "").strip(),
                year_of(row["year"]),
                _number(row["target"], mark),
                _number(row["baseline"], mark) if row.get("baseline") else None,
                year_of(row["baseline_year"]) if row.get("baseline_year") else None,
            )
        except (KeyError, ValueError, TypeError, AttributeError):
            said = Text(f"Periksa baris {line}: tahun dan sasarannya berupa angka.",
                        f"Look at line {line}: its year and target are numbers.")  # fmt: skip
            raise _targets(path, said) from None
        found[(row["indicator"].strip(), row["region"].strip())].append(made)
    return dict(found)


def _number(text: str, mark: str) -> float:
    return float(text.replace(".", "").replace(",", ".") if mark == ";" and "," in text else text)


def _targets(path: Path, why: Text) -> UserError:
    return UserError(
        Text("Berkas sasaran tidak dapat dibaca.", "The file of targets cannot be read."),
        detail=why,
        hint=Text(
            "Kolomnya: indicator, region, document, year, target, baseline, baseline_year.",
            "Columns: indicator, region, document, year, target, baseline, baseline_year.",
        ),
        where=path.name,
        code="targets-file",
    )


def latest(series: Sequence[Point]) -> Point | None:
    """The last point that has a value."""
    have = known(series)
    return have[-1] if have else None


def heads(*columns: tuple[str, Subject]) -> dict[str, Text]:
    """Heads of columns that hold the figures of these subjects: name and unit, as a page prints them."""

    def head(one: Subject) -> Text:
        unit = UNIT_WORDS.get(one.unit, Text(one.unit, one.unit))
        return Text(*(f"{one.label.in_(k)} ({unit.in_(k)})" if one.unit else one.label.in_(k) for k in ("id", "en")))

    return {name: head(one) for name, one in columns}
