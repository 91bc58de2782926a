"""Which families of the pool live in which village of the nation.

Whole households are drawn from the pool of the regency, urban villages from urban households and rural from rural.
Every household of the pool is drawn equally often (give or take one), so shares of the regency are those of the pool.
Which village gets whom goes by rank of welfare: villages lean to the better or the worse off (`LEAN`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sepakat.sample.places import Village
from sepakat.sample.seeds import stream

LEAN = 0.4  # correlation of the draw's rank with a number of the village's own


@dataclass(frozen=True)
class Households:
    """Households of a pool's regency. first: row of the first family; size: families; urban; welfare."""

    first: np.ndarray
    size: np.ndarray
    urban: np.ndarray
    welfare: np.ndarray

    def take(self, which: np.ndarray) -> Households:
        return Households(self.first[which], self.size[which], self.urban[which], self.welfare[which])


@dataclass(frozen=True)
class Filled:
    """Drawn households in village order. village: row of the villages given; first, size: as in the pool."""

    village: np.ndarray
    first: np.ndarray
    size: np.ndarray

    def of_villages(self, begin: int, end: int) -> Filled:
        """The households of villages `begin` to `end`, which count from 0 again."""
        a, b = np.searchsorted(self.village, (begin, end))
        return Filled(self.village[a:b] - begin, self.first[a:b], self.size[a:b])


def fill(seed: int, regency: str, villages: list[Village], pool: Households) -> Filled:
    """Households for all villages of a regency: as many families in all as the villages are to hold."""
    parts = []
    counts = np.array([v.families for v in villages])
    urban = np.array([v.urban for v in villages])
    for town in (False, True):
        rows = np.nonzero(urban == town)[0]
        if not len(rows):
            continue
        fitting = pool.take(np.nonzero(pool.urban == town)[0])
        source = fitting if len(fitting.first) else pool
        at, chosen = _stratum(stream(seed, regency, int(town), "isi-desa"), counts[rows], source)
        parts.append((rows[at], source.first[chosen], source.size[chosen]))
    village, first, size = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(village, kind="stable")
    return Filled(village[order], first[order], size[order])


def _stratum(rng: np.random.Generator, counts: np.ndarray, pool: Households) -> tuple[np.ndarray, np.ndarray]:
    """(village, row of the pool) per drawn household; families add up to the sum of `counts`."""
    total, n = int(counts.sum()), len(pool.first)
    slots = int(np.ceil(total / pool.size.mean() * 1.01)) + 2
    edges = np.cumsum(counts)
    about = np.searchsorted(edges, np.arange(slots) * (total / slots), side="right")
    lean = rng.normal(0, 1, len(counts))[about]
    score = LEAN * lean + np.sqrt(1 - LEAN**2) * rng.normal(0, 1, slots)
    rank = np.empty(slots, np.int64)
    rank[np.argsort(score)] = np.arange(slots)
    ranked = np.argsort(pool.welfare, kind="stable")
    # A random start, so that in a thin draw not always the same of several neighbours in rank are left out.
    chosen = ranked[np.minimum(((rank + rng.random()) * n / slots).astype(np.int64), n - 1)]
    before = np.cumsum(pool.size[chosen]) - pool.size[chosen]
    kept = before + pool.size[chosen] <= total
    kept &= np.cumsum(~kept) == 0
    chosen, before = chosen[kept], before[kept]
    short = total - int(pool.size[chosen].sum())
    single = np.nonzero(pool.size == 1)[0]
    if short and len(single):  # the household that did not fit had two families: one alone takes the last place
        chosen = np.r_[chosen, single[rng.integers(0, len(single), short)]]
        before = np.r_[before, total - short + np.arange(short)]
    return np.searchsorted(edges, before, side="right"), chosen
