"""Small areas: figures with an honest error where a sample alone is too small (methods book 1.11)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sepakat.core.text import Text
from sepakat.measures._columns import Floats, floats
from sepakat.survey.columns import wrong


def _matrix(covariates: Any, rows: int) -> Floats:
    """Covariates with a constant, added where no combination of them is one."""
    x = np.asarray(covariates, dtype=float) if covariates is not None else np.ones((rows, 1))
    if x.ndim == 1:
        x = x[:, None]
    if x.shape[0] != rows or np.isnan(x).any():
        raise wrong(
            Text("Kovariat harus lengkap, satu baris per daerah.", "Covariates must be complete, one row an area."),
            Text("Periksa jumlah baris dan nilai kosong.", "Check the rows and the missing values."),
            "survey-covariates",
        )
    ones = np.ones((rows, 1))
    if np.linalg.matrix_rank(np.hstack([ones, x])) > np.linalg.matrix_rank(x):
        x = np.hstack([ones, x])
    return x


def fay_herriot(direct: Any, variance: Any, covariates: Any = None, *, level: float = 0.95) -> dict[str, Any]:
    """Area-level model of Fay and Herriot, by REML.

    direct: direct estimate of each area, NaN where there is none (the model alone then speaks). variance: its sampling
    variance, taken as known. covariates: areas x variables (the registry, say); a constant is added.
    Gives `estimates`, `mse` (g1 + g2 + 2 g3, Prasad and Rao 1990), `lower`, `upper` (an interval that also carries how
    little is known of the area variance: by the restricted likelihood over all its values, as in Datta, Rao and Smith
    2005; -/+ 1.96 root mse would hold the truth too seldom), `own_lower`, `own_upper` (wider, and true of each area by
    itself: see `area_intervals.own`; NaN where there is no direct estimate), `gamma` (weight of the direct estimate),
    `beta`, `area_variance`. UserError for a variance that is not above zero or fewer areas than variables + 1.
    """
    y, v = floats(direct), floats(variance)
    x = _matrix(covariates, len(y))
    seen = ~np.isnan(y) & ~np.isnan(v)
    if (v[seen] <= 0).any() or seen.sum() <= x.shape[1]:
        raise wrong(
            Text(
                "Model daerah memerlukan ragam di atas nol dan cukup daerah.",
                "The model needs variances above zero and enough areas.",
            ),
            Text("Gabungkan daerah, atau kurangi kovariat.", "Merge areas, or use fewer covariates."),
            "survey-areas",
        )
    xs, ys, vs = x[seen], y[seen], v[seen]

    def slope(a: float) -> float:
        """Derivative of the restricted likelihood, times two."""
        weight = 1 / (a + vs)
        q = np.linalg.inv(xs.T @ (xs * weight[:, None]))
        beta = q @ (xs.T @ (weight * ys))
        left = weight * (ys - xs @ beta)
        trace = weight.sum() - np.trace(q @ (xs.T @ (xs * (weight**2)[:, None])))
        return float(left @ left - trace)

    high = 10 * float(np.var(ys)) + float(vs.mean())
    while slope(high) > 0 and high < 1e12:
        high *= 10
    from scipy.optimize import brentq  # slow to load: only for whoever estimates

    a = float(brentq(slope, 0.0, high, xtol=1e-14, rtol=1e-12)) if slope(0.0) > 0 else 0.0
    weight = 1 / (a + vs)
    q = np.linalg.inv(xs.T @ (xs * weight[:, None]))
    beta = q @ (xs.T @ (weight * ys))
    spread = 2 / float((weight**2).sum())
    estimates, mse, gamma = x @ beta, a + np.einsum("ij,jk,ik->i", x, q, x), np.zeros(len(y))
    share = a / (a + vs)
    back = vs / (a + vs)
    gamma[seen] = share
    estimates[seen] = xs @ beta + share * (ys - xs @ beta)
    g2 = back**2 * np.einsum("ij,jk,ik->i", xs, q, xs)
    g3 = back**2 * spread / (a + vs)
    mse[seen] = share * vs + g2 + 2 * g3
    from sepakat.survey import area_intervals as intervals  # slow to load: only for whoever estimates

    lower, upper = intervals.by_the_model(x, xs, ys, vs, seen, a, level)
    own_lower, own_upper = np.full(len(y), np.nan), np.full(len(y), np.nan)
    own_lower[seen], own_upper[seen] = intervals.own(xs, ys, vs, a, level)
    return {
        "estimates": estimates,
        "mse": mse,
        "lower": lower,
        "upper": upper,
        "own_lower": own_lower,
        "own_upper": own_upper,
        "gamma": gamma,
        "beta": beta,
        "area_variance": a,
    }


def battese_harter_fuller(
    values: Any, covariates: Any, areas: Any, population_means: Any, population_sizes: Any = None
) -> dict[str, Any]:
    """Unit-level model of Battese, Harter and Fuller, by REML: a mean for each area.

    values, covariates (rows x variables), areas: the sample, one a row. population_means: area -> means of the
    covariates in its population. population_sizes: area -> units; with it the units seen keep their own values.
    Gives `areas` (order of population_means), `estimates`, `mse` (Prasad and Rao; of the model mean), `beta`,
    `area_variance`, `unit_variance`, `n`. An area without sample has the model's mean.
    """
    y = floats(values)
    x = np.asarray(covariates, dtype=float)
    x = x[:, None] if x.ndim == 1 else x
    x = np.hstack([np.ones((len(y), 1)), x])
    names = list(population_means)
    place = {name: i for i, name in enumerate(names)}
    listed = np.asarray(areas).tolist()
    unknown = [a for a in listed if a not in place]
    if len(listed) != len(y) or x.shape[0] != len(y) or unknown:
        raise wrong(
            Text("Ada daerah sampel tanpa rata-rata populasi.", "An area of the sample has no population means."),
            Text("Beri rata-rata kovariat untuk tiap daerah.", "Give the means of the covariates for every area."),
            "survey-areas",
        )
    code = np.array([place[a] for a in listed])
    means = np.hstack([np.ones((len(names), 1)), np.array([np.atleast_1d(population_means[n]) for n in names], float)])
    n = np.bincount(code, minlength=len(names)).astype(float)
    ysum = np.bincount(code, y, len(names))
    xsum = np.stack([np.bincount(code, c, len(names)) for c in x.T], axis=1)
    xx, xy = x.T @ x, x.T @ y

    def fit(ratio: float) -> tuple[Floats, float, Floats, float]:
        """(beta, unit variance, inverse information, -2 restricted log likelihood) at area over unit variance."""
        shrink = ratio / (1 + n * ratio)
        information = xx - xsum.T @ (xsum * shrink[:, None])
        beta = np.linalg.solve(information, xy - xsum.T @ (shrink * ysum))
        left = y - x @ beta
        lsum = np.bincount(code, left, len(names))
        squares = float(left @ left - (shrink * lsum**2).sum())
        free = len(y) - x.shape[1]
        unit = squares / free
        minus2 = free * np.log(unit) + np.log1p(n * ratio).sum() + np.linalg.slogdet(information)[1]
        return beta, unit, np.linalg.inv(information), float(minus2)

    from scipy.optimize import minimize_scalar  # slow to load: only for whoever estimates

    best = minimize_scalar(lambda t: fit(np.exp(t))[3], bounds=(-20, 12), method="bounded", options={"xatol": 1e-10})
    ratio = 0.0 if fit(0.0)[3] <= best.fun else float(np.exp(best.x))
    beta, unit, inverse, _ = fit(ratio)
    area = ratio * unit
    gamma = n * ratio / (1 + n * ratio)
    seen = n > 0
    ybar = np.divide(ysum, n, out=np.zeros_like(n), where=seen)
    xbar = np.divide(xsum, n[:, None], out=np.zeros_like(xsum), where=seen[:, None])
    effect = np.where(seen, gamma * (ybar - xbar @ beta), 0.0)
    f = np.zeros(len(names))
    if population_sizes is not None:
        sizes = np.array([float(population_sizes[name]) for name in names])
        f = np.minimum(n / sizes, 1.0)
    estimates = f * ybar + (means - f[:, None] * xbar) @ beta + (1 - f) * effect
    distance = means - gamma[:, None] * xbar
    g2 = unit * np.einsum("ij,jk,ik->i", distance, inverse, distance)
    mse = (1 - gamma) * area + g2 + 2 * _g3(n, area, unit)
    return {
        "areas": names,
        "estimates": estimates,
        "mse": mse,
        "beta": beta,
        "area_variance": area,
        "unit_variance": unit,
        "n": n.astype(int),
    }


def _g3(n: Floats, area: float, unit: float) -> Floats:
    """What not knowing the two variances adds (Prasad and Rao 1990), from their asymptotic covariance."""
    alpha = unit + n * area
    aa = 0.5 * float((n**2 / alpha**2).sum())
    ae = 0.5 * float((n / alpha**2).sum())
    ee = 0.5 * float(((n - 1) / unit**2 + 1 / alpha**2)[n > 0].sum())
    det = aa * ee - ae**2
    if det <= 0:
        return np.zeros_like(n)
    v_area, v_unit, both = ee / det, aa / det, -ae / det
    top = unit**2 * v_area + area**2 * v_unit - 2 * unit * area * both
    return np.divide(top, n**2 * (area + unit / np.maximum(n, 1)) ** 3, out=np.zeros_like(n), where=n > 0)


def direct_known_size(values: Any, weights: Any, size: float) -> dict[str, float]:
    """Mean of a domain whose population is known: `direct` = sum(w y)/N, `sd` = sqrt(sum(w (w-1) y²))/N, `cv` percent.

    As R's sae (Poisson-type variance); for comparison with model-based figures.
    """
    y, w = floats(values), floats(weights)
    found = float(np.dot(w, y)) / size
    sd = float(np.sqrt(np.dot(w * (w - 1), y**2))) / size
    return {"direct": found, "sd": sd, "cv": 100 * sd / found if found else float("nan")}
