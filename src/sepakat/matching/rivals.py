"""Pairs that compete: a record has one partner at most in another list, so its pairs share out what is likely.

The chance of a set of links is proportional to the product of their odds (Fortini, Liseo, Nuccitelli and Scanu 2001;
Sadinle 2017). What it says of each single pair is found by belief propagation on the graph of pairs, exact where that
is a tree (Huang and Jebara 2009): a record is free for a pair as far as its other pairs' partners are not free for it.
Someone who clearly belongs elsewhere is hardly a rival.

The odds before any comparison are those of two records that nobody else takes: of `n` links between lists of `a` and
`b` records, n / ((a - n) (b - n)). Where lists overlap much, few are left over, and what fits is likely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sepakat.matching.pairs import Floats, Ints, Pairs

_ROUNDS = 30
_STILL = 1e-4
_LEFT_OVER = 0.02  # share of the shorter list that is taken to be without a partner, at least


@dataclass(frozen=True)
class Sides:
    """Which two lists each pair is between. at: for each pair a position in `left`, `right`: the records of its lists.
    share: part of all pairs that are at hand (a training sample)."""

    at: Ints
    left: Floats
    right: Floats
    share: float = 1.0

    def start(self, prior: float) -> Floats:
        """log2 odds before any comparison, where two records taken at random are one person with this chance."""
        return self._log_odds(prior * self.left * self.right)

    def odds(self, p: Floats) -> Floats:
        """log2 odds before any comparison, from the probabilities of all pairs at hand."""
        return self._log_odds(np.bincount(self.at, weights=p, minlength=len(self.left)) / self.share)

    def _log_odds(self, links: Floats) -> Floats:
        n = np.clip(links, 1.0, (1 - _LEFT_OVER) * np.minimum(self.left, self.right))
        found: Floats = np.log2(n / ((self.left - n) * (self.right - n)))
        return found


class Rivals:
    """The pairs as a graph. twin: for each record number the number of the person it stands for, where records of one
    list are the same person: they do not compete."""

    def __init__(self, pairs: Pairs, twin: Ints | None = None) -> None:
        who = (pairs.left, pairs.right) if twin is None else (twin[pairs.left], twin[pairs.right])
        self._left = _Ends(pairs.left, who[1], twin is not None)
        self._right = _Ends(pairs.right, who[0], twin is not None)
        self._free = np.ones(len(pairs))  # how free the left record is for each pair

    def share_out(self, log_odds: Floats, rounds: int = _ROUNDS) -> Floats:
        """Probability of each pair. What was found before is where the next search begins."""
        odds, free = np.exp2(log_odds), self._free
        other = free
        for _ in range(rounds):
            other = 1.0 / (1.0 + self._right.others(odds * free))
            new = 1.0 / (1.0 + self._left.others(odds * other))
            if float(np.abs(new - free).max(initial=0.0)) < _STILL:
                free = new
                break
            free = np.sqrt(free * new)  # halfway, so that it does not swing to and fro
        self._free = free
        joined = odds * free * other
        found: Floats = joined / (1.0 + joined)
        return found


class _Ends:
    """Pairs by the record at one end."""

    def __init__(self, key: Ints, person: Ints, twins: bool) -> None:
        self._key, self._size = key, int(key.max(initial=0)) + 1
        self._group: Ints | None = None
        if twins and len(key):
            code = key * (int(person.max()) + 1) + person
            order = np.argsort(code, kind="stable")
            first = np.concatenate([[True], code[order][1:] != code[order][:-1]])
            if not first.all():
                self._order, self._starts = order, np.nonzero(first)[0]
                self._group = np.empty(len(key), np.int64)
                self._group[order] = np.cumsum(first) - 1
                self._first_key = key[order][first]

    def others(self, odds: Floats) -> Floats:
        """For each pair: the sum of odds over the other persons that its record could be, the best pair of each."""
        if self._group is None:
            mine, total = odds, np.bincount(self._key, weights=odds, minlength=self._size)
        else:
            best = np.maximum.reduceat(odds[self._order], self._starts)
            mine, total = best[self._group], np.bincount(self._first_key, weights=best, minlength=self._size)
        found: npt.NDArray[np.float64] = np.maximum(total[self._key] - mine, 0.0)
        return found
