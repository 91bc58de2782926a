"""Probabilities that keep their word: a logistic curve from log-odds to observed shares, where labels exist.

p' = 1 / (1 + 2^-(a + b·w)), w the log2 odds that the model states (Platt 1999). Two numbers, so a few hundred labels
suffice; without labels probabilities stay as the model states them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_LEAST = 10  # labels of each kind below which there is nothing to fit
_BOUND = 30.0


@dataclass(frozen=True)
class Calibration:
    """a, b of the curve; labels: how many it was fitted on."""

    a: float
    b: float
    labels: int

    def of(self, probability: Floats) -> Floats:
        found: Floats = 1.0 / (1.0 + np.exp2(-(self.a + self.b * log_odds(probability))))
        return found

    def as_json(self) -> dict[str, Any]:
        return {"a": self.a, "b": self.b, "label": self.labels}

    @staticmethod
    def from_json(data: dict[str, Any] | None) -> Calibration | None:
        return None if data is None else Calibration(float(data["a"]), float(data["b"]), int(data["label"]))


def log_odds(probability: Floats) -> Floats:
    """log2 odds, bounded at ±30."""
    p = np.clip(probability, 1e-12, 1 - 1e-12)
    found: Floats = np.clip(np.log2(p / (1 - p)), -_BOUND, _BOUND)
    return found


def fit(probability: Floats, same: npt.NDArray[np.bool_], weight: Floats | None = None) -> Calibration | None:
    """Fit to labelled pairs; None where either kind has too few. weight: pairs each label stands for (a clerical
    sample is taken near the threshold)."""
    if min(int(same.sum()), int((~same).sum())) < _LEAST:
        return None
    x = log_odds(probability)
    size = np.ones(len(x)) if weight is None else weight / weight.mean()
    # Platt's targets: never quite 0 or 1, so that labels that part cleanly do not give a step
    yes, no = float(same.sum()), float((~same).sum())
    target = np.where(same, (yes + 1) / (yes + 2), 1 / (no + 2))
    beta = np.array([0.0, np.log(2)])
    design = np.stack([np.ones_like(x), x])
    size = size / size.sum()

    def loss(at: Floats) -> float:
        z = at @ design
        return float((size * (np.logaddexp(0.0, z) - target * z)).sum())

    for _ in range(100):
        p = 1 / (1 + np.exp(-(beta @ design)))
        slope = design @ (size * (target - p))
        curve = (design * (size * p * (1 - p))) @ design.T + 1e-9 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        while loss(beta + step) > loss(beta) and float(np.abs(step).max()) > 1e-10:
            step = step / 2  # Newton's step is too long where the curve is flat
        beta = beta + step
        if float(np.abs(step).max()) < 1e-8:
            break
    if beta[1] <= 0:  # labels that say a higher weight is less likely: no curve to trust
        return None
    return Calibration(float(beta[0] / np.log(2)), float(beta[1] / np.log(2)), len(x))
