"""Linearised variables: for each measure its value and, per row, what the row adds to its sampling error.

Every function takes values y and weights w of the domain's rows only (rows outside add nothing, and the variance keeps
their sampling units; `Sampling.variance(rows=…)`) and gives `Score(value, u)` with u already weighted, so that the
variance of the sum of u is the variance of the value, to first order. Formulas: methods book 1.9; Osier 2009 and
Deville 1999 for those that rest on a quantile, whose density is estimated by a normal kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sepakat import measures
from sepakat.core.text import Text
from sepakat.measures._columns import Floats, mean, quantile
from sepakat.survey.columns import wrong

Line = Any


@dataclass(frozen=True)
class Score:
    """value: the figure. u: linearised variable of the domain's rows. slope: what one unit of the line adds to the
    value, where the line is estimated from the whole frame (its own score is added with this slope)."""

    value: float
    u: Floats
    slope: float = 0.0


@dataclass(frozen=True)
class Kind:
    """One measure: its score; whether it is a share (interval on the logit scale); whether it takes a line."""

    score: Callable[..., Score]
    share: bool = False
    line: bool = False
    arguments: tuple[str, ...] = field(default=())


def density(y: Floats, w: Floats, at: float) -> float:
    """Density of y at a point: a normal kernel of width sd · N^-0.2 (Osier 2009; as R's convey does)."""
    total = float(w.sum())
    if total <= 0:
        return float("nan")
    centre = mean(y, w)
    spread = float(np.sqrt(max(np.dot(w, (y - centre) ** 2) / total, 0.0)))
    width = spread * total**-0.2
    if width <= 1e-12 * abs(centre):  # all values alike: there is no density
        return float("nan")
    return float(np.dot(w, np.exp(-0.5 * ((y - at) / width) ** 2)) / (np.sqrt(2 * np.pi) * total * width))


def average(y: Floats, w: Floats) -> Score:
    """The mean."""
    found = mean(y, w)
    return Score(found, w * (y - found) / w.sum())


def total(y: Floats, w: Floats) -> Score:
    """The total."""
    return Score(float(np.dot(w, y)), w * y)


def ratio(y: Floats, w: Floats, x: Floats) -> Score:
    """The ratio of two totals, y over x."""
    below = float(np.dot(w, x))
    if below == 0:
        return Score(float("nan"), np.zeros_like(y))
    found = float(np.dot(w, y)) / below
    return Score(found, w * (y - found * x) / below)


def quantile_of(y: Floats, w: Floats, q: float = 0.5) -> Score:
    """A quantile; its error needs the density there."""
    found = quantile(y, w, q)
    return Score(found, -w * ((y <= found) - q) / (w.sum() * density(y, w, found)))


def fgt(y: Floats, w: Floats, line: Any, alpha: float) -> Score:
    """FGT with its line given in rupiah (one, or one a row)."""
    people = float(w.sum())
    below = y < line
    gap = below.astype(float) if alpha == 0 else np.where(below, (line - y) / line, 0.0)
    each = gap if alpha == 0 else gap**alpha
    found = mean(each, w)
    slope = 0.0
    if np.ndim(line) == 0:
        if alpha == 0:
            slope = float(np.nan_to_num(density(y, w, float(line))))
        else:
            power = gap ** (alpha - 1) if alpha != 1 else below.astype(float)
            slope = float(np.dot(w, np.where(below, alpha * power * y / line**2, 0.0))) / people
    return Score(found, w * (each - found) / people, slope)


def watts(y: Floats, w: Floats, line: Any) -> Score:
    """Watts index; rows with y <= 0 are outside its domain."""
    keep = y > 0
    people = float(w[keep].sum())
    edge = np.broadcast_to(line, y.shape)
    each = np.where(keep & (y < edge), np.log(edge / np.where(keep, y, 1.0)), 0.0)
    found = float(np.dot(w, each) / people) if people else float("nan")
    slope = 0.0
    if np.ndim(line) == 0 and people:
        slope = float(w[keep & (y < line)].sum()) / people / float(line)
    return Score(found, np.where(keep, w * (each - found) / people, 0.0), slope)


def sen(y: Floats, w: Floats, line: Any) -> Score:
    """Sen index: P1 + (P0 - P1) G, G the Gini of the poor."""
    count, gap = fgt(y, w, line, 0), fgt(y, w, line, 1)
    below = y < line
    unequal = gini(y[below], w[below]) if below.any() else Score(0.0, np.zeros(0))
    g = 0.0 if np.isnan(unequal.value) else unequal.value
    apart = count.value - gap.value
    u = gap.u + (count.u - gap.u) * g + apart * _spread(below, np.nan_to_num(unequal.u))
    return Score(gap.value + apart * g, u, gap.slope + (count.slope - gap.slope) * g)


def sen_shorrocks_thon(y: Floats, w: Floats, line: Any) -> Score:
    """Sen-Shorrocks-Thon index: P1 (1 + G), G the Gini of everybody's gap. A line is taken as fixed."""
    gap = fgt(y, w, line, 1)
    if gap.value == 0:
        return Score(0.0, np.zeros_like(y))
    unequal = gini(np.where(y < line, (line - y) / line, 0.0), w)
    return Score(gap.value * (1 + unequal.value), gap.u * (1 + unequal.value) + gap.value * unequal.u)


def gini(y: Floats, w: Floats, variant: Any = "trapezoid") -> Score:
    """Gini coefficient. Both variants by the derivative of their own estimator (`convey` adds sum w² y / (N T)), so
    that equal values have no error."""
    found = measures.gini(y, w, variant=variant)
    if not np.isfinite(found):
        return Score(found, np.zeros_like(y))
    people, income = float(w.sum()), float(np.dot(w, y))
    if variant == "trapezoid":
        return Score(found, _by_rank(y, w, y, found))
    more = float(np.dot(w * w, y)) / (people * income)
    u = _by_rank(y, w, y, found - more)
    return Score(found, u + w * (2 * w * y / (people * income) - more / people - more * y / income))


def concentration_index(y: Floats, w: Floats, rank: Floats) -> Score:
    """Concentration index of y along `rank`."""
    found = measures.concentration_index(y, w, rank=rank)
    return Score(found, _by_rank(y, w, rank, found) if np.isfinite(found) else np.zeros_like(y))


def _by_rank(y: Floats, w: Floats, rank: Floats, found: float) -> Floats:
    """Linearised variable of 2 sum(w y R) / T - 1, R the share of persons below in rank plus half of those beside:
    methods book 1.9 for Gini (y its own rank), with those of one rank counted half in F and in C, as the derivative of
    the estimator has them."""
    people, income = float(w.sum()), float(np.dot(w, y))
    _, place = np.unique(rank, return_inverse=True)
    held, earned = np.bincount(place, w), np.bincount(place, w * y)
    below, before = np.cumsum(held) - held / 2, np.cumsum(earned) - earned / 2
    centre = income / people
    parts = 2 * y * below[place] / people - (found + 1) * (y + centre) + 2 * (income - before[place]) / people
    return np.asarray(w / income * parts)


def generalized_entropy(y: Floats, w: Floats, alpha: float) -> Score:
    """GE(alpha), over y > 0."""
    keep = y > 0
    p, v = y[keep], w[keep]
    people, centre = float(v.sum()), mean(p, v)
    found = measures.generalized_entropy(p, v, alpha=alpha)
    ratio_ = p / centre
    if alpha == 0:
        part = -np.log(ratio_) - found + (ratio_ - 1)
    elif alpha == 1:
        part = ratio_ * np.log(ratio_) - found - (found + 1) * (ratio_ - 1)
    else:
        scale = alpha * alpha - alpha
        part = (ratio_**alpha - 1) / scale - found - alpha * mean(ratio_**alpha, v) / scale * (ratio_ - 1)
    return Score(found, _spread(keep, v * part / people))


def atkinson(y: Floats, w: Floats, epsilon: float) -> Score:
    """Atkinson index, over y > 0."""
    keep = y > 0
    p, v = y[keep], w[keep]
    people, centre = float(v.sum()), mean(p, v)
    found = measures.atkinson(p, v, epsilon=epsilon)
    if epsilon == 1:
        part = -(1 - found) * (np.log(p) - mean(np.log(p), v) - (p - centre) / centre)
    else:
        power = p ** (1 - epsilon)
        level = mean(power, v)
        part = -(
            level ** (epsilon / (1 - epsilon)) * (power - level) / ((1 - epsilon) * centre)
            - level ** (1 / (1 - epsilon)) * (p - centre) / centre**2
        )
    return Score(found, _spread(keep, v * part / people))


def lorenz_ordinate(y: Floats, w: Floats, p: float) -> Score:
    """Share of the total that the poorest `p` of persons have."""
    income, edge = float(np.dot(w, y)), quantile(y, w, p)
    if not income > 0:
        return Score(float("nan"), np.zeros_like(y))
    found = measures.bottom_share(y, w, share=p)
    return Score(found, (w / income) * ((y - edge) * (y <= edge) + p * edge - found * y))


def decile_shares(y: Floats, w: Floats, decile: int) -> Score:
    """Share of the total that one tenth of persons has, between two ordinates of the Lorenz curve."""
    if decile not in range(1, 11):
        raise wrong(
            Text("Desil harus 1 sampai 10.", "A decile is 1 to 10."),
            Text("Tulis misalnya decile=1.", "Give decile=1, for example."),
            "survey-argument",
        )
    low, high = lorenz_ordinate(y, w, (decile - 1) / 10), lorenz_ordinate(y, w, decile / 10)
    return Score(high.value - low.value, high.u - low.u)


def poverty_gap_rupiah(y: Floats, w: Floats, line: Any) -> Score:
    """What lifting everybody exactly to the line would cost."""
    short = np.maximum(line - y, 0.0)
    slope = float(w[y < line].sum()) if np.ndim(line) == 0 else 0.0
    return Score(float(np.dot(w, short)), w * short, slope)


def palma(y: Floats, w: Floats) -> Score:
    """Palma ratio, from two ordinates of the Lorenz curve."""
    low, high = lorenz_ordinate(y, w, 0.4), lorenz_ordinate(y, w, 0.9)
    if not low.value:
        return Score(float("nan"), np.zeros_like(y))
    found = (1 - high.value) / low.value
    return Score(found, (-high.u - found * low.u) / low.value)


def quintile_share_ratio(y: Floats, w: Floats) -> Score:
    """S80/S20. The densities at the two quantiles cancel."""
    low, high = quantile(y, w, 0.2), quantile(y, w, 0.8)
    found = measures.quintile_share_ratio(y, w)
    bottom = float(np.dot(w, y * (y <= low)))
    above = y * (y > high) + high * ((y <= high) - 0.8)
    below = y * (y <= low) - low * ((y <= low) - 0.2)
    return Score(found, w * (above - found * below) / bottom)


def arpt(y: Floats, w: Floats, share: float = 0.6) -> Score:
    """At-risk-of-poverty threshold."""
    middle = quantile_of(y, w, 0.5)
    return Score(share * middle.value, share * middle.u)


def relative_median_gap(y: Floats, w: Floats, line: float) -> Score:
    """Distance of the median of the poor to the line, over the line, which is estimated from the whole frame."""
    below = y < line
    if not line > 0 or not below.any():
        return Score(float("nan"), np.zeros_like(y))
    people = float(w.sum())
    rate = mean(below.astype(float), w)
    middle = quantile(y[below], w[below], 0.5)
    at_middle, at_line = density(y, w, middle), density(y, w, line)
    half = mean((y <= middle).astype(float), w)
    moves = 0.5 * w * (below - rate) / people - w * ((y <= middle) - half) / people
    slope = middle / line**2 - 0.5 * at_line / at_middle / line
    return Score(1 - middle / line, -moves / at_middle / line, slope)


def _spread(keep: Any, part: Floats) -> Floats:
    u = np.zeros(keep.shape)
    u[keep] = part
    return u


KINDS: dict[str, Kind] = {
    "mean": Kind(average),
    "total": Kind(total),
    "ratio": Kind(ratio, arguments=("denominator",)),
    "quantile": Kind(quantile_of, arguments=("q",)),
    "fgt": Kind(fgt, line=True, arguments=("line", "alpha")),
    "watts": Kind(watts, line=True, arguments=("line",)),
    "sen": Kind(sen, line=True, arguments=("line",)),
    "sen_shorrocks_thon": Kind(sen_shorrocks_thon, line=True, arguments=("line",)),
    "gini": Kind(gini, arguments=("variant",)),
    "theil": Kind(lambda y, w: generalized_entropy(y, w, 1)),
    "mld": Kind(lambda y, w: generalized_entropy(y, w, 0)),
    "generalized_entropy": Kind(generalized_entropy, arguments=("alpha",)),
    "atkinson": Kind(atkinson, arguments=("epsilon",)),
    "quintile_share_ratio": Kind(quintile_share_ratio),
    "palma": Kind(palma),
    "bottom_share": Kind(lambda y, w, share=0.4: lorenz_ordinate(y, w, share), True, arguments=("share",)),
    "decile_shares": Kind(decile_shares, True, arguments=("decile",)),
    "poverty_gap_rupiah": Kind(poverty_gap_rupiah, line=True, arguments=("line",)),
    "arpt": Kind(arpt, arguments=("share",)),
    "relative_median_gap": Kind(relative_median_gap, line=True, arguments=("line",)),
    "concentration_index": Kind(concentration_index, arguments=("rank",)),
}
