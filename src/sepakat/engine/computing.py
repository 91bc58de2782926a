"""`compute`: figures of any indicators for the regions of a level, broken down, protected unless told otherwise."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from sepakat import catalogue
from sepakat.core.progress import SILENT, Progress
from sepakat.core.table import Table
from sepakat.engine import frames, profile, protecting, request, result, runners, surveys
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.request import Request
from sepakat.engine.staging import Grouping, Stage, staged


def compute(
    release: ReleaseLike,
    ids: Sequence[str],
    *,
    region: str = "53",
    level: str = "desa",
    by: Sequence[str] = (),
    source: str = "registri",
    protect: bool = True,
    on: dt.date | None = None,
    progress: Progress = SILENT,
) -> Table:
    """Indicators for every region at `level` inside `region` that the release holds.

    by: up to three breakdowns at once (any column with a code list); a row per class that occurs, None for unknown.
    source: `registri` (a full count), `susenas` or `sakernas` (weighted, with standard errors; regency and above).
    protect: hide small cells and those that would give them away. on: day of the dated parameters, by default the
    release's. Rows: indicator, region, level, <by>, value, numerator, denominator, n, suppressed, release, version;
    surveys add se, rse, low, high, df, sign. An empty denominator gives value None with n = 0, not suppressed.
    UserError: unknown-indicator, indicator-columns, dimension-unknown, dimension-person, dimension-frame,
    dimension-many, region-level, region-empty, frame-missing, survey-level.
    """
    asked = request.check(release, ids, region, level, by, source)
    day = on or frames.day(release)
    if source != "registri":
        return surveys.compute(release, asked, source, protect=protect, on=day)
    if protect and on is None and profile.answers(release, asked):
        return profile.read(release, [i.id for i in asked.indicators], asked.region, asked.level, _single(asked))
    return _count(release, asked, protect, day, progress)


def _single(asked: Request) -> str | None:
    return asked.by[0] if asked.by else None


def _count(release: ReleaseLike, asked: Request, protect: bool, day: dt.date, progress: Progress) -> Table:
    groupings: list[Grouping] = [asked.by] if asked.by else []
    if protect:  # a table by two things is protected together with the tables by one of them
        groupings = [g for size in range(1, len(asked.by) + 1) for g in itertools.combinations(asked.by, size)]
    k = protecting.minimum("registri", day)
    counted = [*asked.indicators, *(_relatives(release, asked) if protect else ())]
    wanted = {unit: [(), *groupings] for unit in asked.frames}
    with (
        runners.opened(release.path) as runner,
        staged(runner, asked.frames, counted, wanted, day, progress=progress) as stage,
    ):
        hidden: Mapping[str, np.ndarray] = {}
        if protect:
            before = {i.id: _published(release, stage, i.id, asked) for i in counted}
            found = protecting.patterns(stage, k, before, progress)
            hidden = {i.id: found.of(i.id) for i in asked.indicators}
        figures = [_figures(stage, i, asked, hidden.get(i.id)) for i in asked.indicators]
        request.check_inside(asked.region, asked.region in stage.places.index, release.id)
    return result.table(figures, level=asked.level, by=asked.by, release=release, protected=protect, k=k)


def _relatives(release: ReleaseLike, asked: Request) -> list[catalogue.Indicator]:
    """Indicators that were not asked for, but on whose hidden cells those of the asked ones rest."""
    known = profile.facts(release)
    names = {r for i in asked.indicators if i.id in known for r in known[i.id].relatives}
    found = [catalogue.indicator(name) for name in sorted(names - {i.id for i in asked.indicators})]
    return [i for i in found if i.satuan_analisis in asked.frames and frames.runs(i, asked.frames[i.satuan_analisis])]


def _published(release: ReleaseLike, stage: Stage, name: str, asked: Request) -> dict[Grouping, np.ndarray]:
    """What the release's own profile hides of this indicator, in total and by each standard breakdown asked for."""
    if not profile.has(release, name):
        return {}
    layout = stage.axes[stage.indicators[name].satuan_analisis]
    wanted: list[Grouping] = [(), *((d,) for d in asked.by if d in catalogue.dimensions())]
    return {g: profile.hidden(release, name, stage.places.codes, g, layout.combos[g]) for g in wanted}


def _figures(stage: Stage, indicator: catalogue.Indicator, asked: Request, hidden: np.ndarray | None) -> result.Figures:
    tree, layout = stage.places.tree, stage.axes[indicator.satuan_analisis]
    columns = layout.columns(asked.by)
    nodes = np.array(stage.places.inside(asked.region, asked.level), np.int64)
    rows = tree.roll_up(np.asarray(stage.rows(indicator.satuan_analisis)[:, columns], np.int64))[nodes]
    shown = rows > 0
    if hidden is not None and len(asked.by) > 1:  # listing only the classes that occur would tell which are empty
        shown |= hidden[nodes][:, columns] & rows.any(axis=1, keepdims=True)
    place, klass = np.nonzero(shown)
    combos = [layout.combos[asked.by][j] for j in klass]

    def cells(part: str) -> np.ndarray:
        return tree.roll_up(np.asarray(stage.array(indicator.id, part)[:, columns], np.int64))[nodes][place, klass]

    return result.Figures(
        indicator=indicator,
        regions=[stage.places.codes[nodes[i]] for i in place],
        classes={name: [combo[i] for combo in combos] for i, name in enumerate(asked.by)},
        num=cells("num"),
        den=cells("den"),
        n=cells("n"),
        hits=cells("hits"),
        hidden=np.zeros(len(place), bool) if hidden is None else hidden[nodes][:, columns][place, klass],
        scale=stage.scale(indicator.id),
    )
