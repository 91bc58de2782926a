"""`rasio`: the share of rows (or of weights) for which a condition holds, times the factor (100 for per cent)."""

from __future__ import annotations

import numpy as np

from sepakat import survey
from sepakat.engine.estimators import Row, count, whole
from sepakat.survey import Linear


def columns(row: Row) -> dict[str, str]:
    """Rows that hold over rows that count."""
    hit = f"{row.counted} AND {row.x}"
    n, hits = count(row.counted), count(hit)
    if row.weight is None:
        return {"num": hits, "den": n, "n": n, "hits": hits}
    return {
        "num": whole(f"CASE WHEN {hit} THEN {row.weight} END"),
        "den": whole(f"CASE WHEN {row.counted} THEN {row.weight} END"),
        "n": n,
        "hits": hits,
    }


def value(numerator: np.ndarray, denominator: np.ndarray, factor: float) -> np.ndarray:
    """factor × numerator / denominator; an empty denominator is not applicable (NaN), never 0."""
    out = np.full(len(numerator), np.nan)
    return np.divide(factor * numerator, denominator, out=out, where=denominator > 0)


def linear(x: np.ndarray, w: np.ndarray, d: np.ndarray) -> Linear:
    """A ratio to the weighted rows that count."""
    return survey.mean(x, w, d)
