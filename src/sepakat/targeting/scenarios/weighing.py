"""Sums that leave with noise: payments, the poverty gap, and the errors' sums of chances.

A sum gets the noise of a count times its largest contributor (`core.cellkey`); keys are those of the units in it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sepakat.core.cellkey import Noise
from sepakat.targeting.scenarios import judging
from sepakat.targeting.scenarios.base import Base, Bools, Floats
from sepakat.targeting.scenarios.judging import Figure, Sums
from sepakat.targeting.scenarios.model import Scenario
from sepakat.targeting.scenarios.running import Result
from sepakat.targeting.scenarios.tallying import SELECTED, Tally, tally


def payments(result: Result, place: npt.NDArray[np.integer], size: int, noise: Noise) -> Floats:
    """Noised number of units paid for (of members, where members are) by place."""
    base, units = result.base, result.chosen.selected
    found = tally(np.full(len(units), SELECTED), place[units], size, base.keys[units])
    n, key = found.of(all_=SELECTED)
    if not result.scenario.per_person:
        return noise.counts(n, key, base.secret).astype(np.float64)
    each = base.members[units].astype(np.float64)
    total = np.bincount(place[units], each, size).astype(np.float64)
    top = np.zeros(size)
    np.maximum.at(top, place[units], each)
    # the count decides whether anything is shown; members follow it
    shown = noise.sums(total, top, key, base.secret)
    return np.where(noise.counts(n, key, base.secret) >= noise.minimum, shown, 0.0)


def shares(scenario: Scenario, paid: Mapping[str, float]) -> dict[str, float]:
    """Percent by payer over several places, weighted by what is paid there."""
    total = sum(paid.values())
    if not total:
        return {payer: float(scenario.shares.get(payer, 0.0)) for payer in scenario.payers}
    return {
        payer: sum(n * scenario.shares_of(code).get(payer, 0.0) for code, n in paid.items()) / total
        for payer in scenario.payers
    }


def gap(result: Result, whole: Tally, noise: Noise) -> tuple[float, float] | None:
    """Noised poverty gap before, and what is closed (Rp a month); None where it is not counted."""
    found, base = result.gap, result.base
    if found is None:
        return None
    before = base.shortfall
    everyone = ~np.isnan(before)
    n, key = whole.of(all_=SELECTED)
    closed = noise.sums(
        np.array([found.closed]), np.array([found.largest * result.scenario.take_up / 100]), key, base.secret
    )
    largest = np.array([float(before[everyone].max())])
    all_ = noise.sums(np.array([found.before]), largest, _key(base, everyone), base.secret)
    return float(all_[0]), float(min(max(closed[0], 0.0), all_[0])) if n[0] else 0.0


def errors(result: Result, reach: Floats, noise: Noise) -> dict[str, Figure]:
    """The errors of those whom `reach` reaches, from noised sums; empty where too few are counted."""
    base = result.base
    found = judging.sums(base, reach)
    counted = base.ranked & ~base.elsewhere
    due = counted & base.due
    if int(due.sum()) < noise.base:
        return {}
    top = float(reach.max()) if len(reach) else 0.0
    reached, missed = due & (reach > 0), due & (reach < 1)
    told = Sums(
        *_scaled(base, noise, found.n_reached, found.n_missed, reached, missed, top),
        *_scaled(base, noise, found.p_reached, found.p_missed, reached, missed, top),
        found.own_reached,
        found.own_missed,
        found.swing_reached,
        found.swing_missed,
        noised(base, noise, found.rest, counted & ~base.due & (reach < 1), 1.0),
        noised(base, noise, found.wrong, counted & ~base.due & (reach > 0), top),
    )
    return judging.judge(told, base.calibration.miss)


def _scaled(
    base: Base, noise: Noise, a: Floats, b: Floats, reached: Bools, missed: Bools, top: float
) -> tuple[Floats, Floats]:
    made = []
    for sums, units, largest in ((a, reached, top), (b, missed, 1.0)):
        total = float(sums.sum())
        made.append(sums * (noised(base, noise, total, units, largest) / total) if total > 0 else sums)
    return made[0], made[1]


def noised(base: Base, noise: Noise, total: float, units: Bools, largest: float) -> float:
    """A noised sum over a set of units, of which none adds more than `largest`; never below 0."""
    if not units.any() or total <= 0:
        return 0.0
    return max(float(noise.sums(np.array([total]), np.array([largest]), _key(base, units), base.secret)[0]), 0.0)


def _key(base: Base, units: Bools) -> npt.NDArray[np.uint64]:
    """The cell key of a set of units."""
    with np.errstate(over="ignore"):
        return np.array([base.keys[units].sum(dtype=np.uint64)], np.uint64)
