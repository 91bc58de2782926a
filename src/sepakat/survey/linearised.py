"""Standard errors of estimates from a stratified, clustered sample, by linearisation (Taylor series).

An estimator hands over its linearised variable u, one value per row of the whole file, 0 outside the domain: the file is
never cut down to the domain, because clusters without a member of the domain belong to the design too.
v = Σ_h n_h/(n_h − 1) Σ_c (u_hc − ū_h)², u_hc = Σ u in cluster c of stratum h (methods book 1.9; equals R `survey`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Lonely = Literal["adjust", "remove", "certainty", "average"]


@dataclass(frozen=True)
class Precision:
    """se: standard error in the estimate's own unit. df: clusters − strata. lonely: strata with one cluster."""

    se: float
    df: int
    lonely: int


def precision(u: Floats, strata: NDArray[Any], psu: NDArray[Any], *, lonely: Lonely = "adjust") -> Precision:
    """The standard error of an estimate from its linearised variable.

    u: float[n], 0 outside the domain. strata, psu: any[n]; clusters are numbered within strata. lonely: what a stratum
    with one cluster adds: `adjust` its squared distance from the mean over all clusters (the default, conservative),
    `remove` and `certainty` nothing, `average` the mean of the other strata. No finite-population correction: the
    sampling fractions of Susenas blocks are small. Gives se = 0 for an empty sample.
    """
    if not len(u):
        return Precision(0.0, 0, 0)
    _, stratum = np.unique(np.asarray(strata), return_inverse=True)
    _, block = np.unique(np.asarray(psu), return_inverse=True)
    _, cluster = np.unique(stratum.astype(np.int64) * (int(block.max()) + 1) + block, return_inverse=True)
    totals = np.bincount(cluster, weights=u)
    of = np.zeros(len(totals), np.int64)
    of[cluster] = stratum
    size = np.bincount(of)
    mean = np.bincount(of, weights=totals) / size
    square = np.bincount(of, weights=(totals - mean[of]) ** 2)
    many = size > 1
    variance = float(np.sum(square[many] * size[many] / (size[many] - 1)))
    alone = int(np.sum(~many))
    if alone and lonely == "adjust":
        variance += float(np.sum((mean[~many] - totals.mean()) ** 2))
    elif alone and lonely == "average" and many.any():
        variance *= len(size) / int(many.sum())
    return Precision(math.sqrt(variance), len(totals) - len(size), alone)


def relative(se: float | None, value: float | None) -> float | None:
    """Relative standard error in per cent; None where the estimate is 0 or unknown."""
    if se is None or value is None or value == 0:
        return None
    return 100.0 * se / abs(value)


def sign(rse: float | None, careful: float, withheld: float) -> str:
    """`` usable, `*` use with care (above `careful`), `**` withheld (above `withheld`). Limits are catalogue parameters."""
    if rse is None or rse <= careful:
        return ""
    return "*" if rse <= withheld else "**"


def logit_interval(p: float, se: float, *, z: float = 1.959963984540054) -> tuple[float, float]:
    """An interval of a proportion that stays inside 0 and 1: on the logit scale, by the delta method."""
    if not 0 < p < 1:
        return p, p
    centre, half = math.log(p / (1 - p)), z * se / (p * (1 - p))
    return 1 / (1 + math.exp(half - centre)), 1 / (1 + math.exp(-half - centre))
