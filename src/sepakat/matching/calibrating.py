"""Probabilities that keep their word: a logistic curve from log-odds to observed shares, where labels exist.

p' = 1 / (1 + 2^-(a + b·w)), w the log2 odds that the model states (Platt 1999). Two numbers, so few labels suffice.
From a few hundred on the curve may bend too: bits added at KNOTS, straight in between, never falling, and no more than
the labels say against a prior of none. Without labels probabilities stay as the model states them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_LEAST = 10  # labels of each kind below which there is nothing to fit
_BOUND = 30.0
KNOTS = np.array([-8.0, -5, -3, -1.5, 0, 1.5, 3, 5, 8])
_BENDING = 200  # labels from which the curve may bend
_FREE, _STEP = 2.0, 1.0  # bits that a knot may move, and two side by side differ: one deviation


@dataclass(frozen=True)
class Calibration:
    """a, b of the curve; labels: how many it was fitted on; bend: bits added at KNOTS, where it bends."""

    a: float
    b: float
    labels: int
    bend: tuple[float, ...] = ()

    def of(self, probability: Floats) -> Floats:
        x = log_odds(probability)
        more = np.interp(x, KNOTS, self.bend) if self.bend else 0.0
        found: Floats = 1.0 / (1.0 + np.exp2(-(self.a + self.b * x + more)))
        return found

    def as_json(self) -> dict[str, Any]:
        return {"a": self.a, "b": self.b, "label": self.labels, "lengkung": list(self.bend)}

    @staticmethod
    def from_json(data: dict[str, Any] | None) -> Calibration | None:
        if data is None:
            return None
        bend = tuple(float(bits) for bits in data.get("lengkung", ()))
        bend = bend if len(bend) in (0, len(KNOTS)) else ()
        return Calibration(float(data["a"]), float(data["b"]), int(data["label"]), bend)


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
    straight = Calibration(float(beta[0] / np.log(2)), float(beta[1] / np.log(2)), len(x))
    return replace(straight, bend=_bend(straight, x, target, size * len(x))) if len(x) >= _BENDING else straight


def _bend(straight: Calibration, x: Floats, target: Floats, size: Floats) -> tuple[float, ...]:
    """Bits at KNOTS that bring the straight curve to the labels."""
    from scipy.optimize import minimize  # slow to load: only where labels are many

    hat = np.stack([np.interp(x, KNOTS, one) for one in np.eye(len(KNOTS))], axis=1)
    line, bits = straight.a + straight.b * x, float(np.log(2))

    def loss(at: Floats) -> tuple[float, Floats]:
        z = (line + hat @ at) * bits
        off, jump = at / _FREE, np.diff(at) / _STEP
        value = (size * (np.logaddexp(0.0, z) - target * z)).sum() + ((off**2).sum() + (jump**2).sum()) / 2
        slope = hat.T @ (size * (1 / (1 + np.exp(-z)) - target)) * bits + off / _FREE
        slope[1:] += jump / _STEP
        slope[:-1] -= jump / _STEP
        return float(value), slope

    found = minimize(loss, np.zeros(len(KNOTS)), jac=True, method="L-BFGS-B").x
    whole = straight.a + straight.b * KNOTS
    return tuple(np.round(rising(whole + found) - whole, 4).tolist())


def rising(values: Floats) -> Floats:
    """The nearest values that never fall: neighbours that do are given their mean (Ayer and others 1955)."""
    blocks: list[tuple[float, int]] = []
    for value in values.tolist():
        blocks.append((value, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (b, m), (a, k) = blocks.pop(), blocks.pop()
            blocks.append(((a * k + b * m) / (k + m), k + m))
    return np.concatenate([np.full(k, a) for a, k in blocks])
