"""Counting units by place or class and by what a scenario does with them, with the sums of record keys for the noise.

Every count that leaves is of a set of units; the noise of a set follows from the sum of its record keys, and sums of
disjoint sets add up. So units are counted once by class and state, and any union of states is read off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sepakat.core.cellkey import Keys, Noise
from sepakat.targeting.scenarios.base import Base, Bools, Floats, Ints, blocks

RULE, HAS, ELSEWHERE, SELECTED, LEFT, DUE = (1 << i for i in range(6))
STATES = 1 << 6


@dataclass(frozen=True)
class Tally:
    """n, key: by class (rows) and state (columns)."""

    n: Ints
    key: Keys

    def of(self, all_: int = 0, none: int = 0, some: int = 0) -> tuple[Ints, Keys]:
        """Count and key of each class: units with every flag of `all_`, no flag of `none`, any of `some` (if given)."""
        states = np.arange(STATES)
        keep = ((states & all_) == all_) & ((states & none) == 0)
        if some:
            keep &= (states & some) != 0
        return self.n[:, keep].sum(axis=1), self.key[:, keep].sum(axis=1, dtype=np.uint64)

    def total(self) -> Tally:
        """All classes together, as one row."""
        return Tally(self.n.sum(axis=0, keepdims=True), self.key.sum(axis=0, keepdims=True, dtype=np.uint64))

    def rows(self, keep: Bools) -> Tally:
        """Some classes taken together, as one row."""
        return Tally(self.n[keep], self.key[keep]).total()


def states(base: Base, rule: Bools, selected: Bools, left: Bools) -> npt.NDArray[np.int8]:
    """The flags of each unit."""
    found = rule * np.int8(RULE)
    for flag, units in (
        (HAS, base.has),
        (ELSEWHERE, base.elsewhere),
        (SELECTED, selected),
        (LEFT, left),
        (DUE, base.due),
    ):
        found += units * np.int8(flag)
    return found


def halves(keys: Keys) -> tuple[Floats, Floats]:
    """Low and high 24 bits of record keys, as numbers whose sums are exact."""
    low = (keys & np.uint64((1 << 24) - 1)).astype(np.float64)
    return low, (keys >> np.uint64(24)).astype(np.float64)


def tally(
    state: npt.NDArray[np.integer], place: npt.NDArray[np.integer], size: int, keys: npt.NDArray[np.uint64]
) -> Tally:
    """Units by `place` (0..size-1) and state. keys: their record keys (sums of halves stay exact below 2**53)."""
    n, lows, highs = np.zeros(size * STATES, np.int64), np.zeros(size * STATES), np.zeros(size * STATES)
    for rows in blocks(len(state)):
        at = place[rows].astype(np.int64) * STATES + state[rows]
        low, high = halves(keys[rows])
        n += np.bincount(at, minlength=size * STATES)
        lows += np.bincount(at, low, size * STATES)
        highs += np.bincount(at, high, size * STATES)
    with np.errstate(over="ignore"):
        key = lows.astype(np.uint64) + (highs.astype(np.uint64) << np.uint64(24))
    return Tally(n.reshape(size, STATES), key.reshape(size, STATES))


def noised(noise: Noise, n: Ints, key: Keys, secret: bytes) -> Ints:
    """Shown counts of sets."""
    return noise.counts(n.astype(np.int64), key, secret)
