"""What disclosure control decided before, group by group, so that only groups whose counts changed are decided anew.

A *group* is a region with the regions below it: which of them and which classes are hidden there (`disclosure_cells`,
one level of `solve`) rests on the group alone. The nation itself is not remembered: any change changes it. Each
group has a hash of all that its decision rests on; where it is the hash of before, the decision of before stands.

A breakdown of which nothing changed is not looked into at all: its whole pattern stands under one hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True)
class Whole:
    """The pattern of a whole breakdown: `seen` a hash of all that it rests on, `hidden` its cells, packed."""

    seen: bytes
    hidden: NDArray[np.uint8]


@dataclass
class Memory:
    """Decisions for one breakdown of one table. match: per level, for each group its number before (-1: it was not).

    kept: the whole pattern of before, where the regions are those of before. now: the whole pattern, once decided.
    """

    before: Mapping[int, Level] = field(default_factory=dict)
    match: Mapping[int, Ints] = field(default_factory=dict)
    made: dict[int, Level] = field(default_factory=dict)
    kept: Whole | None = None
    now: Whole | None = None

    def recalled(self, seen: bytes, shape: tuple[int, int]) -> Bools | None:
        """The whole pattern (nodes, classes) of before where it rested on the same (`seen`), else None."""
        if self.kept is None or self.kept.seen != seen:
            return None
        self.now, self.made = self.kept, dict(self.before)
        return np.unpackbits(self.kept.hidden, count=shape[0] * shape[1]).reshape(shape).astype(bool)

    def keep(self, seen: bytes, hidden: Bools) -> None:
        """The whole pattern was decided."""
        self.now = Whole(seen, np.packbits(hidden))

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


def seen(*arrays: NDArray | None, more: Iterable[object] = ()) -> bytes:
    """One hash of arrays (their kinds and shapes too) and plain values: what a whole pattern rests on."""
    running = hashlib.blake2b(repr(tuple(more)).encode(), digest_size=16)
    for one in arrays:
        running.update(b"-" if one is None else f"{one.dtype.str}{one.shape}".encode())
        if one is not None:
            running.update(np.ascontiguousarray(one).data)
    return running.digest()


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
