"""What an analysis is about: an indicator that the release can count or estimate, or a series of published figures.

Written `sanitasi_layak` for an indicator, `seri:p0` or `seri:ipm@uhh_lf_sp2020` for a series (with its definition).
Every kind reads either through the same functions: `across` (one moment, many regions) and `history` (many moments).
Points in time of an indicator are those of the releases that this one was made from; the releases' own published
figures are read, so that a line tells no more than they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sepakat import catalogue, engine, regions
from sepakat.analysis import feeding
from sepakat.analysis.values import Figure, Point, Subject, points
from sepakat.catalogue import Indicator
from sepakat.catalogue.published import figure_series, one_series
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.lake import Lake

SERIES = "seri:"
REGISTRY = "registri"
MOST_RELEASES = 8
# What an earlier release may lack: it is left out of the line.
_ABSENT = frozenset({"frame-missing", "indicator-columns", "region-empty", "region-level", "figure-none",
                     "figure-region", "survey-level"})  # fmt: skip


@dataclass(frozen=True)
class Variable:
    """name: as written; indicator: None for a series; series: with its definition where one is named."""

    name: str
    subject: Subject
    indicator: Indicator | None = None
    series: str | None = None

    @property
    def source(self) -> str:
        """Where an indicator is counted unless said otherwise: the registry, else the survey that has it."""
        if self.indicator is None or not self.indicator.sources or REGISTRY in self.indicator.sources:
            return REGISTRY
        return self.indicator.sources[0]

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels that its figures reach, the usual one first."""
        if self.series is not None:
            held = one_series(self.series.partition("@")[0]).levels
            return tuple(x for x in ("kabupaten", "provinsi", "kecamatan", "desa") if x in held)
        return ("kabupaten", "kecamatan", "desa", "provinsi") if self.source == REGISTRY else ("kabupaten", "provinsi")


def variable(name: str) -> Variable:
    """The variable of this name; UserError of the catalogue for an unknown one."""
    if name.startswith(SERIES):
        series = name.removeprefix(SERIES)
        found, _, definition = series.partition("@")
        about, subject = one_series(found), feeding.subject_of_series(series)
        if definition and len(about.definitions) > 1:
            label = about.definition(definition).label
            told = Text(f"{subject.label.id}, {label.id}", f"{subject.label.en}, {label.en}")
            subject = Subject(told, subject.direction, subject.unit, subject.decimals)
        return Variable(name, subject, None, series)
    indicator = catalogue.indicator(name)
    return Variable(name, feeding.subject(indicator), indicator)


def across(release: Any, one: Variable, inside: str, level: str, source: str, month: str = "") -> dict[str, Figure]:
    """Figures of every region at a level inside another. Of a series: those of the last period that any of them has."""
    if one.series is None:
        return feeding.across(release, [one.name], inside, level, source)[one.name]
    codes = regions.load().codes(level, inside) if regions.level_of(inside) != level else [inside]
    held = published(release, one.series, codes, month)
    last = max((p.year for points_ in held.values() for p in points_), default=None)
    return {
        code: next((p.figure for p in held.get(code, []) if p.year == last), Figure(None))
        for code in codes
        if code in held
    }


def at(release: Any, one: Variable, region: str, source: str, month: str = "") -> Figure:
    """The figure of one region; without value where there is none."""
    try:
        return across(release, one, region, regions.level_of(region), source, month).get(region, Figure(None))
    except UserError as problem:
        if problem.code not in _ABSENT:
            raise
        return Figure(None)


def published(release: Any, series: str, codes: Sequence[str], month: str = "") -> dict[str, list[Point]]:
    """A published series by region. month: its round of the year; where none is named, the first of its rounds (in the
    order of the catalogue, which puts the one that speaks for regencies first) that these regions have."""
    rounds = one_series(series.partition("@")[0]).rounds
    problem: UserError | None = None
    for round_ in [month] if month or not rounds else rounds:
        try:
            return feeding.figure_points(release, series, codes, round_ or None)
        except UserError as error:
            if error.code != "figure-region":
                raise
            problem = problem or error
    assert problem is not None
    raise problem


def offered(release: Any) -> list[tuple[str, Text]]:
    """Published series of a release that can be asked about: names and labels, by definition where it has several."""
    try:
        held = engine.figures.held(release)
    except UserError:
        return []
    made = []
    for row in held:
        known = figure_series().get(row["series"])
        if known is not None:
            several = len(known.definitions) > 1
            name = f"{SERIES}{known.id}@{row['definition']}" if several else f"{SERIES}{known.id}"
            made.append((name, variable(name).subject.label))
    return made


def chain(release: Any) -> list[Any]:
    """The release and those it was made from, oldest first; of one kind (sample or real), as far as they are kept."""
    found, now = [release], release
    while getattr(now, "base", None) and len(found) < MOST_RELEASES:
        try:
            before = Lake.open(now.path.parent.parent).release(now.base)
        except UserError:  # removed since
            break
        if before.sample != now.sample:
            break
        found.append(before)
        now = before
    return found[::-1]


def history(
    release: Any, one: Variable, codes: Sequence[str], source: str, month: str = ""
) -> tuple[dict[str, list[Point]], Text | None]:
    """Points in time by region, and what is to be said of them. A series: its published figures. An indicator: one
    point a release; where only one release holds it, the published series that belongs to it, if there is one.
    UserError `analysis-versions` where releases hold different versions of its definition."""
    if one.series is not None:
        return published(release, one.series, codes, month), None
    found = _releases(release, one, codes, source)
    if max((sum(p.figure.value is not None for p in held) for held in found.values()), default=0) >= 2:
        return found, Text("Satu titik tiap rilis, pada tanggal rilis itu.", "One point a release, at its day.")
    linked = feeding.linked_series(one.name)
    if linked is None:
        return found, None
    try:
        held = published(release, linked, codes, month)
    except UserError as problem:
        if problem.code not in _ABSENT | {"figure-break"}:
            raise
        return found, None
    label = one_series(linked).label
    return held, Text(
        f"Indikator ini baru ada pada satu rilis; yang dipakai angka terbitan {label.id}.",
        f"This indicator is in one release only; the published figures of {label.en} are used.",
    )


def sample_of(release: Any, source: str) -> tuple[tuple[str, int], ...]:
    """What tells the survey of one release from that of another without reading it: its files and their sizes."""
    names = [name for name, spec in catalogue.tables().items() if spec.source == source]
    return tuple((path.name, path.stat().st_size) for name in names for path in release.files(name))


def _releases(release: Any, one: Variable, codes: Sequence[str], source: str) -> dict[str, list[Point]]:
    assert one.indicator is not None
    pairs: dict[str, list[tuple[str, Figure]]] = {code: [] for code in codes}
    versions, days, samples = set(), set(), set()
    levels: dict[tuple[str, str], list[str]] = {}
    for code in codes:
        levels.setdefault((regions.parent_code(code) or code, regions.level_of(code)), []).append(code)
    for of in chain(release):
        when = frames.day(of).isoformat()[:7]
        if source != REGISTRY:
            if sample_of(of, source) in samples:  # the same survey, taken over from the release before
                continue
            samples.add(sample_of(of, source))
        if when in days:  # a corrected release of the same month takes the place of the one before
            pairs = {code: [p for p in held if p[0] != when] for code, held in pairs.items()}
        days.add(when)
        for (above, level), wanted in levels.items():
            try:
                if source == REGISTRY:
                    rows = engine.profile.read(of, [one.name], above if level != "nasional" else "00", level).rows()
                else:
                    rows = engine.compute(of, [one.name], region=above, level=level, source=source).rows()
            except UserError:  # the release holds no such figures
                continue
            for row in rows:
                if row["region"] in wanted:
                    versions.add(row["version"])
                    pairs[row["region"]].append((when, feeding.figure(one.indicator, row, source)))
    if len(versions) > 1:
        raise feeding.versions_differ(one.name)
    return {code: points(held) for code, held in pairs.items()}
