"""How well a programme's choice meets the eligible: errors with their denominators in their names."""

from __future__ import annotations

from typing import Any

import numpy as np

from sepakat.measures._columns import column


def targeting_errors(eligible: Any, selected: Any, weights: Any = None) -> dict[str, float]:
    """The two-way table of eligible and selected (0/1 or true/false), weighted, and the errors drawn from it.

    `tp, fp, fn, tn`; `exclusion` = undercoverage fn/(tp+fn); `inclusion_of_beneficiaries` = leakage fp/(tp+fp);
    `inclusion_of_non_poor` fp/(fp+tn); `inclusion_of_poor` fp/(tp+fn) (Johannsen 2006); `accuracy`; `bpac` =
    1 - exclusion - |exclusion - inclusion_of_poor| (IRIS/USAID). NaN for an empty denominator. Methods book 2.3.
    """
    e, w, s = column(eligible, weights, selected)
    due, chosen = e != 0, s != 0
    found = error_rates(w[due & chosen].sum(), w[~due & chosen].sum(), w[due & ~chosen].sum(), w[~due & ~chosen].sum())
    return {name: float(value) for name, value in found.items()}


def error_rates(tp: Any, fp: Any, fn: Any, tn: Any) -> dict[str, Any]:
    """The same from the four counts, which may be arrays of one shape (regions, draws): the formulas' one place."""
    right, over, missed, rest = (np.asarray(v, dtype=np.float64) for v in (tp, fp, fn, tn))
    exclusion, inclusion = _shares(missed, right + missed), _shares(over, right + missed)
    return {
        "tp": right,
        "fp": over,
        "fn": missed,
        "tn": rest,
        "exclusion": exclusion,
        "inclusion_of_beneficiaries": _shares(over, right + over),
        "inclusion_of_non_poor": _shares(over, over + rest),
        "inclusion_of_poor": inclusion,
        "accuracy": _shares(right + rest, right + over + missed + rest),
        "bpac": 1 - exclusion - np.abs(exclusion - inclusion),
    }


def cgh(share_of_benefits_to_bottom40: float) -> dict[str, float]:
    """`cgh`: Coady-Grosh-Hoddinott performance, the share of benefits that reach the poorest 40 % over 0.40.

    1 is neutral, above 1 progressive. Source: Coady, Grosh and Hoddinott 2004.
    """
    return {"cgh": share_of_benefits_to_bottom40 / 0.4}


def benefit_incidence(users: dict[str, Any], unit: dict[str, float]) -> dict[str, Any]:
    """Who receives public spending, by welfare group (poorest first).

    users: service -> users in each group. unit: service -> money a user. Gives `benefit` by group, `total`, `share`,
    and `concentration_index` over equal groups (below zero: pro-poor). Source: methods book 8.
    """
    benefit = sum((np.asarray(users[name], dtype=np.float64) * float(unit[name]) for name in users), np.zeros(1))
    total = float(np.sum(benefit))
    n = int(np.size(benefit))
    share = benefit / total if total else np.full(n, np.nan)
    middle = (np.arange(n) + 0.5) / n
    return {
        "benefit": [float(b) for b in benefit],
        "total": total,
        "share": [float(s) for s in share],
        "concentration_index": float(2 * np.dot(share, middle) - 1),
    }


def smearing_factor(residuals: Any, weights: Any = None) -> dict[str, float]:
    """`factor`: Duan's smearing factor, the mean of exp(residual), to bring a model of ln y back to y. Duan 1983."""
    r, w = column(residuals, weights)
    return {"factor": float(np.dot(w, np.exp(r)) / w.sum()) if w.sum() else float("nan")}


def _shares(part: Any, whole: Any) -> Any:
    """part / whole, NaN where the whole is empty."""
    return np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)
