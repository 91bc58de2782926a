"""What disclosure control decided before, group by group, so that only groups whose counts changed are decided anew.

A *group* is a region with the regions below it: which of them and which classes are hidden there (`disclosure_cells`,
one level of `solve`) rests on the group alone, save the exact audit, which is done for all groups together every time.
Only the two lowest levels are remembered: above them are few groups, and a change anywhere below changes them. Each
group has a hash of all that its decision rests on; where it is the hash of before, the decision of before stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sepakat.core.disclosure import Bools, Ints

Uints = NDArray[np.uint64]
_MOST = 2.0**62  # above are sums of "no limit" only, which the counts below them tell too
_DICE = np.random.default_rng(20261123)
_FACTORS = _DICE.integers(1, 2**63, (8, 4096), dtype=np.uint64) * np.uint64(2) + np.uint64(1)


@dataclass(frozen=True)
class Level:
    """Decisions for the groups of one level: `seen` a hash per group, `rows` its regions, `pending` the cells to be
    proven; regions, classes and failed as `disclosure_cells` has them, the groups one after the other."""

    seen: Uints
    rows: Ints
    pending: Ints
    regions: Bools
    classes: Bools
    failed: Bools


@dataclass
class Memory:
    """Decisions for one breakdown of one table. match: per level, for each group its number before (-1: it was not)."""

    before: Mapping[int, Level] = field(default_factory=dict)
    match: Mapping[int, Ints] = field(default_factory=dict)
    made: dict[int, Level] = field(default_factory=dict)

    def known(self, level: int, seen: Uints, classes: int) -> Ints:
        """For each group its number before where the same was decided about, else -1."""
        old = self.before.get(level)
        none = np.full(len(seen), -1, np.int64)
        if old is None or level not in self.match or old.classes.shape[1] != classes:
            return none
        at = self.match[level]
        same = (at >= 0) & (len(old.seen) > 0)
        same[same] = old.seen[at[same]] == seen[same]
        return np.where(same, at, none)


def spans(starts: Ints, counts: Ints) -> Ints:
    """The numbers `start … start + count - 1` of each, one after the other."""
    ends = np.cumsum(counts)
    return np.repeat(starts - (ends - counts), counts) + np.arange(int(ends[-1]) if len(ends) else 0)


def starts(counts: Ints) -> Ints:
    """Where each begins when they lie one after the other."""
    return np.cumsum(counts) - counts


def rows(values: NDArray, salt: int) -> Uints:
    """A hash of each row of a matrix of counts (or truth values). salt: another one gives other hashes."""
    # as whole numbers: the bits of small floats differ at the upper end only, which a product would push out
    flat = np.minimum(values, _MOST).astype(np.int64).view(np.uint64)
    return mixed(flat @ _FACTORS[salt, : flat.shape[1]] + _FACTORS[salt, -1])


def mixed(values: Uints) -> Uints:
    """Each number stirred, so that sums of them tell what they are sums of (overflow is meant)."""
    out = (values ^ (values >> np.uint64(32))) * np.uint64(0x9E3779B97F4A7C15)
    return out ^ (out >> np.uint64(29))


def grouped(hashes: Uints, group: Ints, groups: int) -> Uints:
    """A hash per group of the hashes in it, in their order. group: which one each lies in, in any order."""
    if not len(group):
        return np.zeros(groups, np.uint64)
    if (group[1:] < group[:-1]).any():
        order = np.argsort(group, kind="stable")
        hashes, group = hashes[order], group[order]
    counts = np.bincount(group, minlength=groups)
    first = starts(counts)
    out = np.zeros(groups, np.uint64)
    filled = np.flatnonzero(counts)
    place = (2 * (np.arange(len(group)) - first[group]) + 1).astype(np.uint64)
    out[filled] = np.add.reduceat(hashes * place, first[filled])
    return mixed(out + counts.astype(np.uint64))
