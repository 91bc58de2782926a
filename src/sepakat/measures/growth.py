"""Change between two years: growth by decile, and what of a change of poverty came from growth, what from sharing."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.measures._columns import column, mean
from sepakat.measures.inequality import lorenz
from sepakat.measures.lines import Line, resolve
from sepakat.measures.poverty import fgt


def growth_rate(mean_before: float, mean_after: float, years: float) -> dict[str, float]:
    """`pct_per_year`: (after / before) ** (1 / years) - 1, in percent. Source: SEPAKAT wiki, growth incidence curve."""
    if not (mean_before > 0 and mean_after >= 0 and years > 0):
        raise UserError(
            Text(
                "Pertumbuhan memerlukan nilai awal dan selang waktu di atas nol.",
                "Growth needs a start and a time above zero.",
            ),
            hint=Text("Periksa rata-rata awal dan jumlah tahunnya.", "Check the first mean and the years between."),
            code="measure-growth",
        )
    return {"pct_per_year": 100 * ((mean_after / mean_before) ** (1 / years) - 1)}


def growth_incidence(
    before: Any,
    after: Any,
    weights_before: Any = None,
    weights_after: Any = None,
    *,
    years: float = 1,
    groups: int = 10,
) -> dict[int, float]:
    """Yearly growth of the mean of each group of persons (deciles by default), percent, poorest first.

    before, after: welfare of two samples, in prices of one year. Groups hold the same share of persons; a boundary
    unit is split exactly. NaN where a group's first mean is not above zero.
    """
    points = np.linspace(0, 1, groups + 1)
    parts = []
    for values, weights in ((before, weights_before), (after, weights_after)):
        y, w = column(values, weights)
        share = lorenz(y, w, points=points)["share"]
        parts.append(np.diff(share) * groups * mean(y, w) if share.size else np.full(groups, np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = 100 * (np.where(parts[0] > 0, parts[1] / parts[0], np.nan) ** (1 / years) - 1)
    return {g + 1: float(rate[g]) for g in range(groups)}


def datt_ravallion(
    before: Any,
    after: Any,
    weights_before: Any = None,
    weights_after: Any = None,
    *,
    line: Line,
    alpha: float,
    method: Literal["residual", "shapley"] = "residual",
) -> dict[str, float]:
    """A change of poverty split into `growth` (of the mean) and `redistribution` (of the curve around it).

    Gives `p_before, p_after, change, growth, redistribution, residual`. method `residual`: both against the first
    year, what is left is the residual; `shapley`: the average over both years, no residual. line: one real line for
    both years; a relative one is taken from the first year. Source: Datt and Ravallion 1992; methods book 1.8.
    """
    if method not in ("residual", "shapley"):
        raise UserError(
            Text(f"Cara `{method}` tidak dikenal.", f"Method `{method}` is not known."),
            hint=Text("Pilih `residual` atau `shapley`.", "Choose `residual` or `shapley`."),
            code="measure-variant",
        )
    y1, w1 = column(before, weights_before)
    y2, w2 = column(after, weights_after)
    z = resolve(line, y1, w1)
    m1, m2 = mean(y1, w1), mean(y2, w2)

    def poverty(y: Any, w: Any, factor: float = 1.0) -> float:
        return fgt(y * factor, w, line=z, alpha=alpha)

    first, last = poverty(y1, w1), poverty(y2, w2)
    whole = m1 > 0 and m2 > 0  # a curve around a mean of zero is none: NaN
    mixed = poverty(y1, w1, m2 / m1) if whole else float("nan")  # the second mean on the first curve
    shared = poverty(y2, w2, m1 / m2) if whole else float("nan")  # the first mean on the second curve
    growth, sharing = mixed - first, shared - first
    if method == "shapley":
        growth, sharing = (growth + last - shared) / 2, (sharing + last - mixed) / 2
    change = last - first
    return {
        "p_before": first,
        "p_after": last,
        "change": change,
        "growth": growth,
        "redistribution": sharing,
        "residual": 0.0 if method == "shapley" else change - growth - sharing,
    }


def poverty_bias_of_growth(
    before: Any, after: Any, weights_before: Any = None, weights_after: Any = None, *, line: Line, alpha: float
) -> dict[str, float]:
    """Poverty bias of growth: how much more poverty fell than growth alone would have brought; above zero: pro-poor.

    Gives `bias` (neutral - actual), `actual` change and `neutral` change, as shares. Source: McCulloch and Baulch
    1999, with the first year's curve as the neutral one.
    """
    parts = datt_ravallion(before, after, weights_before, weights_after, line=line, alpha=alpha)
    return {"bias": parts["growth"] - parts["change"], "actual": parts["change"], "neutral": parts["growth"]}
