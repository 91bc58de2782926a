"""`count`: any indicators for every region of a release at once, as whole numbers in arrays.

One pass over each frame counts by village; every level above is sums of villages. What comes out is exact and not
protected: it is for work inside, and leaves only through what protects it (`compute`, a profile).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sepakat import catalogue
from sepakat.core.progress import SILENT, Progress
from sepakat.engine import frames, runners
from sepakat.engine.frames import Frame, ReleaseLike
from sepakat.engine.places import Places
from sepakat.engine.staging import Stage, staged

PARTS = ("num", "den", "n", "hits")


@dataclass(frozen=True)
class Counts:
    """Figures of every region, in the order of `places.codes`. scale: what `num` is to be divided by."""

    places: Places
    scale: Mapping[str, int]
    parts: Mapping[tuple[str, str], np.ndarray]

    def array(self, name: str, part: str) -> np.ndarray:
        """One part (`num`, `den`, `n`, `hits`) of an indicator, a value per region."""
        return self.parts[name, part]


def count(
    release: ReleaseLike, ids: Sequence[str], *, on: dt.date | None = None, progress: Progress = SILENT
) -> Counts:
    """The indicators of these ids for nation, provinces, regencies, districts and villages, from the registry.

    UserError: unknown-indicator, frame-missing, indicator-columns.
    """
    wanted = [catalogue.indicator(name) for name in ids]
    held: dict[str, Frame] = {}
    for one in wanted:
        if one.satuan_analisis not in held:
            held[one.satuan_analisis] = frames.frame(release, one.satuan_analisis, "registri")
        frames.check_runs(one, held[one.satuan_analisis])
    day = on or frames.day(release)
    with (
        runners.opened(release.path) as runner,
        staged(runner, held, wanted, {unit: [()] for unit in held}, day, progress=progress) as stage,
    ):
        return _summed(stage)


def _summed(stage: Stage) -> Counts:
    made: dict[int, np.ndarray] = {}  # parts that are one and the same array are added up once
    parts = {}
    for name in stage.indicators:
        for part in PARTS:
            villages = stage.array(name, part)
            if id(villages) not in made:
                made[id(villages)] = stage.places.tree.roll_up(np.asarray(villages[:, 0], np.int64))
            parts[name, part] = made[id(villages)]
    return Counts(stage.places, {name: stage.scale(name) for name in stage.indicators}, parts)
