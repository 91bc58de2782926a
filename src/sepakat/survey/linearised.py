"""Taylor linearisation: a figure and, per row, what that row contributes to its variance (methods book 1.9).

Each function gives a `Linear`: the figure and the variable u whose total has (to first order) the same variance.
Arrays have one entry per row: y or x the value, w the weight, d 1 inside the domain and 0 outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sepakat.survey.sampling import Ints, Sampling

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """value: the figure, NaN for an empty domain. numerator, denominator: weighted. u: linearised variable."""

    value: float
    numerator: float
    denominator: float
    u: Floats

    def estimate(self, design: Sampling, lonely: str = "adjust", rows: Ints | None = None) -> Estimate:
        """With its standard error under a design. rows: those of the file that u is given for, where it is not all."""
        se = float(np.sqrt(design.variance(self.u, lonely, rows))) if np.isfinite(self.value) else np.nan
        return Estimate(self.value, se, self.numerator, self.denominator)


@dataclass(frozen=True)
class Estimate:
    """A figure with its standard error, in the same unit."""

    value: float
    se: float
    numerator: float
    denominator: float


def ratio(y: Floats, x: Floats, w: Floats, d: Floats) -> Linear:
    """R = Y/X = sum w d y / sum w d x, with u = w d (y − R x)/X."""
    top, bottom = float(np.sum(w * d * y)), float(np.sum(w * d * x))
    if bottom <= 0:
        return Linear(np.nan, top, bottom, np.zeros(len(w)))
    found = top / bottom
    return Linear(found, top, bottom, w * d * (y - found * x) / bottom)


def mean(y: Floats, w: Floats, d: Floats) -> Linear:
    """The mean of y in the domain: a ratio to the (estimated) number of units."""
    return ratio(y, np.ones(len(w)), w, d)


def total(y: Floats, w: Floats, d: Floats) -> Linear:
    """The total of y in the domain, with u = w d y. The denominator tells out of how many."""
    top, bottom = float(np.sum(w * d * y)), float(np.sum(w * d))
    if bottom <= 0:
        return Linear(np.nan, top, bottom, np.zeros(len(w)))
    return Linear(top, top, bottom, w * d * y)
