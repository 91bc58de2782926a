"""Regression with a survey's design: what goes with an outcome, with errors that know strata and clusters.

Linear: weighted least squares; logistic: Newton's method on the weighted likelihood, reported as average marginal
effects (the mean change of the probability, in points of it). Errors by linearisation (Binder 1983; methods book 1.9):
with H the weighted information and s_i = w_i x_i (y_i - p_i) the scores, a coefficient has u_i = H^-1 s_i; an average
effect A = sum w m / sum w has u_i = w_i (m_i - A) / sum w + (dA/db)' H^-1 s_i. The variance is that of the sum of u
under the design, all sampling units kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sepakat.core import laws
from sepakat.core.errors import UserError
from sepakat.core.laws import expit
from sepakat.core.text import Text
from sepakat.survey import Sampling

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_STEPS = 60
WILD = 15.0  # a logit coefficient beyond this is no estimate: the classes do not overlap


@dataclass(frozen=True)
class Term:
    """One column of the model. group: terms of one categorical predictor share it; kind: `angka` or `kelas`."""

    id: str
    group: str
    kind: str
    label: Text


@dataclass(frozen=True)
class Effect:
    """One term's effect: change of the outcome (points of probability, or units) for one more unit, or for this class
    against the reference one; se, p and 95 percent interval by the design."""

    term: Term
    value: float
    se: float
    p: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Fit:
    """effects: by term, in order; kind: `logit` or `linear`; n: rows; degrees: of freedom; beta: coefficients with the
    constant first; mean: weighted mean of the outcome."""

    effects: tuple[Effect, ...]
    kind: str
    n: int
    degrees: int
    beta: Floats
    mean: float


def patterns(x: Floats) -> tuple[Ints, Ints]:
    """Rows of `x` that differ: the place of the first of each, and which of them every row is. Predictors are mostly
    classes, so that a hundred thousand rows are a few hundred patterns, and the model costs what those cost."""
    code, size = np.zeros(len(x), np.int64), 1
    for column in x.T:
        values, own = np.unique(column, return_inverse=True)
        if size * len(values) > 2**62:
            held, code = np.unique(code, return_inverse=True)
            size = len(held)
        code, size = code * len(values) + own, size * len(values)
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    return first, which


def _sums(which: Ints, values: Floats, many: int) -> Floats:
    return np.asarray(np.bincount(which, values, many), np.float64)


def independent(x: Floats, w: Floats) -> list[int]:
    """Columns that are no combination of the ones before (and of the constant), by Gram-Schmidt on the weighted
    rows."""
    first, which = patterns(x)
    x, w = x[first], _sums(which, w, len(first))
    root = np.sqrt(w)
    basis = [root / np.linalg.norm(root)]
    kept = []
    for j in range(x.shape[1]):
        column = x[:, j] * root
        size = float(np.linalg.norm(column))
        for b in basis:
            column = column - float(b @ column) * b
        left = float(np.linalg.norm(column))
        if size > 0 and left > 1e-7 * size:
            basis.append(column / left)
            kept.append(j)
    return kept


def fit(y: Floats, x: Floats, terms: Sequence[Term], w: Floats, rows: Ints, plan: Sampling, *, logit: bool) -> Fit:
    """The model of `y` on `x` (no constant; rows of a domain) under the design of the whole file; rows: places of the
    domain in it. UserError `analysis-fit` where no estimate exists."""
    first, which = patterns(x)
    z, total = np.column_stack([np.ones(len(first)), x[first]]), _sums(which, w, len(first))
    mean_y = np.divide(_sums(which, w * y, len(first)), total, out=np.zeros(len(first)), where=total > 0)
    beta = _logistic(mean_y, z, total) if logit else _least_squares(mean_y, z, total)
    p = expit(z @ beta) if logit else z @ beta
    inverse = np.linalg.inv(z.T @ (z * (total * p * (1 - p) if logit else total)[:, None]))
    left = (w * (y - p[which]))[:, None]
    if logit:
        value, own, by_score = _marginal(z, beta, p, total, terms)
        u = w[:, None] * own[which] + left * (z @ inverse @ by_score)[which]
    else:
        value, u = beta[1:], left * (z @ inverse)[which, 1:]
    se = np.sqrt(plan.variance(u, rows=rows))
    degrees = plan.degrees(rows)
    effects = tuple(_effect(t, float(v), float(e), degrees) for t, v, e in zip(terms, value, se, strict=True))
    mean = float(np.average(y, weights=w))
    return Fit(effects, "logit" if logit else "linear", len(y), degrees, beta, mean)


def _least_squares(y: Floats, z: Floats, w: Floats) -> Floats:
    root = np.sqrt(w)
    return np.asarray(np.linalg.lstsq(z * root[:, None], y * root, rcond=None)[0], np.float64)


def _logistic(y: Floats, z: Floats, w: Floats) -> Floats:
    beta = np.zeros(z.shape[1])
    share = float(np.average(y, weights=w))
    if not 0 < share < 1:
        raise none_fits()
    beta[0] = np.log(share / (1 - share))
    scale = np.maximum(np.abs(z).max(axis=0), 1.0)
    for _ in range(MOST_STEPS):
        p = expit(z @ beta)
        try:
            step = np.linalg.solve(z.T @ (z * (w * p * (1 - p))[:, None]), z.T @ (w * (y - p)))
        except np.linalg.LinAlgError:
            raise none_fits() from None
        beta = beta + step
        if not np.isfinite(beta).all() or (np.abs(beta[1:]) * scale[1:] > 100 * WILD).any():
            raise none_fits()
        if float(np.abs(step * scale).max()) < 1e-10:
            return beta
    raise none_fits()


def none_fits() -> UserError:
    return UserError(
        Text("Model ini tidak dapat ditaksir.", "This model cannot be estimated."),
        detail=Text(
            "Hasilnya hampir selalu (atau tidak pernah) terjadi pada sebagian kelas, sehingga pengaruhnya tidak "
            "terbatas.",
            "The outcome nearly always (or never) occurs in some class, so its effect has no bound.",
        ),
        hint=Text("Kurangi penjelas, atau pilih wilayah yang lebih luas.", "Use fewer predictors or a wider region."),
        code="analysis-fit",
    )


def _marginal(z: Floats, beta: Floats, p: Floats, w: Floats, terms: Sequence[Term]) -> tuple[Floats, Floats, Floats]:
    """Average marginal effects A, and the two parts of their linearised variables: what a row's own effect adds,
    (m - A) / sum w, by pattern and term; and dA/db, by coefficient and term."""
    total = float(w.sum())
    value, own = np.zeros(len(terms)), np.zeros((len(z), len(terms)))
    changes = np.zeros((z.shape[1], len(terms)))
    slope = p * (1 - p)
    for j, term in enumerate(terms, 1):
        if term.kind == "angka":
            each = slope * beta[j]
            change = (w * slope * (1 - 2 * p) * beta[j]) @ z / total
            change[j] += float(w @ slope) / total
        else:
            mine = [k for k, other in enumerate(terms, 1) if other.group == term.group]
            off, on = z.copy(), z.copy()
            off[:, mine] = 0.0
            on[:, mine] = 0.0
            on[:, j] = 1.0
            high, low = expit(on @ beta), expit(off @ beta)
            each = high - low
            change = ((w * high * (1 - high)) @ on - (w * low * (1 - low)) @ off) / total
        value[j - 1] = float(w @ each) / total
        own[:, j - 1] = (each - value[j - 1]) / total
        changes[:, j - 1] = change
    return value, own, changes


def _effect(term: Term, value: float, se: float, degrees: int) -> Effect:
    if degrees < 1 or not np.isfinite(se) or se <= 0:
        return Effect(term, value, se, None, None, None)
    reach = laws.reach(0.95, degrees) * se
    return Effect(term, value, se, laws.two_sided(value / se, degrees), value - reach, value + reach)
