"""Inequality: Gini, the entropy family, Atkinson, shares and ratios of shares."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.measures._columns import Floats, column, mean, ordered, positive, quantiles


def gini(values: Any, weights: Any = None, *, variant: Literal["trapezoid", "convey"] = "trapezoid") -> float:
    """Gini coefficient, 0 = equal; above 1 is possible with negative values.

    variant: `trapezoid`, 1 - sum (p_i - p_i-1)(L_i + L_i-1), the one adopted (R's laeken); `convey`, the same sum with
    each unit's full cumulative weight (R's convey and vardpoor print it). NaN where no weight is left or the total is
    not above zero. Source: methods book 1.5.
    """
    if variant not in ("trapezoid", "convey"):
        raise UserError(
            Text(f"Varian Gini `{variant}` tidak dikenal.", f"Gini variant `{variant}` is not known."),
            hint=Text("Pilih `trapezoid` atau `convey`.", "Choose `trapezoid` or `convey`."),
            code="measure-variant",
        )
    y, w = column(values, weights)
    if y.size == 0:
        return float("nan")
    y, w = ordered(y, w)
    income, people = w * y, float(w.sum())
    total = float(income.sum())
    if total <= 0:
        return float("nan")
    double = 2 * float(np.dot(income, np.cumsum(w)))
    if variant == "trapezoid":
        double -= float(np.dot(income, w))
    return double / (people * total) - 1


def theil(values: Any, weights: Any = None) -> float:
    """Theil's T = GE(1): mean of (y/m) ln(y/m), over y > 0 only (`not_positive` counts the rest)."""
    return generalized_entropy(values, weights, alpha=1)


def mld(values: Any, weights: Any = None) -> float:
    """Mean log deviation = Theil's L = GE(0): mean of ln(m/y), over y > 0 only (`not_positive` counts the rest)."""
    return generalized_entropy(values, weights, alpha=0)


def generalized_entropy(values: Any, weights: Any = None, *, alpha: float) -> float:
    """GE(alpha), over y > 0 only; 0 is `mld`, 1 is `theil`, 2 half the squared coefficient of variation.

    NaN where nothing is left. Source: Shorrocks 1980; methods book 1.6 and 1.9.
    """
    y, w = positive(values, weights)
    if y.size == 0:
        return float("nan")
    ratio = y / mean(y, w)
    if alpha == 0:
        return mean(-np.log(ratio), w)
    if alpha == 1:
        return mean(ratio * np.log(ratio), w)
    return (mean(ratio**alpha, w) - 1) / (alpha * alpha - alpha)


def atkinson(values: Any, weights: Any = None, *, epsilon: float) -> float:
    """Atkinson index, over y > 0 only: 1 - (equally distributed equivalent / mean); epsilon > 0 is the aversion.

    NaN where nothing is left. Source: Atkinson 1970; methods book 1.9. UserError `measure-epsilon`.
    """
    if not epsilon > 0:
        raise UserError(
            Text("Epsilon harus di atas nol.", "Epsilon must be above zero."),
            hint=Text("Nilai yang lazim: 0,5 atau 1.", "Usual values: 0.5 or 1."),
            code="measure-epsilon",
        )
    y, w = positive(values, weights)
    if y.size == 0:
        return float("nan")
    ratio = y / mean(y, w)
    if epsilon == 1:
        return float(1 - np.exp(mean(np.log(ratio), w)))
    return float(1 - mean(ratio ** (1 - epsilon), w) ** (1 / (1 - epsilon)))


def not_positive(values: Any, weights: Any = None) -> int:
    """Rows that `theil`, `mld`, `generalized_entropy`, `atkinson` and `watts` leave out: y <= 0."""
    y, _ = column(values, weights)
    return int((y <= 0).sum())


def quintile_share_ratio(values: Any, weights: Any = None) -> float:
    """S80/S20: total of values above the 80 % quantile over the total at or below the 20 % quantile.

    NaN where nothing is left or the poorest fifth has nothing. Source: Eurostat, as in R's laeken.
    """
    y, w = column(values, weights)
    low, high = quantiles(y, w, (0.2, 0.8))
    bottom = float(np.dot(w[y <= low], y[y <= low]))
    return float(np.dot(w[y > high], y[y > high])) / bottom if bottom > 0 else float("nan")


def lorenz(values: Any, weights: Any = None, *, points: Any = None) -> dict[str, Floats]:
    """The Lorenz curve, straight between units. `population` from 0 to 1, and `share` of the total up to there.

    points: shares of the population to give; None: every tenth. Empty arrays where nothing is left or the total is
    not above zero.
    """
    wanted = np.linspace(0, 1, 11) if points is None else np.atleast_1d(np.asarray(points, dtype=np.float64))
    y, w = column(values, weights)
    if y.size == 0 or float(np.dot(w, y)) <= 0:
        return {"population": np.array([]), "share": np.array([])}
    y, w = ordered(y, w)
    people = np.concatenate([[0.0], np.cumsum(w)])
    income = np.concatenate([[0.0], np.cumsum(w * y)])
    return {"population": wanted, "share": np.interp(wanted, people / people[-1], income / income[-1])}


def decile_shares(values: Any, weights: Any = None) -> dict[int, float]:
    """Share of the total that each tenth of persons has, poorest first; 1 to 10, sums to 1.

    The unit on a boundary is split exactly, by the straight Lorenz curve. NaN each where nothing is left.
    """
    share = lorenz(values, weights)["share"]
    if share.size == 0:
        return dict.fromkeys(range(1, 11), float("nan"))
    return {d: float(share[d] - share[d - 1]) for d in range(1, 11)}


def bottom_share(values: Any, weights: Any = None, *, share: float = 0.4) -> float:
    """Share of the total that the poorest `share` of persons has (World Bank's bottom 40), boundary split exactly."""
    found = lorenz(values, weights, points=[share])["share"]
    return float(found[0]) if found.size else float("nan")


def palma(values: Any, weights: Any = None) -> float:
    """Share of the richest tenth over the share of the poorest four tenths, boundaries split exactly."""
    found = lorenz(values, weights, points=[0.4, 0.9])["share"]
    return float((1 - found[1]) / found[0]) if found.size and found[0] > 0 else float("nan")


def concentration_index(values: Any, weights: Any = None, *, rank: Any) -> float:
    """Concentration index of `values` along `rank` (welfare, poorest first), -1 to 1; below zero: pro-poor.

    Persons with one rank share their place (the mean of it). NaN where nothing is left or the total is not above
    zero. Source: Kakwani, Wagstaff and van Doorslaer 1997: 2 cov(y, r) / mean.
    """
    y, w, r = column(values, weights, rank)
    if y.size == 0 or float(np.dot(w, y)) <= 0:
        return float("nan")
    levels, place = np.unique(r, return_inverse=True)
    held = np.bincount(place, weights=w, minlength=levels.size)
    middle = (np.cumsum(held) - held / 2) / held.sum()
    average = mean(y, w)
    return 2 * mean((y - average) * (middle[place] - 0.5), w) / average
