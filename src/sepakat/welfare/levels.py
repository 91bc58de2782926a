"""The estimate itself: common coefficients, urban and rural, province, regency, each shrunk towards the one above.

1. Weighted ridge on [1, x, z, zx], z = −½ urban, +½ rural: the zx part is shrunk towards nothing, so that urban and
   rural coefficients are pulled to common ones as far as the data ask.
2. With several provinces: each province's deviations from (1), shrunk.
3. Each regency's mean residual, shrunk by empirical Bayes (between-regency variance by DerSimonian–Laird moments,
   sampling variance from clusters): what a regency with few households gets.
4. Regencies with enough households: deviations of their coefficients, shrunk; kept only if held-out clusters gain.
Every penalty is chosen on held-out clusters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sepakat.welfare.design import Design, Floats, Ints
from sepakat.welfare.moments import Moments, contrast, half, moments, of_kind, solve, zero

INFINITE = 1e12
ALPHAS = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
SHRINK = (30.0, 100.0, 300.0, 1000.0, INFINITE)


@dataclass(frozen=True)
class Tuning:
    """Penalties in households per standard deviation of a term: common, urban/rural, province, regency."""

    alpha: float
    kind: float
    province: float = INFINITE
    regency: float = INFINITE


@dataclass(frozen=True)
class Estimate:
    """Coefficients on standardised [1, x]. common: by kind. province: by index and kind. effect, slopes: by regency."""

    common: dict[int, Floats]
    province: dict[int, dict[int, Floats]]
    effect: Floats
    effect_error: Floats
    slopes: dict[int, Floats] = field(default_factory=dict)


class Levels:
    """The rows of one survey, ready to be fitted on any set of folds.

    x: standardised terms, n × p. small: regencies with fewer households get an effect only, no slopes of their own.
    """

    def __init__(self, design: Design, x: Floats, small: int = 400) -> None:
        self.design, self.x, self.small = design, x, small
        self.width = x.shape[1] + 1
        self.folds = int(design.fold.max()) + 1
        self.kinds = [int(k) for k in np.unique(design.kind)]
        self.provinces, self.province_codes = design.province()
        self._parts: dict[tuple[int, int, int], Moments] = {}
        for p in range(len(self.province_codes)):
            for k in self.kinds:
                for f in range(self.folds):
                    rows = (self.provinces == p) & (design.kind == k) & (design.fold == f)
                    self._parts[p, k, f] = moments(x[rows], design.y[rows], design.weight[rows])

    # ---- sums ----
    def part(self, province: int | None, folds: list[int]) -> Moments:
        """Moments of [1, x, z, zx] over these folds, of one province or all."""
        chosen = range(len(self.province_codes)) if province is None else [province]
        by_kind: dict[int, Moments] = {}
        for k in self.kinds:
            total = zero(self.width)
            for p in chosen:
                for f in folds:
                    total += self._parts[p, k, f]
            by_kind[k] = total
        # One kind only is fitted without the contrast, whatever its code.
        return contrast(by_kind) if len(self.kinds) > 1 else by_kind[self.kinds[0]]

    def penalty(self, alpha: float, kind: float, constant: float = 0.0) -> Floats:
        slopes = np.full(self.width, alpha)
        slopes[0] = constant
        if len(self.kinds) == 1:
            return slopes
        other = np.full(self.width, kind)
        other[0] = constant
        return np.concatenate([slopes, other])

    def without(self, fold: int) -> list[int]:
        return [f for f in range(self.folds) if f != fold]

    # ---- choosing ----
    def choose(self, alphas: tuple[float, ...] = ALPHAS, shrink: tuple[float, ...] = SHRINK) -> tuple[Tuning, dict]:
        """The penalties with the least loss on held-out clusters, stage by stage, and the losses tried."""
        tried: dict[str, float] = {}
        best, least = Tuning(alphas[0], shrink[-1]), math.inf
        kinds = shrink if len(self.kinds) > 1 else (INFINITE,)
        for alpha in alphas:
            for kind in kinds:
                loss = sum(
                    self.part(None, [f]).loss(solve(self.part(None, self.without(f)), self.penalty(alpha, kind)))
                    for f in range(self.folds)
                )
                tried[f"alpha={alpha:g} tipe={_shown(kind)}"] = loss
                if loss < least:
                    best, least = Tuning(alpha, kind), loss
        if len(self.province_codes) > 1:
            best = self._choose_province(best, shrink, tried)
        large = self._large()
        if large:
            best = self._choose_regency(best, shrink, tried, large)
        return best, tried

    def _choose_province(self, base: Tuning, shrink: tuple[float, ...], tried: dict[str, float]) -> Tuning:
        least, chosen = math.inf, INFINITE
        for kappa in shrink:
            loss = 0.0
            for f in range(self.folds):
                common = solve(self.part(None, self.without(f)), self.penalty(base.alpha, base.kind))
                for p in range(len(self.province_codes)):
                    train = self.part(p, self.without(f)).shifted(common)
                    loss += self.part(p, [f]).loss(common + solve(train, self.penalty(kappa, kappa, constant=1.0)))
            tried[f"provinsi={_shown(kappa)}"] = loss
            if loss < least:
                least, chosen = loss, kappa
        return Tuning(base.alpha, base.kind, chosen)

    def _choose_regency(
        self, base: Tuning, shrink: tuple[float, ...], tried: dict[str, float], large: list[int]
    ) -> Tuning:
        losses = dict.fromkeys(shrink, 0.0)
        for f in range(self.folds):
            test = self.design.fold == f
            estimate = self.estimate(base, self.without(f))
            residual = self.design.y - self.predict(estimate)
            for r in large:
                rows = self.design.regency == r
                train = moments(self.x[rows & ~test], residual[rows & ~test], self.design.weight[rows & ~test])
                held = moments(self.x[rows & test], residual[rows & test], self.design.weight[rows & test])
                for kappa in shrink:
                    losses[kappa] += held.loss(solve(train, np.full(self.width, kappa)))
        for kappa, loss in losses.items():
            tried[f"kabupaten={_shown(kappa)}"] = loss
        chosen = min(losses, key=lambda k: (losses[k], -k))
        return Tuning(base.alpha, base.kind, base.province, chosen)

    def _large(self) -> list[int]:
        counts = np.bincount(self.design.regency, minlength=len(self.design.regencies))
        return [int(r) for r in np.flatnonzero(counts >= self.small)] if len(self.design.regencies) > 1 else []

    # ---- fitting ----
    def estimate(self, tuning: Tuning, folds: list[int] | None = None) -> Estimate:
        """Fit all levels on these folds (default: all)."""
        used = list(range(self.folds)) if folds is None else folds
        train = np.isin(self.design.fold, used)
        beta = solve(self.part(None, used), self.penalty(tuning.alpha, tuning.kind))
        province: dict[int, dict[int, Floats]] = {}
        for p in range(len(self.province_codes)):
            own = beta
            if len(self.province_codes) > 1:
                shifted = self.part(p, used).shifted(beta)
                own = beta + solve(shifted, self.penalty(tuning.province, tuning.province, constant=1.0))
            province[p] = {k: of_kind(own, k, self.width) for k in self.kinds}
        common = {k: of_kind(beta, k, self.width) for k in self.kinds}
        nothing = np.zeros(len(self.design.regencies))
        first = Estimate(common, province, nothing, nothing)
        residual = self.design.y - self.predict(first)
        effect, error = regency_effects(self.design, residual, train)
        slopes: dict[int, Floats] = {}
        if tuning.regency < INFINITE:
            for r in self._large():
                rows = (self.design.regency == r) & train
                part = moments(self.x[rows], residual[rows] - effect[r], self.design.weight[rows])
                slopes[r] = solve(part, np.full(self.width, tuning.regency))
        return Estimate(common, province, effect, error, slopes)

    def predict(self, estimate: Estimate) -> Floats:
        """Fitted ln(consumption per head over the line) of every row."""
        found = np.empty(self.design.n)
        for p, by_kind in estimate.province.items():
            for k, beta in by_kind.items():
                rows = (self.provinces == p) & (self.design.kind == k)
                found[rows] = beta[0] + self.x[rows] @ beta[1:]
        found += estimate.effect[self.design.regency]
        for r, slope in estimate.slopes.items():
            rows = self.design.regency == r
            found[rows] += slope[0] + self.x[rows] @ slope[1:]
        return found

    def held_out(self, tuning: Tuning) -> Floats:
        """Predictions of every row by a fit that has not seen its cluster."""
        found = np.empty(self.design.n)
        for f in range(self.folds):
            rows = self.design.fold == f
            found[rows] = self.predict(self.estimate(tuning, self.without(f)))[rows]
        return found

    def z(self) -> Floats:
        """The full columns [1, x, z, zx] (or [1, x]) of every row; for standard errors."""
        one = np.column_stack([np.ones(self.design.n), self.x])
        if len(self.kinds) == 1:
            return one
        sign = np.array([half(int(k)) for k in self.design.kind])
        return np.hstack([one, one * sign[:, None]])


def _shown(value: float) -> str:
    return "tak hingga" if value >= INFINITE else f"{value:g}"


def regency_effects(design: Design, residual: Floats, train: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Shrunken mean residual of each regency and its standard error.

    Sampling variance from between-cluster variation, pooled over regencies (few clusters each make it noisy alone);
    between-regency variance by DerSimonian and Laird (1986) moments. One regency alone has no effect.
    """
    count = len(design.regencies)
    effect, error = np.zeros(count), np.zeros(count)
    rows = np.flatnonzero(train)
    if count < 2 or not len(rows):
        return effect, error
    weight, e = design.weight[rows], residual[rows]
    clusters, cluster = np.unique(design.cluster[rows], return_inverse=True)
    cluster_regency = np.zeros(len(clusters), dtype=np.int64)
    cluster_regency[cluster] = design.regency[rows]
    total_w = np.bincount(cluster, weight, len(clusters))
    total_e = np.bincount(cluster, weight * e, len(clusters))
    regency_w = np.bincount(cluster_regency, total_w, count)
    m: Ints = np.bincount(cluster_regency, minlength=count)
    seen = m > 0
    mean = np.zeros(count)
    mean[seen] = np.bincount(cluster_regency, total_e, count)[seen] / regency_w[seen]
    deviation = (total_e - mean[cluster_regency] * total_w) * (m / np.where(seen, regency_w, 1.0))[cluster_regency]
    freedom = int((m[seen] - 1).sum())
    if freedom < 1 or seen.sum() < 2:
        return effect, error
    pooled = float((deviation**2).sum()) / freedom
    variance = pooled / np.where(seen, m, 1)
    precision = np.where(seen, 1 / np.maximum(variance, 1e-12), 0.0)
    centre = float((precision * mean).sum() / precision.sum())
    q = float((precision * (mean - centre) ** 2).sum())
    scale = float(precision.sum() - (precision**2).sum() / precision.sum())
    between = max(0.0, (q - (int(seen.sum()) - 1)) / scale) if scale > 0 else 0.0
    keep = between / (between + variance)
    effect[seen] = (keep * mean)[seen]
    error[seen] = np.sqrt(keep * variance)[seen]
    return effect, error
