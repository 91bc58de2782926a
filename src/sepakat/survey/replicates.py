"""Replicate weights: the second way to a standard error, which must agree with linearisation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sepakat.core.text import Text
from sepakat.measures._columns import Floats
from sepakat.survey.columns import wrong
from sepakat.survey.sampling import Sampling


@dataclass(frozen=True)
class Way:
    """factor: (sampling units, replicates), by which a unit's weights are multiplied. scale: what each replicate's
    squared distance from the full estimate counts."""

    factor: Floats
    scale: Floats


def factors(plan: Sampling, way: str, replicates: int, seed: int) -> Way:
    """Factors of `bootstrap` (Rao-Wu: n - 1 of a stratum's n units, with replacement), `jackknife` (one unit out at a
    time) or `brr` (balanced halves; two units in every stratum). A stratum with one unit never changes.

    Population counts scale the jackknife and the bootstrap by 1 - f. UserError `survey-variance`, `survey-brr`.
    """
    made = {"bootstrap": _bootstrap, "jackknife": _jackknife, "brr": _brr}.get(way)
    if made is None:
        raise wrong(
            Text(f"Cara `{way}` tidak dikenal.", f"Method `{way}` is not known."),
            Text("Pilih linearised, bootstrap, jackknife, atau brr.", "linearised, bootstrap, jackknife or brr."),
            "survey-variance",
        )
    return made(_Key(plan), replicates, seed)


class _Key:
    """A sampling plan as a cache key: by identity, because plans never change."""

    def __init__(self, plan: Sampling) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.plan is other.plan


def _parts(plan: Sampling) -> tuple[Any, Floats]:
    size = np.bincount(plan.stratum)
    left = 1 - plan.drawn if plan.drawn.size else np.ones(len(size))
    return size, left


@lru_cache(maxsize=4)
def _bootstrap(key: _Key, replicates: int, seed: int) -> Way:
    plan = key.plan
    size, left = _parts(plan)
    dice = np.random.default_rng(seed)
    factor = np.ones((len(plan.stratum), replicates))
    for stratum in np.flatnonzero(size > 1):
        units, n = np.flatnonzero(plan.stratum == stratum), int(size[stratum])
        drawn = dice.multinomial(n - 1, np.full(n, 1 / n), size=replicates).T
        plain = n / (n - 1) * drawn
        factor[units] = 1 + np.sqrt(left[stratum]) * (plain - 1)
    return Way(np.maximum(factor, 0.0), np.full(replicates, 1 / replicates))


@lru_cache(maxsize=4)
def _jackknife(key: _Key, replicates: int, seed: int) -> Way:
    plan = key.plan
    size, left = _parts(plan)
    units = np.flatnonzero(size[plan.stratum] > 1)
    factor = np.ones((len(plan.stratum), len(units)))
    for place, unit in enumerate(units):
        same = plan.stratum == plan.stratum[unit]
        n = size[plan.stratum[unit]]
        factor[same, place] = n / (n - 1)
        factor[unit, place] = 0.0
    n_of = size[plan.stratum[units]]
    return Way(factor, left[plan.stratum[units]] * (n_of - 1) / n_of)


@lru_cache(maxsize=4)
def _brr(key: _Key, replicates: int, seed: int) -> Way:
    plan = key.plan
    size, _ = _parts(plan)
    if (size != 2).any():
        raise wrong(
            Text("BRR memerlukan tepat dua unit sampel di setiap strata.", "BRR needs two units in every stratum."),
            Text("Pakai jackknife atau bootstrap.", "Use the jackknife or the bootstrap."),
            "survey-brr",
        )
    order = 1 << len(size).bit_length()
    from scipy.linalg import hadamard  # slow to load: only for designs of two draws a stratum

    sign = hadamard(order)[:, 1 : len(size) + 1]  # the first column is all ones
    first = np.zeros(len(plan.stratum), bool)
    first[np.unique(plan.stratum, return_index=True)[1]] = True
    half = np.where(first[:, None], sign[:, plan.stratum].T, -sign[:, plan.stratum].T)
    return Way(1.0 + half, np.full(order, 1 / order))
