"""How good links are: precision, recall and F1 with intervals, from truth or from a clerical sample."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_Z = 1.959963984540054  # 95 %
_DRAWS = 2000
_SEED = 7


@dataclass(frozen=True)
class Rate:
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Quality:
    """links: found; truth: real pairs; right: both."""

    links: int
    truth: int
    right: int
    precision: Rate
    recall: Rate
    f1: Rate

    def as_dict(self) -> dict[str, Any]:
        """Flat, for printing: precision, precision_low, …"""
        found: dict[str, Any] = {}
        for name in ("precision", "recall", "f1"):
            rate: Rate = getattr(self, name)
            found |= {name: rate.value, f"{name}_low": rate.low, f"{name}_high": rate.high}
        return found | {"links": self.links, "truth": self.truth, "right": self.right}


def wilson(right: float, of: float) -> Rate:
    """A share and its Wilson score interval (Wilson 1927); of nothing: 0 to 1."""
    if of <= 0:
        return Rate(math.nan, 0.0, 1.0)
    share, z2 = right / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return Rate(share, max(0.0, middle - half), min(1.0, middle + half))


def score(links: set[tuple[str, str]], truth: set[tuple[str, str]]) -> Quality:
    """Links against true pairs. F1's interval is from draws of its three counts (right, wrong, missed)."""
    right = len(links & truth)
    wrong, missed = len(links) - right, len(truth) - right
    rng = np.random.default_rng(_SEED)
    total = right + wrong + missed
    if total:
        # half a count added to each: a count of nought in this run is not nought for ever
        shares = np.array([right, wrong, missed]) + 0.5
        drawn = rng.multinomial(total, shares / shares.sum(), _DRAWS)
        f1s = 2 * drawn[:, 0] / np.maximum(2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2], 1)
        value = 2 * right / (2 * right + wrong + missed)
        low, high = np.quantile(f1s, [0.025, 0.975])
        f1 = Rate(value, min(float(low), value), max(float(high), value))
    else:
        f1 = Rate(math.nan, 0.0, 1.0)
    return Quality(len(links), len(truth), right, wilson(right, len(links)), wilson(right, len(truth)), f1)


def share_of_strata(
    of: npt.NDArray[np.bool_],
    among: npt.NDArray[np.bool_],
    size: npt.NDArray[np.float64],
    strata: npt.NDArray[np.int64],
) -> Rate:
    """The share of `of` among `among` in a stratified sample, its interval by drawing again within strata.

    A stratum in which all agree is given half a case of the other kind, or its interval would be nought.
    """
    whole = float(size[among].sum())
    if not whole:
        return Rate(math.nan, 0.0, 1.0)
    value = float(size[of].sum()) / whole
    rng = np.random.default_rng(_SEED)
    upper, lower = np.zeros(_DRAWS), np.zeros(_DRAWS)
    for stratum in np.unique(strata):
        at = strata == stratum
        n, each = int(at.sum()), float(size[at].mean())
        counts = np.array([of[at].sum(), (among & ~of)[at].sum(), (~among)[at].sum()]) + 0.5 * bool(among[at].any())
        drawn = rng.multinomial(n, counts / counts.sum(), _DRAWS) * each
        upper += drawn[:, 0]
        lower += drawn[:, 0] + drawn[:, 1]
    low, high = np.quantile(upper / np.maximum(lower, 1e-9), [0.025, 0.975])
    return Rate(value, min(float(low), value), max(min(float(high), 1.0), value))


def corrected(count: float, precision: Rate, recall: Rate) -> Rate:
    """A number of linked pairs corrected for linkage error: count · precision / recall, with its 95 % interval.

    False links are taken off, missed ones added. Errors of the two rates are taken as independent, on a log scale.
    """
    value = count * precision.value / recall.value
    spread = math.hypot(*(math.log(max(r.high, 1e-9) / max(r.low, 1e-9)) / 2 for r in (precision, recall)))
    return Rate(value, value * math.exp(-spread), value * math.exp(spread))
