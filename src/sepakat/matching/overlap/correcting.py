"""Overlaps corrected for linkage error: how many would be in each part of the picture had every link been right.

**Model.** Linkage fails by records, not by pairs: an entry with a missing or mistyped number is missed from every side.
Let v_i be the chance that an entry of list i can be linked; a pair of lists i, j then has recall v_i v_j. A person who
truly is in the lists S shows up as one person in those of S whose entries can be linked, and as one more person for
each entry that cannot. That is a triangular matrix over the parts of the picture; the true numbers are its solution.
Precision is the same with the roles changed: an entry wrongly joined (chance 1 - q_i, pair precision q_i q_j) stands
for itself. Both keep the length of every list, because a link neither makes nor loses entries.

v and q come from the measured recall and precision of the pairs (least squares of their logarithms, at most 1), their
interval from draws of the pairs' intervals (normal on the logit scale). Written anew from the definition; compare
Chipperfield & Chambers (2015) and Zult et al. (2021) on totals under linkage error.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS = 200
Z95 = 1.959964


@dataclass(frozen=True)
class Share:
    """A measured share with its 95 percent interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class PairQuality:
    """How well two lists were linked: measured on truth or on a clerical sample."""

    precision: Share
    recall: Share


Quality = Mapping[frozenset[str], PairQuality]


def chances(lists: Sequence[str], pairs: Mapping[frozenset[str], Any]) -> Floats:
    """v_i of each list from shares of pairs: least squares of log share = log v_i + log v_j, none above 1.

    Two lists give one equation for two unknowns; least squares shares the failure evenly. Shares may be arrays: the
    lists are then the last axis.
    """
    told = [(i, j) for i, j in itertools.combinations(range(len(lists)), 2) if frozenset((lists[i], lists[j])) in pairs]
    rows = np.zeros((len(told), len(lists)))
    for row, (i, j) in enumerate(told):
        rows[row, [i, j]] = 1.0
    shares = [np.asarray(pairs[frozenset((lists[i], lists[j]))], np.float64) for i, j in told]
    found = np.log(np.maximum(np.stack(shares, axis=-1), 1e-6)) @ np.linalg.pinv(rows).T
    return np.minimum(np.exp(found), 1.0)


def splitting(v: Floats) -> Floats:
    """The matrix that takes numbers by true lists to numbers by linked lists: column S (bits) says as which persons
    one person of S shows up. v: (…, lists); gives (…, 2**lists, 2**lists)."""
    k = v.shape[-1]
    size = 1 << k
    made = np.zeros((*v.shape[:-1], size, size))
    made[..., 0, 0] = 1.0
    for whole in range(1, size):
        members = [i for i in range(k) if whole >> i & 1]
        for held in itertools.product((False, True), repeat=len(members)):
            chance = np.ones(v.shape[:-1])
            for i, yes in zip(members, held, strict=True):
                chance = chance * (v[..., i] if yes else 1 - v[..., i])
            together = sum(1 << i for i, yes in zip(members, held, strict=True) if yes)
            if together:
                made[..., together, whole] += chance
            for i, yes in zip(members, held, strict=True):
                if not yes:
                    made[..., 1 << i, whole] += chance
    return made


@dataclass(frozen=True)
class Repair:
    """Matrices from shown to true numbers: by the measured shares, and by draws of them."""

    centre: Floats
    drawn: Floats

    def draws(self, counts: Floats) -> Floats:
        """(DRAWS, rows, 2**k): corrected numbers under draws of the pairs' recall and precision; may be below 0."""
        return np.asarray(np.atleast_2d(counts) @ self.drawn.transpose(0, 2, 1), np.float64)

    def correct(self, counts: Floats) -> tuple[Floats, Floats, Floats]:
        """(corrected, low, high) of counts by pattern, (rows, 2**k). The corrected numbers are at least 0; low and high
        hold 95 percent of the draws, and the corrected number."""
        counts = np.atleast_2d(np.asarray(counts, np.float64))
        centre = counts @ self.centre.T
        low, high = np.quantile(self.draws(counts), [0.025, 0.975], axis=0)
        whole = np.maximum(centre, 0.0)
        return whole, np.maximum(np.minimum(low, centre), 0.0), np.maximum(np.maximum(high, centre), 0.0)


def repair(lists: Sequence[str], quality: Quality, base: int | None = None) -> Repair:
    """The repair of counts by pattern: column = bits of the lists (bit 0 the first).

    quality: of every pair of the lists. base: the place of a list that everyone counted is in (rows that are divided
    by a fact which that list tells): what shows up outside it is in no row, and those columns are 0.
    """
    z = _normals(len(quality))
    return Repair(_matrix(lists, quality, np.zeros((1, *z.shape[1:])), base)[0], _matrix(lists, quality, z, base))


def _matrix(lists: Sequence[str], quality: Quality, z: Floats, base: int | None) -> Floats:
    """The matrices from shown to true numbers. z: (draws, pairs, 2) standard normal draws; 0: the measured values."""
    recalls, precisions = {}, {}
    for n, pair in enumerate(sorted(quality, key=sorted)):
        recalls[pair] = _drawn(quality[pair].recall, z[:, n, 0])
        precisions[pair] = _drawn(quality[pair].precision, z[:, n, 1])
    undo, parted = splitting(chances(lists, precisions)), splitting(chances(lists, recalls))
    size = 1 << len(lists)
    held = [bits for bits in range(size) if base is None or bits >> base & 1]
    made = np.zeros((len(z), size, size))
    inside = np.ix_(range(len(z)), held, held)
    made[inside] = np.linalg.solve(parted[inside], undo[inside])
    return made


def _drawn(share: Share, z: Floats) -> Floats:
    """The share z standard errors away on the logit scale, each side by its own bound: near 1 they differ much, and
    z of ±1.96 must give the bounds themselves."""

    def logit(p: float) -> float:
        p = min(max(p, 1e-6), 1 - 1e-6)
        return float(np.log(p / (1 - p)))

    at = logit(share.value)
    error = np.where(z > 0, abs(logit(share.high) - at), abs(logit(share.low) - at)) / Z95
    return np.where(z == 0.0, share.value, 1 / (1 + np.exp(-(at + z * error))))


def _normals(pairs: int) -> Floats:
    """The same draws each time: a page and its file must agree."""
    return np.random.default_rng(20261122).standard_normal((DRAWS, pairs, 2))
