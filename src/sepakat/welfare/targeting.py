"""Targeting errors by name: each name says its denominator, because one table has three of them.

E = truly eligible, S = selected; counts are weighted. Names and formulas: Johannsen (2006) and the IRIS/USAID poverty
assessment tools for inclusion over the poor and BPAC; Coady, Grosh and Hoddinott (2004) for the performance ratio.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sepakat import measures
from sepakat.core.text import Text

Floats = npt.NDArray[np.float64]

DEFINITIONS: dict[str, Text] = {
    "exclusion": Text(
        "Salah keluar: bagian yang berhak tetapi tidak terpilih, dari semua yang berhak",
        "Exclusion error (undercoverage): eligible not selected, of all eligible",
    ),
    "inclusion_of_beneficiaries": Text(
        "Salah masuk: bagian yang terpilih tetapi tidak berhak, dari semua yang terpilih",
        "Inclusion error (leakage): selected not eligible, of all selected",
    ),
    "inclusion_of_non_poor": Text(
        "Salah masuk dari yang tidak berhak: terpilih tetapi tidak berhak, dari semua yang tidak berhak",
        "Inclusion of non-poor: selected not eligible, of all not eligible",
    ),
    "inclusion_of_poor": Text(
        "Salah masuk dibanding yang berhak (Johannsen 2006): terpilih tetapi tidak berhak, dari jumlah yang berhak",
        "Inclusion over the poor (Johannsen 2006): selected not eligible, over the number eligible",
    ),
    "accuracy": Text("Ketepatan: bagian yang digolongkan benar, dari semua", "Accuracy: rightly classed, of all"),
    "bpac": Text(
        "BPAC: ketepatan bagi yang berhak dikurangi selisih mutlak salah keluar dan salah masuk",
        "BPAC: poverty accuracy minus the absolute gap between undercoverage and leakage over the poor",
    ),
}


def targeting_errors(
    eligible: npt.NDArray[Any], selected: npt.NDArray[Any], weight: Floats | None = None
) -> dict[str, float | None]:
    """tp, fp, fn, tn and every error of `DEFINITIONS` as a share (`sepakat.measures`); None where its denominator is
    empty."""
    found = measures.targeting_errors(np.asarray(eligible, dtype=bool), np.asarray(selected, dtype=bool), weight)
    return {name: None if np.isnan(value) else value for name, value in found.items()}


def share_below(value: Floats, weight: Floats) -> Floats:
    """For each row, the weighted share of all with a strictly lower value (0..1): the C/N of the decile rule."""
    levels, where = np.unique(value, return_inverse=True)
    mass = np.bincount(where, weight, len(levels))
    below = np.concatenate([[0.0], np.cumsum(mass)[:-1]]) / mass.sum()
    found: Floats = below[where]
    return found


def weighted_quantile(value: Floats, weight: Floats, share: float) -> float:
    """The least value v such that at least `share` of the weight lies at or below it."""
    order = np.argsort(value, kind="stable")
    cumulative = np.cumsum(weight[order])
    place = int(np.searchsorted(cumulative, share * cumulative[-1] * (1 - 1e-12)))
    return float(value[order][min(place, len(order) - 1)])


def spearman(a: Floats, b: Floats, weight: Floats) -> float | None:
    """Weighted rank correlation: Pearson's of mid-ranks, ranks counted in weight; None where one side is constant."""
    ranks = []
    for value in (a, b):
        levels, where = np.unique(value, return_inverse=True)
        mass = np.bincount(where, weight, len(levels))
        ranks.append((np.cumsum(mass) - mass / 2)[where])
    return pearson(ranks[0], ranks[1], weight)


def pearson(a: Floats, b: Floats, weight: Floats) -> float | None:
    da, db = a - np.average(a, weights=weight), b - np.average(b, weights=weight)
    scale = float(np.sqrt((weight * da**2).sum() * (weight * db**2).sum()))
    return float((weight * da * db).sum() / scale) if scale > 0 else None


def r_squared(y: Floats, predicted: Floats, weight: Floats) -> float | None:
    """1 − weighted residual over total sum of squares; None where y is constant."""
    total = float((weight * (y - np.average(y, weights=weight)) ** 2).sum())
    return 1 - float((weight * (y - predicted) ** 2).sum()) / total if total > 0 else None


def rmse(y: Floats, predicted: Floats, weight: Floats) -> float:
    return float(np.sqrt((weight * (y - predicted) ** 2).sum() / weight.sum()))


def smearing(residual: Floats, weight: Floats | None = None) -> float:
    """Duan's (1983) smearing factor, mean of exp(residual): only needed when a value in rupiah is shown."""
    w = np.ones(len(residual)) if weight is None else weight
    return float((w * np.exp(residual)).sum() / w.sum())
