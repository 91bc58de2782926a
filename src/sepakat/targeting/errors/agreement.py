"""Agreement of two ordered rankings: Cohen's weighted kappa and how far units moved."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def kappa(matrix: Floats, power: int) -> float:
    """Weighted kappa of a square table of counts: 1 − Σ w·observed / Σ w·expected, w = |i − j|^power.

    power 1: linear weights; 2: quadratic (equal to an intraclass correlation: Fleiss and Cohen 1973). Source: Cohen
    1968. NaN where one ranking is constant, so that nothing could disagree by chance.
    """
    counts = np.asarray(matrix, np.float64)
    total = counts.sum()
    if total <= 0:
        return float("nan")
    at = np.arange(len(counts))
    weight = np.abs(at[:, None] - at[None, :]).astype(np.float64) ** power
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total
    chance = float((weight * expected).sum())
    return 1 - float((weight * counts).sum()) / chance if chance > 0 else float("nan")


def moves(matrix: Floats) -> Floats:
    """Shares of units that are 0, 1, 2 and 3 or more classes apart; NaN of nobody."""
    counts = np.asarray(matrix, np.float64)
    at = np.arange(len(counts))
    apart = np.minimum(np.abs(at[:, None] - at[None, :]), 3)
    total = counts.sum()
    return np.array([counts[apart == k].sum() / total if total > 0 else np.nan for k in range(4)])
