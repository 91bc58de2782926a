"""Penalised least squares from sums of products: everything a fit, and its cross-validation, needs of the data.

Sums of products add up over folds, provinces and urban/rural, and the loss of any coefficients on any part is a
quadratic form in them. So trying a grid of penalties costs no pass over the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_CHUNK = 20_000


@dataclass(frozen=True)
class Moments:
    """Weighted sums over some rows: gram Z'WZ, cross Z'Wy, total y'Wy, weight sum W."""

    gram: Floats
    cross: Floats
    total: float
    weight: float

    def __add__(self, other: Moments) -> Moments:
        return Moments(
            self.gram + other.gram, self.cross + other.cross, self.total + other.total, self.weight + other.weight
        )

    def __sub__(self, other: Moments) -> Moments:
        return Moments(
            self.gram - other.gram, self.cross - other.cross, self.total - other.total, self.weight - other.weight
        )

    def shifted(self, beta: Floats) -> Moments:
        """The same rows with y replaced by its residual from `beta`."""
        total = self.total - 2 * float(beta @ self.cross) + float(beta @ self.gram @ beta)
        return Moments(self.gram, self.cross - self.gram @ beta, total, self.weight)

    def loss(self, beta: Floats) -> float:
        """Weighted sum of squared residuals of `beta` on these rows."""
        return self.total - 2 * float(beta @ self.cross) + float(beta @ self.gram @ beta)


def zero(width: int) -> Moments:
    return Moments(np.zeros((width, width)), np.zeros(width), 0.0, 0.0)


def moments(x: Floats, y: Floats, weight: Floats) -> Moments:
    """Sums over rows of [1, x]; x: n × p. Rows are taken in pieces so that memory stays bounded."""
    width = x.shape[1] + 1
    found = zero(width)
    for start in range(0, len(y), _CHUNK):
        part = slice(start, start + _CHUNK)
        z = np.column_stack([np.ones(len(y[part])), x[part]])
        wz = z * weight[part, None]
        found += Moments(
            z.T @ wz, wz.T @ y[part], float((weight[part] * y[part] ** 2).sum()), float(weight[part].sum())
        )
    return found


def contrast(parts: dict[int, Moments]) -> Moments:
    """Moments of [1, x, z, zx] from those of [1, x] by kind: z is −½ urban (1), +½ rural (2).

    With one kind only (0), [1, x] itself.
    """
    if set(parts) <= {0}:
        return parts[0]
    width = len(next(iter(parts.values())).cross)
    gram, cross = np.zeros((2 * width, 2 * width)), np.zeros(2 * width)
    total = weight = 0.0
    for kind, part in parts.items():
        z = half(kind)
        gram += np.block([[part.gram, z * part.gram], [z * part.gram, z * z * part.gram]])
        cross += np.concatenate([part.cross, z * part.cross])
        total, weight = total + part.total, weight + part.weight
    return Moments(gram, cross, total, weight)


def half(kind: int) -> float:
    """−½ for urban (1), +½ for rural (2), 0 where the model does without."""
    return {1: -0.5, 2: 0.5}.get(kind, 0.0)


def of_kind(beta: Floats, kind: int, width: int) -> Floats:
    """The coefficients on [1, x] that hold for one kind."""
    return beta if len(beta) == width else beta[:width] + half(kind) * beta[width:]


def solve(part: Moments, penalty: Floats) -> Floats:
    """Coefficients minimising loss + Σ penalty·β²; penalty: one number per coefficient (0 = free)."""
    system = part.gram + np.diag(penalty + 1e-9 * np.maximum(np.diag(part.gram), 1e-6))
    return np.asarray(np.linalg.solve(system, part.cross), dtype=np.float64)


def sandwich(
    part: Moments, penalty: Floats, z: Floats, residual: Floats, weight: Floats, cluster: npt.NDArray[np.int64]
) -> Floats:
    """Covariance of the coefficients, robust to clusters: A⁻¹ (Σ g g') A⁻¹ · m/(m−1), g = score sum of a cluster.

    Binder (1983) linearisation; the penalty is taken as given.
    """
    groups = int(cluster.max()) + 1
    score = np.zeros((groups, z.shape[1]))
    for start in range(0, len(residual), _CHUNK):
        rows = slice(start, start + _CHUNK)
        np.add.at(score, cluster[rows], z[rows] * (weight[rows] * residual[rows])[:, None])
    score = score[np.abs(score).sum(axis=1) > 0]
    m = len(score)
    inverse = np.linalg.inv(part.gram + np.diag(penalty + 1e-9 * np.maximum(np.diag(part.gram), 1e-6)))
    found: Floats = inverse @ (score.T @ score) @ inverse * (m / max(m - 1, 1))
    return found
