"""Probabilities that keep their word: a curve from the log-odds that are stated to the shares that labels show.

p' = 1 / (1 + 2^-(w + bits(w))), w the log2 odds that the model states. The bits, at KNOTS and straight in between, are
those that labels make likeliest against a prior that says "as the model has it, or nearly so, and smoothly" (a Gaussian
process; Rasmussen and Williams 2006, chapter 3). So a few labels move the curve a little, and hundreds bend it where
they say so. Each label counts for one, however many pairs it stands for: which pairs are looked at depends on w alone,
and the curve is of w, so weights would only drown the labels in the middle, where it is decided.

Links by an exact rule have no odds worth bending: labels tell for each rule which share of what was stated is so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_LEAST = 10  # labels of each kind below which there is nothing to fit
_BOUND = 30.0
KNOTS = np.array([-8.0, -5, -3, -1.5, 0, 1.5, 3, 5, 8])
_SHIFT, _SLOPE = 0.5, 0.15  # one deviation of the prior: bits, bits a bit
_BEND, _LENGTH = 1.5, 6.0  # the same of a bend: bits, and over how many bits it goes
_AS_STATED = 20.0  # labels of a rule that "as stated" counts for


@dataclass(frozen=True)
class Calibration:
    """a, b, bend: log2 odds w become a + b·w + bits at KNOTS. labels: how many it was fitted on. rules: what the stated
    chance of a link by each rule is multiplied by (1 where a rule is not named)."""

    a: float
    b: float
    labels: int
    bend: tuple[float, ...] = ()
    rules: tuple[tuple[str, float], ...] = ()

    def of(self, probability: Floats) -> Floats:
        """Probabilities of pairs of the model."""
        x = log_odds(probability)
        more = np.interp(x, KNOTS, self.bend) if self.bend else 0.0
        found: Floats = 1.0 / (1.0 + np.exp2(-(self.a + self.b * x + more)))
        return found

    def of_rules(self, probability: Floats, rule: Sequence[str]) -> Floats:
        """Probabilities of links by these rules."""
        shares = dict(self.rules)
        return probability * np.array([shares.get(one, 1.0) for one in rule], np.float64)

    def as_json(self) -> dict[str, Any]:
        return {
            "a": self.a,
            "b": self.b,
            "label": self.labels,
            "lengkung": list(self.bend),
            "aturan": dict(self.rules),
        }

    @staticmethod
    def from_json(data: dict[str, Any] | None) -> Calibration | None:
        if data is None:
            return None
        bend = tuple(float(bits) for bits in data.get("lengkung", ()))
        bend = bend if len(bend) in (0, len(KNOTS)) else ()
        rules = tuple((str(rule), float(share)) for rule, share in data.get("aturan", {}).items())
        return Calibration(float(data["a"]), float(data["b"]), int(data["label"]), bend, rules)


def log_odds(probability: Floats) -> Floats:
    """log2 odds, bounded at ±30."""
    p = np.clip(probability, 1e-12, 1 - 1e-12)
    found: Floats = np.clip(np.log2(p / (1 - p)), -_BOUND, _BOUND)
    return found


def fit(probability: Floats, same: Mask) -> Calibration | None:
    """Fit to labelled pairs of the model, chosen by their probability; None where either kind has too few."""
    from scipy.optimize import minimize  # slow to load: only where there are labels

    if min(int(same.sum()), int((~same).sum())) < _LEAST:
        return None
    x, bits = log_odds(probability), float(np.log(2))
    hat = np.stack([np.interp(x, KNOTS, one) for one in np.eye(len(KNOTS))], axis=1)
    apart = np.abs(KNOTS[:, None] - KNOTS[None])
    spread = _SHIFT**2 + _SLOPE**2 * np.outer(KNOTS, KNOTS) + _BEND**2 * np.exp(-apart / _LENGTH)
    firm = np.linalg.inv(spread)

    def loss(at: Floats) -> tuple[float, Floats]:
        z = (x + hat @ at) * bits
        value = np.logaddexp(0.0, z).sum() - z[same].sum() + at @ firm @ at / 2
        return float(value), hat.T @ (1 / (1 + np.exp(-z)) - same) * bits + firm @ at

    found = minimize(loss, np.zeros(len(KNOTS)), jac=True, method="L-BFGS-B").x
    bend = tuple(np.round(rising(KNOTS + found) - KNOTS, 4).tolist())
    return Calibration(0.0, 1.0, len(x), bend)


def rule_shares(probability: Floats, same: Mask, rule: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """For each rule whose links are right less often than was stated: right / stated, against a prior of one."""
    found = []
    for one in sorted(set(rule)):
        at = np.array([r == one for r in rule], bool)
        share = (float(same[at].sum()) + _AS_STATED) / (float(probability[at].sum()) + _AS_STATED)
        if share < 1.0:
            found.append((one, round(share, 6)))
    return tuple(found)


def rising(values: Floats) -> Floats:
    """The nearest values that never fall: neighbours that do are given their mean (Ayer and others 1955)."""
    blocks: list[tuple[float, int]] = []
    for value in values.tolist():
        blocks.append((value, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (b, m), (a, k) = blocks.pop(), blocks.pop()
            blocks.append(((a * k + b * m) / (k + m), k + m))
    return np.concatenate([np.full(k, a) for a, k in blocks])
