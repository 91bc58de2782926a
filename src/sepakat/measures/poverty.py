"""Poverty: how many are below a line, by how much, and how unequally. A value on the line is not poor (strict)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.measures._columns import Floats, column, mean, quantile
from sepakat.measures.inequality import gini
from sepakat.measures.lines import Line, poor, resolve


def fgt(values: Any, weights: Any = None, *, line: Line, alpha: float) -> float:
    """Foster-Greer-Thorbecke: mean of `((z - y) / z) ** alpha` over y < z, zero for the others; a share, not percent.

    values: welfare per person, one a row. weights: persons (household weight x members). line: see `lines.resolve`.
    alpha 0 headcount (P0), 1 gap (P1), 2 severity (P2), any other >= 0. NaN where no weight is left.
    Source: BPS concept pages; Foster, Greer and Thorbecke 1984. UserError `measure-alpha` below zero.
    """
    if not alpha >= 0:
        raise UserError(
            Text("Alfa harus nol atau lebih.", "Alpha must be zero or more."),
            hint=Text("0 persentase, 1 kedalaman, 2 keparahan.", "0 headcount, 1 gap, 2 severity."),
            code="measure-alpha",
        )
    y, w, z = poor(values, weights, line)
    below = y < z
    if alpha == 0:
        return mean(below.astype(np.float64), w)
    short = np.where(below, (z - y) / z, 0.0)
    return mean(short if alpha == 1 else short**alpha, w)


def poverty_gap_rupiah(values: Any, weights: Any = None, *, line: Line) -> dict[str, float]:
    """What lifting everybody exactly to the line would cost, in the unit of the values.

    Gives `total` (weighted sum of z - y over the poor), `per_poor` (its mean over the poor) and `poor` (weighted
    count). per_poor is NaN where nobody is poor. Source: P1 x z x N (methods book 1.2).
    """
    y, w, z = poor(values, weights, line)
    below = y < z
    count = float(w[below].sum())
    total = float(np.dot(w[below], z[below] - y[below]))
    return {"total": total, "per_poor": total / count if count else float("nan"), "poor": count}


def watts(values: Any, weights: Any = None, *, line: Line) -> float:
    """Watts index: mean of ln(z / y) over y < z, zero for the others; rows with y <= 0 are left out.

    Source: Watts 1968; methods book 1.9. NaN where no weight is left.
    """
    y, w, z = poor(values, weights, line)
    keep = y > 0
    y, w, z = y[keep], w[keep], z[keep]
    return mean(np.where(y < z, np.log(z / y), 0.0), w)


def sen(values: Any, weights: Any = None, *, line: Line) -> float:
    """Sen index for large samples: P0 x Gp + P1 x (1 - Gp), Gp the Gini of the poor's values.

    Source: Sen 1976, in the form H[I + (1 - I) Gp]. Zero where nobody is poor; NaN where no weight is left.
    """
    y, w, z = poor(values, weights, line)
    if w.size == 0:
        return float("nan")
    below = y < z
    if not below.any():
        return 0.0
    share = float(w[below].sum() / w.sum())
    gap = mean((z[below] - y[below]) / z[below], w[below])
    unequal = gini(y[below], w[below])
    return share * (gap + (1 - gap) * (0.0 if math.isnan(unequal) else unequal))


def sen_shorrocks_thon(values: Any, weights: Any = None, *, line: Line) -> float:
    """Sen-Shorrocks-Thon index: P0 x P1 among the poor x (1 + Gini of everybody's gap). Source: Shorrocks 1995."""
    y, w, z = poor(values, weights, line)
    if w.size == 0:
        return float("nan")
    gaps = np.where(y < z, (z - y) / z, 0.0)
    average = mean(gaps, w)
    return 0.0 if average == 0 else average * (1 + gini(gaps, w))


def arpt(values: Any, weights: Any = None, *, share: float = 0.6) -> float:
    """At-risk-of-poverty threshold: `share` of the weighted median. Source: Eurostat, as in R's laeken."""
    y, w = column(values, weights)
    return share * quantile(y, w, 0.5)


def arpr(values: Any, weights: Any = None, *, share: float = 0.6) -> float:
    """At-risk-of-poverty rate: the share of persons strictly below `arpt`. Source: Eurostat, as in R's laeken."""
    y, w = column(values, weights)
    return mean((y < share * quantile(y, w, 0.5)).astype(np.float64), w)


def relative_median_gap(values: Any, weights: Any = None, *, share: float = 0.6) -> float:
    """Distance of the median of the poor to the threshold, as a share of it. NaN where nobody is below.

    Source: Eurostat's relative median at-risk-of-poverty gap, as in R's laeken.
    """
    y, w = column(values, weights)
    return gap_below(y, w, share * quantile(y, w, 0.5))


def gap_below(y: Floats, w: Floats, edge: float) -> float:
    """Distance of the median of those below `edge` to it, as a share of it; NaN where nobody is, or it is not above
    zero. y, w: as `column` gives them."""
    below = y < edge
    return (edge - quantile(y[below], w[below], 0.5)) / edge if edge > 0 and below.any() else float("nan")


def line_of(line: Line, values: Any, weights: Any = None) -> float:
    """The line itself, for printing: a number, or the weighted mean of lines that differ by row."""
    found = resolve(line, values, weights)
    if np.ndim(found) == 0:
        return float(found)
    _, w, z = column(values, weights, found)
    return mean(z, w)
