"""How sure we are that a family is truly in deciles 1–4, given its score.

From predictions of held-out clusters: the distance from the score to the true 40 % cut, in units of the prediction
error (which differs by urban/rural and by score), turned into a chance by the normal curve, corrected by a logistic
regression with bends, made monotone, and kept as a table of points. Weighted by families, because the statement is
about families. Its honesty is measured one step further out: the curve used for a cluster never saw it either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sepakat.core.laws import ndtr
from sepakat.welfare.design import Floats, Ints
from sepakat.welfare.targeting import weighted_quantile

SHARE = 0.4  # deciles 1–4
_POINTS = 41
_BENDS = (-1.0, 0.0, 1.0)


@dataclass(frozen=True)
class Curve:
    """Parameters fitted on predictions: sd of the error as a line in the score, logistic coefficients."""

    cut: float
    centre: float
    sd: dict[int, tuple[float, float]]
    beta: Floats
    kinds: tuple[int, ...]

    def chance(self, score: Floats, kind: Ints) -> Floats:
        """The chance before it is made monotone, 0..1; score in log units."""
        found: Floats = 1 / (1 + np.exp(-np.clip(_basis(self._z(score, kind), kind, self.kinds) @ self.beta, -30, 30)))
        return found

    def _z(self, score: Floats, kind: Ints) -> Floats:
        return _distance(score, kind, self.cut, self.centre, self.sd)


def _distance(score: Floats, kind: Ints, cut: float, centre: float, sd: dict[int, tuple[float, float]]) -> Floats:
    base = np.array([sd[int(k)][0] for k in kind])
    slope = np.array([sd[int(k)][1] for k in kind])
    spread = np.clip(base + slope * (score - centre), 0.5 * base, 2.0 * base)
    found: Floats = (cut - score) / spread
    return found


def _basis(z: Floats, kind: Ints, kinds: tuple[int, ...]) -> Floats:
    """Constant, log-odds of the chance under a normal error, bends of that line, urban/rural shift."""
    normal = ndtr(np.clip(z, -5, 5))
    odds = np.log(normal / (1 - normal))
    columns = [np.ones_like(odds), odds, *(np.maximum(odds - b, 0) for b in _BENDS)]
    columns += [(kind == k).astype(np.float64) for k in kinds[1:]]
    return np.column_stack(columns)


def fit_curve(
    score: Floats, y: Floats, families: Floats, persons: Floats, kind: Ints, cut: float | None = None
) -> Curve:
    """Fit on held-out predictions. score, y: log units; families, persons: weights; cut: the true 40 % cut."""
    where = weighted_quantile(y, persons, SHARE) if cut is None else cut
    kinds = tuple(int(k) for k in np.unique(kind))
    centre = float(np.average(score, weights=families))
    size = np.abs(y - score) * np.sqrt(np.pi / 2)  # mean absolute error → sd under a normal error
    sd: dict[int, tuple[float, float]] = {}
    for k in kinds:
        rows = kind == k
        x = np.column_stack([np.ones(rows.sum()), score[rows] - centre])
        w = families[rows]
        gram = x.T @ (x * w[:, None]) + np.diag([1e-9, 0.1 * w.sum() / 10])
        a, b = np.linalg.solve(gram, x.T @ (w * size[rows]))
        sd[k] = (max(float(a), 1e-3), float(b))
    z = _distance(score, kind, where, centre, sd)
    truth = (y < where).astype(np.float64)
    beta = _logistic(_basis(z, kind, kinds), truth, families / families.mean())
    return Curve(where, centre, sd, beta, kinds)


def _logistic(x: Floats, truth: Floats, weight: Floats) -> Floats:
    """Weighted logistic regression by Newton steps, starting from the normal curve itself.

    Bends and the urban/rural shift are penalised in households: a small survey stays with the normal curve, a large
    one bends it as its data ask. (Free bends were twice as far off on surveys of 1,500 to 5,000 households.)
    """
    others = x.shape[1] - 2 - len(_BENDS)
    penalty = np.array([0.0, 0.01, *([200.0] * len(_BENDS)), *([20.0] * others)])
    beta = np.zeros(x.shape[1])
    beta[1] = 1.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (truth - p)) - penalty * beta
        hessian = x.T @ (x * (weight * np.maximum(p * (1 - p), 1e-6))[:, None]) + np.diag(penalty + 1e-9)
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-8:
            break
    return beta


def knots(curve: Curve, score: Floats) -> dict[int, list[tuple[int, int]]]:
    """(score in micro-logs, chance in ten-thousandths) per kind, falling in the score, for straight lines between.

    score: predictions whose range the points cover, denser where families are.
    """
    inner = np.quantile(score, np.linspace(0.002, 0.998, _POINTS - 4))
    margin = max(float(score.max() - score.min()), 0.1)
    outer = [score.min() - margin, score.min() - margin / 4, score.max() + margin / 4, score.max() + margin]
    grid = np.unique(np.round(np.concatenate([inner, outer]), 4))
    found: dict[int, list[tuple[int, int]]] = {}
    for k in curve.kinds:
        chance = curve.chance(grid, np.full(len(grid), k))
        falling = np.minimum.accumulate(chance)
        # Flats left by the running minimum are shared between both directions, so that the middle stays unbiased.
        falling = (falling + np.maximum.accumulate(chance[::-1])[::-1]) / 2
        found[k] = [(round(s * 1e6), round(c * 1e4)) for s, c in zip(grid, falling, strict=True)]
    return found


def chance_at(points: list[tuple[int, int]], score: npt.NDArray[Any], shift: int = 0) -> Floats:
    """Chance 0..1 at scores in micro-logs, straight lines between the points; `shift` moves the curve to the right."""
    x = np.array([p[0] for p in points], dtype=np.float64) + shift
    c = np.array([p[1] for p in points], dtype=np.float64) / 1e4
    found: Floats = np.interp(score.astype(np.float64), x, c)
    return found


def cross_fitted(score: Floats, y: Floats, families: Floats, persons: Floats, kind: Ints, fold: Ints) -> Floats:
    """The chance of every row by a curve that has not seen its fold."""
    cut = weighted_quantile(y, persons, SHARE)
    found = np.empty(len(y))
    for f in np.unique(fold):
        rows = fold == f
        curve = fit_curve(score[~rows], y[~rows], families[~rows], persons[~rows], kind[~rows], cut)
        table = knots(curve, score[~rows])
        for k in np.unique(kind[rows]):
            part = rows & (kind == k)
            # A kind that only the held-out fold has takes the first curve there is.
            points = table.get(int(k)) or next(iter(table.values()))
            found[part] = chance_at(points, score[part] * 1e6)
    return found


def reliability(chance: Floats, truth: npt.NDArray[Any], weight: Floats, edges: int = 10) -> list[dict[str, float]]:
    """Said and true share per band of chance: `dari, sampai, n, bobot, disebut, nyata` (shares 0..1, weighted)."""
    found: list[dict[str, float]] = []
    band = np.minimum((chance * edges).astype(np.int64), edges - 1)
    for b in range(edges):
        rows = band == b
        total = float(weight[rows].sum())
        if total <= 0:
            continue
        found.append(
            {
                "dari": b / edges,
                "sampai": (b + 1) / edges,
                "n": int(rows.sum()),
                "bobot": total,
                "disebut": float((weight[rows] * chance[rows]).sum() / total),
                "nyata": float((weight[rows] * truth[rows]).sum() / total),
            }
        )
    return found
