"""Making a profile: count once by village, protect, roll up, write."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sepakat import catalogue
from sepakat.catalogue import Indicator
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.engine import frames, protecting, runners
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.profile import keeping, remembering, writing
from sepakat.engine.profile.layout import TOTAL, Facts, Kept
from sepakat.engine.profile.writing import Memory
from sepakat.engine.staging import Grouping, Stage, staged

UNITS = ("keluarga", "orang")


def build(
    release: ReleaseLike,
    out_dir: Path,
    *,
    on: dt.date | None = None,
    memory: Memory | None = None,
    before: keeping.Kept | None = None,
    remembered: remembering.Remembered | None = None,
    progress: Progress = SILENT,
) -> list[Path]:
    """Write the profile of a release (or of a build under way) to `out_dir`; gives the files that were written.

    All indicators that run on its registry frames, all regions, total and every standard breakdown that the frames
    hold. on: day of the dated parameters. before: counts of the release before that still hold. remembered: what
    was decided for the release before; with it, counts and decisions are kept beside the profile (`counts/`).
    UserError (code frame-missing) where there is no frame at all.
    """
    day = on or frames.day(release)
    present = {unit: frames.frame(release, unit, "registri") for unit in UNITS if _has(release, unit)}
    if not present:
        raise UserError(
            Text(f"Rilis {release.id} tidak memuat keluarga atau orang.", f"Release {release.id} holds no registry."),
            hint=Text("Masukkan berkas registri dahulu.", "Ingest a registry first."),
            code="frame-missing",
        )
    indicators = [
        i
        for i in catalogue.indicators().values()
        if i.satuan_analisis in present and frames.runs(i, present[i.satuan_analisis])
    ]
    groupings: dict[str, list[Grouping]] = {
        unit: [(), *((d,) for d, v in catalogue.dimensions().items() if unit in v.units and d in frame.columns)]
        for unit, frame in present.items()
    }
    out_dir.mkdir(parents=True, exist_ok=True)
    k = protecting.minimum("registri", day)
    with (
        runners.opened(release.path) as runner,
        staged(runner, present, indicators, groupings, day, out_dir, progress, before) as stage,
    ):
        if remembered is None:
            hidden = protecting.patterns(stage, k, progress=progress)
        else:
            remembered.at(stage.places)
            hidden = protecting.patterns(stage, k, progress=progress, slot=remembered.slot)
            remembered.write(out_dir.parent)
        kept = {i.id: _kept(stage, i, hidden.relatives[i.id]) for i in indicators}
        facts = Facts(kept, tuple(_dims(stage)), k, day.isoformat())
        written = writing.write(stage, hidden, facts, out_dir, memory, remembered, progress)
    return written


def _has(release: ReleaseLike, unit: str) -> bool:
    return any(release.has(name) for name, spec in catalogue.frames(unit).items() if spec.source == "registri")


def _kept(stage: Stage, indicator: Indicator, relatives: tuple[str, ...]) -> Kept:
    scale = stage.scale(indicator.id)
    return Kept(
        version=indicator.versi,
        unit=indicator.satuan_analisis,
        scale=scale,
        weighted=bool(indicator.penimbang),
        counted=not indicator.penimbang and scale == 1,
        relatives=relatives,
    )


def _dims(stage: Stage) -> list[str]:
    """`total` and the breakdowns of either unit, in catalogue order."""
    held = {g[0] for layout in stage.axes.values() for g in layout.groupings if g}
    return [TOTAL, *(name for name in catalogue.dimensions() if name in held)]
