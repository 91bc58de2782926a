"""Weights made even: how likely a weight is to be one person, counted against pairs that surely are two.

Two records of one list are two people (but for those listed twice), brothers, namesakes and neighbours among them. So
the pairs inside lists that the same blocking keys bring show how many pairs *between* lists reach a weight by chance:
as decoys do where peptides are identified (Elias and Gygi 2007). If a weight has n pairs between lists and f strangers,
its odds are (n - f) / f, whatever the model's chances say. Nothing is labelled, and nothing is asked of names or dates.

The correction is a curve of bits to add, by how near two people live (`fitting.Weights.near`), fitted with a prior that
says "as the model has it" and binds where few pairs speak. Pairs that are plainly different people fix how many pairs
between lists a stranger stands for; where that is far from what the lengths of the lists say, lists are written too
differently to be compared so, and the model's weights stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sepakat.core.duck import Connection
from sepakat.matching import comparing, neighbours, splinking
from sepakat.matching.calibrating import rising
from sepakat.matching.fitting import Floats, Ints, Pairs, Weights

KNOTS = np.array([-10.0, -7, -5, -3.5, -2, -1, 0, 1, 2, 3.5, 5, 7, 10, 14])
_FREE = np.array([0.1, 0.2, 0.4, 0.7, 1, 1.5, 2, 2, 2, 2, 2, 2, 2, 2])  # bits a knot may move, one deviation
_STEP = np.maximum(_FREE[1:], 0.3)  # the same for two knots side by side
_MOST = 300_000  # strangers compared
_LEAST = 300  # pairs of either kind below which the model's weights stay
_FEW = 50  # pairs of a class below which it goes with all
_APART = 0.1  # share of places written otherwise from which they are drawn as between lists
_ALIKE = (0.5, 2.0)  # pairs between lists for each that strangers lead to expect: bounds
_TWICE = 14.0  # weight from which two of one list are one person listed twice
_CLEAR = -2.0  # weight below which pairs are plainly two people
_BIN = 0.25
_BITS = float(np.log(2))
# Places that tell the same (another village, one village, one family), however an address is written.
_PLACES = ((0, 1, 2), (3, 4, 5), (6, 7))


@dataclass(frozen=True)
class Strangers:
    """Pairs inside lists. times: pairs between lists that each stands for."""

    pairs: Pairs
    times: Floats


@dataclass(frozen=True)
class Curve:
    """bits: what is added to a weight at KNOTS (in between in a line), by `Weights.near`. strangers: pairs counted."""

    bits: tuple[Floats, ...]
    strangers: int

    def of(self, weight: Floats, near: Ints) -> Floats:
        """The even weight of each pair."""
        found = weight.astype(np.float64)
        for at, bits in enumerate(self.bits):
            found = np.where(near == at, weight + np.interp(weight, KNOTS, bits), found)
        return found

    def as_json(self) -> dict[str, Any]:
        near = [[round(float(b), 3) for b in bits] for bits in self.bits]
        return {"bobot": KNOTS.tolist(), "tambahan": near, "pasangan_asing": self.strangers}

    @staticmethod
    def from_json(data: dict[str, Any] | None) -> Curve | None:
        """The curve of a model file; None where it has none, or one with other knots."""
        if data is None or data["bobot"] != KNOTS.tolist():
            return None
        return Curve(tuple(np.array(b, np.float64) for b in data["tambahan"]), int(data["pasangan_asing"]))


def strangers(con: Connection, comparer: splinking.Comparer, names: tuple[str, ...], share: float) -> Strangers:
    """Compare the table `asing` (`blocking.pairs`), less pairs of which both have their partner by rule: between lists
    such pairs are not looked at either. share: part of the records that it was made for."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE asing AS SELECT uid_l, uid_r FROM asing JOIN rec l ON l.uid = uid_l
        JOIN rec r ON r.uid = uid_r WHERE l.tuntas & r.tuntas = 0""")
    total = int(con.sql("SELECT count(*) FROM asing").fetchall()[0][0])
    con.execute(f"CREATE OR REPLACE TEMP TABLE asing AS FROM asing ORDER BY hash(uid_l, uid_r) LIMIT {_MOST}")
    comparer.compare("asing", "banding")
    pairs = splinking.compared(con, names)
    source = con.sql("SELECT sumber FROM rec ORDER BY uid").to_arrow_table()["sumber"].to_numpy().astype(np.int64)
    size = np.bincount(source).astype(np.float64)
    others = (size.sum() - size) / np.maximum(size, 1)  # each list tells half of what is between it and the others
    part = (1 - (1 - share) ** 2) * min(1.0, _MOST / max(total, 1))
    return Strangers(pairs, others[source[pairs.left - 1]] / part)


def places(weights: Weights, pairs: Pairs) -> Ints:
    """How many of these pairs, plainly two people, have each level of place."""
    if comparing.PLACE.name not in weights.names:
        return np.zeros(0, np.int64)
    level = pairs.levels[weights.names.index(comparing.PLACE.name)][weights.of(pairs) < 0].astype(np.int64)
    return np.bincount(level[level >= 0], minlength=len(comparing.PLACE.levels) + 1)


def even(weights: Weights, between: Pairs, apart: Strangers, between_places: Ints) -> Curve | None:
    """The curve for pairs between lists; None where too few pairs speak. between_places: `places` of all that were
    compared between lists."""
    pairs, times = _as_between(weights, apart, between_places)
    alien, weight = weights.of(pairs), weights.of(between)
    keep, kept = alien > KNOTS[0], weight > KNOTS[0]
    pairs, times, alien = pairs.only(keep), times[keep], alien[keep]
    near, where = weights.near(pairs), weights.near(between)
    if min(len(alien), int(kept.sum())) < _LEAST:
        return None
    sure = neighbours.told_apart(weights.names, pairs) & (alien > _TWICE)
    twice = min(0.5, float(times[sure].sum()) / max(1.0, float((weight > _TWICE).sum())))
    every = _fit(weight[kept], alien, times, twice, np.zeros(len(KNOTS)), _FREE, _STEP)
    bits = []
    for at in range(len(weights.local) + 1):
        mine, theirs = kept & (where == at), near == at
        if int(mine.sum()) < _FEW:
            bits.append(every if _fits(weight[kept], alien, times) else np.zeros(len(KNOTS)))
        elif not _fits(weight[mine], alien[theirs], times[theirs]):
            bits.append(np.zeros(len(KNOTS)))
        else:
            free, step = np.minimum(_FREE, 1.0), np.minimum(_STEP, 0.7)
            bits.append(_fit(weight[mine], alien[theirs], times[theirs], twice, every, free, step))
    return Curve(tuple(bits), len(apart.pairs))


def _as_between(weights: Weights, apart: Strangers, told: Ints) -> tuple[Pairs, Floats]:
    """Strangers with places as they agree between lists. Inside a list addresses are written one way, between lists
    perhaps two; so where a village tells levels otherwise, each stranger counts at each level as often as there."""
    if not told.sum():
        return apart.pairs, apart.times
    row = weights.names.index(comparing.PLACE.name)
    level = apart.pairs.levels[row]
    parts, times = [apart.pairs.only(level < 0)], [apart.times[level < 0]]
    for group in _PLACES:
        at = np.nonzero(np.isin(level, group))[0]
        own = np.bincount(level[at], weights=apart.times[at], minlength=len(told))[list(group)]
        want = told[list(group)].astype(np.float64)
        if min(own.sum(), want.sum()) < _LEAST or np.abs(own / own.sum() - want / want.sum()).sum() / 2 < _APART:
            parts.append(apart.pairs.only(at))
            times.append(apart.times[at])
            continue
        for one, share in zip(group, want / want.sum(), strict=True):
            if share > 0:
                some = apart.pairs.only(at)
                some.levels[row] = one  # `only` made a copy
                parts.append(some)
                times.append(apart.times[at] * share)
    joined = Pairs(
        np.concatenate([p.left for p in parts]),
        np.concatenate([p.right for p in parts]),
        np.concatenate([p.levels for p in parts], axis=1),
        np.concatenate([p.rare for p in parts]),
    )
    return joined, np.concatenate(times)


def _fits(weight: Floats, alien: Floats, times: Floats) -> bool:
    """Whether plainly different pairs are about as many between lists as strangers lead to expect."""
    clear = weight[weight < _CLEAR]
    between = float((1 / (1 + np.exp2(clear))).sum())
    ratio = (between + 20) / (float(times[alien < _CLEAR].sum()) + 20)
    return _ALIKE[0] < ratio < _ALIKE[1]


def _fit(
    weight: Floats,
    alien: Floats,
    times: Floats,
    twice: float,
    prior: Floats,
    free: npt.NDArray[np.float64],
    step: npt.NDArray[np.float64],
) -> Floats:
    """Bits at KNOTS. At a weight with odds o a pair between lists is met s·(1 + o) times as often as a stranger, who
    himself is someone listed twice (1 + twice·o); s and the bits are fitted to the counts of both, bit by bit."""
    from scipy.optimize import minimize  # slow to load: only where a model is trained

    edges = np.append(np.arange(KNOTS[0], KNOTS[-1] + _BIN / 2, _BIN), np.inf)
    n = np.histogram(weight, edges)[0].astype(np.float64)
    f = np.histogram(alien, edges, weights=times)[0]
    at = np.append(edges[:-2] + _BIN / 2, KNOTS[-1] + 1)
    used = n + f > 0
    n, f, at = n[used], f[used], at[used]
    hat = np.stack([np.interp(at, KNOTS, one) for one in np.eye(len(KNOTS))], axis=1)
    rare = float(np.log(max(twice, 1e-6)))

    def loss(x: Floats) -> tuple[float, Floats]:
        z = (at + hat @ x[:-1]) * _BITS
        odds = x[-1] + np.logaddexp(0, z) - np.logaddexp(0, z + rare)  # natural log of between : strangers
        p = 1 / (1 + np.exp(-odds))
        off, jump = (x[:-1] - prior) / free, np.diff(x[:-1] - prior) / step
        value = (n * np.logaddexp(0, -odds) + f * np.logaddexp(0, odds)).sum()
        value += ((off**2).sum() + (jump**2).sum() + (x[-1] / 0.5) ** 2) / 2
        slope = f * p - n * (1 - p)
        each = slope * (1 / (1 + np.exp(-z)) - 1 / (1 + np.exp(-(z + rare)))) * _BITS
        found = np.append(hat.T @ each + off / free, slope.sum() + x[-1] / 0.25)
        found[1:-1] += jump / step
        found[:-2] -= jump / step
        return float(value), found

    bits = minimize(loss, np.append(prior, 0.0), jac=True, method="L-BFGS-B").x[:-1]
    return rising(KNOTS + bits) - KNOTS
