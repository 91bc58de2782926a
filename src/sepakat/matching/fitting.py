"""The match weights fitted: expectation and maximisation over pairs that compete.

For each pair, log2 weight = Σ log2(m/u) + what a rare name adds (Fellegi and Sunter 1969). A record has at most one
partner in another list, so the odds of its pairs are shared out (`rivals`). That is what keeps brothers and namesakes
from being taken for one another, and makes the fit sound without labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sepakat.matching.comparing import ADDRESS_LEVEL, CARD_LEVEL, PLACE, VILLAGE_LEVEL
from sepakat.matching.pairs import Floats, Ints, Pairs
from sepakat.matching.rivals import Rivals, Sides

__all__ = ["Floats", "Ints", "Pairs", "Weights", "alone", "fit", "shared_out", "start"]

_ROUNDS = 30
_STEPS = 4  # of sharing out, in each round: each begins where the last one ended
_ADDRESS = 2  # position of u among people of one address in `Weights.local`
_SMOOTH = 0.5  # pairs added to each level, so that none is impossible
_MOST = 60.0  # bound of a log2 weight
_NONE = 0.06  # m of no agreement, at most: a person is not another's name and birth date


@dataclass(frozen=True)
class Weights:
    """What a model holds: names of the comparisons, m and u by level (index 0 = none), and the chance that two records
    taken at random are one person. local: u among two people of one village, of one family, and of one address, where
    names, birth dates and numbers are more alike than anywhere; empty where places are not compared."""

    names: tuple[str, ...]
    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    prior: float
    local: tuple[tuple[Floats, ...], ...] = ()

    def of(self, pairs: Pairs) -> Floats:
        """log2 odds of each pair, before rivals."""
        total = logit(self.prior) + pairs.rare.astype(np.float64)
        near = self.near(pairs)
        for n, (row, m) in enumerate(zip(pairs.levels, self.m, strict=True)):
            tables = np.stack([np.append(np.log2(m / u[n]), 0.0) for u in (self.u, *self.local)])  # at -1: missing
            total += tables[near, row]
        bounded: Floats = np.clip(total, -_MOST, _MOST)
        return bounded

    def near(self, pairs: Pairs) -> Ints:
        """For each pair which u holds: 0 of anyone, 1 of one village, 2 of one family, 3 of one address."""
        if not self.local:
            return np.zeros(len(pairs), np.int64)
        place = pairs.levels[self.names.index(PLACE.name)]
        found: Ints = (place >= VILLAGE_LEVEL).astype(np.int64) + (place >= CARD_LEVEL)
        if len(self.local) > _ADDRESS:
            found[place == ADDRESS_LEVEL] = _ADDRESS + 1
        return found

    def only(self, names: tuple[str, ...]) -> Weights:
        """The weights of some of the comparisons."""
        at = [self.names.index(name) for name in names]
        m, u = (tuple(side[n] for n in at) for side in (self.m, self.u))
        return Weights(names, m, u, self.prior, self.local_of(names))

    def local_of(self, names: tuple[str, ...]) -> tuple[tuple[Floats, ...], ...]:
        """`local` for some of the comparisons; empty where the place is not among them."""
        if PLACE.name not in names:
            return ()
        at = [self.names.index(name) for name in names]
        return tuple(tuple(one[n] for n in at) for one in self.local)

    def chances(self) -> dict[str, Any]:
        """m and u as Splink's settings want them: fullest agreement first."""
        return {
            name: {"m": [float(x) for x in m[::-1]], "u": [float(x) for x in u[::-1]]}
            for name, m, u in zip(self.names, self.m, self.u, strict=True)
        }


def shared_out(pairs: Pairs, log_odds: Floats, twin: Ints | None = None) -> Floats:
    """Probability of each pair when each record has one partner at most (`rivals.Rivals`)."""
    return Rivals(pairs, twin).share_out(log_odds)


def start(sizes: tuple[int, ...]) -> tuple[Floats, ...]:
    """m to begin with: fuller agreement more likely, none at all 2 %."""
    found = []
    for levels in sizes:
        m = 0.98 * 0.5 ** np.arange(levels, dtype=np.float64)[::-1]
        m[0] = 0.02
        found.append(m / m.sum())
    return tuple(found)


def alone(log_odds: Floats) -> Floats:
    """Probability of each pair by itself: inside one list a person may be there any number of times."""
    found: Floats = 1.0 / (1.0 + np.exp2(-log_odds))
    return found


def fit(
    pairs: Pairs,
    begin: Weights,
    possible: float,
    *,
    rivals: bool = True,
    hold: bool = False,
    sides: Sides | None = None,
) -> Weights:
    """Fit m and the prior on pairs, u held. possible: number of pairs there could be (records × records).

    rivals: whether a record has one partner at most. hold: keep m too, and fit the prior only (a model used again on
    other lists). sides: the lists of the pairs, so that the odds before comparing are those of records that nobody else
    takes. Ends after _ROUNDS, or when nothing moves by a thousandth.
    """
    m, u, prior = begin.m, begin.u, begin.prior
    graph = Rivals(pairs) if rivals else None
    before = sides.start(prior) if sides is not None else None
    for _ in range(_ROUNDS):
        weight = Weights(begin.names, m, u, prior, begin.local).of(pairs)
        if graph is None:
            p = alone(weight)
        elif sides is None or before is None:
            p = graph.share_out(weight)
        else:
            p = graph.share_out(weight - logit(prior) + before[sides.at], _STEPS)
            before = sides.odds(p)
        fitted = []
        for row, old in zip(pairs.levels, m, strict=True):
            known = row >= 0
            counts = np.bincount(row[known], weights=p[known], minlength=len(old)) + _SMOOTH
            share = counts / counts.sum()
            if len(share) > 3 and share[0] > _NONE:  # comparisons that tell people apart
                share = np.append(_NONE, share[1:] * (1 - _NONE) / share[1:].sum())
            fitted.append(old if hold else share)
        found = min(max(float(p.sum()), 1.0) / possible, 0.5)
        moved = max(float(np.abs(a - b).max()) for a, b in zip(fitted, m, strict=True))
        done = moved < 1e-3 and abs(found / prior - 1) < 1e-3
        m, prior = tuple(fitted), found
        if done:
            break
    return Weights(begin.names, m, u, prior, begin.local)


def logit(prior: float) -> float:
    """log2 odds of a chance."""
    return float(np.log2(prior / (1 - prior)))
