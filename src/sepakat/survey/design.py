"""The sampling design of a file and the variance that it implies (methods book 1.9).

Rows are summed to primary sampling units; within each stratum the spread of those sums is the variance:
`v = sum_h n_h/(n_h − 1) · sum_c (u_hc − mean_h)²` (first stage with replacement; no correction for a finite
population, which at a few per cent of households would hardly show and errs on the safe side).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LONELY = ("adjust", "remove", "certainty", "average")


@dataclass(frozen=True)
class Design:
    """psu: primary unit of each row, 0…; stratum: stratum of each primary unit; known: whether the file told them."""

    psu: NDArray[np.int64]
    stratum: NDArray[np.int64]
    known: bool = True

    @property
    def lonely(self) -> int:
        """Strata with a single primary unit: their own spread cannot be seen."""
        return int((np.bincount(self.stratum) == 1).sum())

    def degrees(self, inside: NDArray[np.bool_]) -> int:
        """Degrees of freedom of a domain: its primary units minus its strata (rows `inside` are the domain)."""
        units = np.unique(self.psu[inside])
        return int(len(units) - len(np.unique(self.stratum[units])))

    def variance(self, u: NDArray[np.float64], lonely: str = "adjust") -> NDArray[np.float64]:
        """Variance of the sum of u over the rows. u: (rows,) or (rows, figures), 0 outside a figure's domain: every
        primary unit stays in, also those where the domain does not occur.

        lonely: what a stratum with one primary unit adds. `adjust` (default, conservative): its distance from the mean
        of all units; `remove`, `certainty`: nothing; `average`: what the other strata add on average.
        """
        columns = u[:, None] if u.ndim == 1 else u
        units = len(self.stratum)
        sums = np.stack([np.bincount(self.psu, one, units) for one in columns.T], axis=1)
        size = np.bincount(self.stratum)
        centre = np.stack([np.bincount(self.stratum, one, len(size)) for one in sums.T], axis=1) / size[:, None]
        single = size == 1
        if lonely == "adjust":
            centre[single] = sums.mean(axis=0)
        factor = np.where(single, 1.0, size / np.maximum(size - 1, 1))
        parts = factor[self.stratum, None] * (sums - centre[self.stratum]) ** 2
        found = parts.sum(axis=0)
        if lonely == "average" and (~single).any():
            found = found * len(size) / (~single).sum()
        return found[0] if u.ndim == 1 else found


@dataclass(frozen=True)
class Precision:
    """se: standard error in the estimate's own unit. df: primary units − strata. lonely: strata with one unit."""

    se: float
    df: int
    lonely: int


def precision(u: ArrayLike, strata: ArrayLike, psu: ArrayLike, *, lonely: str = "adjust") -> Precision:
    """The standard error of one estimate from its linearised variable, 0 outside the domain (`Design.variance`)."""
    values = np.asarray(u, float)
    if not len(values):
        return Precision(0.0, 0, 0)
    found = design(strata, psu, len(values))
    error = float(np.sqrt(found.variance(values, lonely)))
    return Precision(error, found.degrees(np.ones(len(values), bool)), found.lonely)


def design(strata: ArrayLike | None, psu: ArrayLike | None, rows: int) -> Design:
    """A design from the columns of a file. A primary unit is named within its stratum.

    Where the file does not tell the design, each row is its own unit in one stratum and `known` is False: standard
    errors are then approximate, usually too small, and have to be labelled so.
    """
    if psu is None or strata is None:
        return Design(np.arange(rows), np.zeros(rows, np.int64), known=False)
    _, of_stratum = np.unique(np.asarray(strata), return_inverse=True)
    _, block = np.unique(np.asarray(psu), return_inverse=True)
    blocks = int(block.max(initial=0)) + 1
    units, of_row = np.unique(of_stratum.astype(np.int64) * blocks + block, return_inverse=True)
    stratum = np.zeros(len(units), np.int64)
    stratum[of_row] = of_stratum
    return Design(of_row, stratum)
