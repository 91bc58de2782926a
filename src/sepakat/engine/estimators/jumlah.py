"""`jumlah`: how many rows (or weights) a condition holds for. The denominator tells out of how many."""

from __future__ import annotations

import numpy as np

from sepakat import survey
from sepakat.engine.estimators.rasio import columns
from sepakat.survey import Linear

__all__ = ["columns", "linear", "value"]


def value(numerator: np.ndarray, denominator: np.ndarray, factor: float) -> np.ndarray:
    """factor × numerator; where nobody was counted there is nothing to say (NaN)."""
    return np.where(denominator > 0, factor * numerator, np.nan)


def linear(x: np.ndarray, w: np.ndarray, d: np.ndarray) -> Linear:
    """A weighted total."""
    return survey.total(x, w, d)
