"""Two intervals for small areas: one true on the average of the model's areas, one true of each area by itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from sepakat.core.laws import expit, ndtr, ndtri
from sepakat.measures._columns import Floats


def by_the_model(
    x: Floats, xs: Floats, ys: Floats, vs: Floats, seen: Any, a: float, level: float, points: int = 80
) -> tuple[Floats, Floats]:
    """Interval of every area from the mixture over area variances, each weighed by its restricted likelihood.

    It holds the truth as often as `level` says over areas that the model might have drawn (Datta, Rao and Smith 2005);
    for one area that lies far from its covariates, over samples of that area alone, more seldom.
    """

    def at(values: Floats) -> tuple[Floats, Floats, Floats]:
        """(log likelihood, betas, inverse informations) at several area variances."""
        weight = 1 / (values[:, None] + vs)
        information = np.einsum("gi,ij,ik->gjk", weight, xs, xs)
        q = np.linalg.inv(information)
        beta = np.einsum("gjk,gi,ik,i->gj", q, weight, xs, ys)
        left = ys - beta @ xs.T
        log = 0.5 * (np.log(weight).sum(1) - np.linalg.slogdet(information)[1] - (weight * left**2).sum(1))
        return log, beta, q

    reach = max(a, float(vs.min())) * 4
    best = at(np.array([a]))[0][0]
    while at(np.array([reach]))[0][0] > best - 8 and reach < 1e12:
        reach *= 2
    grid = reach * np.linspace(0, 1, points) ** 2  # close together where the likelihood bends
    width = np.gradient(grid)
    log, beta, q = at(grid)
    mass = np.exp(log - log.max()) * width
    mass /= mass.sum()
    counts = mass > 1e-9
    grid, mass, beta, q = grid[counts], mass[counts] / mass[counts].sum(), beta[counts], q[counts]
    centre = beta @ x.T
    spread = grid[:, None] + np.einsum("ij,gjk,ik->gi", x, q, x)
    share = grid[:, None] / (grid[:, None] + vs)
    centre[:, seen] += share * (ys - centre[:, seen])
    inner = np.einsum("ij,gjk,ik->gi", xs, q, xs)
    spread[:, seen] = share * vs + (1 - share) ** 2 * inner
    root = np.sqrt(np.maximum(spread, 0.0))

    def edge(p: float) -> Floats:
        of_each = centre + ndtri(p) * root  # the mixture's quantile lies among those of its parts
        low, high = of_each.min(0), of_each.max(0)
        for _ in range(26):
            middle = (low + high) / 2
            below = (mass[:, None] * ndtr((middle - centre) / np.maximum(root, 1e-300))).sum(0) < p
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return (low + high) / 2

    return edge(0.5 - level / 2), edge(0.5 + level / 2)


def own(xs: Floats, ys: Floats, vs: Floats, a: float, level: float, points: int = 60) -> tuple[Floats, Floats]:
    """Interval that holds each area's own value with chance `level`, however far it lies from the model.

    Burris and Hoff (2020), exact adaptive confidence intervals for small areas: of all intervals with that chance, the
    one that is shortest on the average if the area is as the model of all *other* areas says; it is never much wider
    than the direct one, and exact for normal direct estimates of known variance. xs, ys, vs: covariates (areas x
    variables), direct estimates, sampling variances. a: area variance of the whole model, for the reach of the grid.
    """
    centre, spread = _without_own(xs, ys, vs, a, points)
    alpha, sd = 1 - level, np.sqrt(vs)
    pull = spread / (2 * sd)

    def root(side: int) -> Floats:
        """The bound, where it solves the equation of its side (-1 lower, 1 upper), by halving on the log-odds scale."""
        low, high = np.full(len(ys), -690.0), np.full(len(ys), 690.0)
        for _ in range(38):
            t = (low + high) / 2
            left, right = ndtri(alpha * expit(t)), ndtri(alpha * expit(-t))
            value = centre + pull * (left - right) + sd * (left if side > 0 else -right) - ys
            low, high = np.where(value < 0, t, low), np.where(value < 0, high, t)
        t = (low + high) / 2
        return ys - sd * ndtri(alpha * expit(t)) if side > 0 else ys + sd * ndtri(alpha * expit(-t))

    return root(-1), root(1)


def _without_own(xs: Floats, ys: Floats, vs: Floats, a: float, points: int) -> tuple[Floats, Floats]:
    """What the other areas say of each: its value by their model, and the variance around it.

    Nothing of an area's own estimate may enter, or its interval would lose its chance: the area variance is averaged
    over the restricted likelihood of the others.
    """
    grid = max(a, float(np.median(vs))) * 16 * np.linspace(0, 1, points) ** 2
    weight = 1 / (grid[:, None] + vs)  # grid x areas
    outer = np.einsum("ij,ik->ijk", xs, xs)
    information = np.einsum("gi,ijk->gjk", weight, outer)[:, None] - weight[:, :, None, None] * outer
    known = np.linalg.slogdet(information)
    try:
        inverse = np.linalg.inv(information)
    except np.linalg.LinAlgError:  # a covariate that only one area has
        inverse = np.linalg.pinv(information, hermitian=True)
    moment = np.einsum("gi,ij->gj", weight * ys, xs)[:, None] - (weight * ys)[:, :, None] * xs
    beta = np.einsum("gijk,gik->gij", inverse, moment)
    squares = (weight * ys**2).sum(1)[:, None] - weight * ys**2
    left = squares - np.einsum("gij,gij->gi", beta, moment)
    log = 0.5 * (np.log(weight).sum(1)[:, None] - np.log(weight) - known[1] - left)
    mass = np.exp(log - log.max(0)) * np.gradient(grid)[:, None]
    mass /= mass.sum(0)
    said = np.einsum("gij,ij->gi", beta, xs)
    centre = (mass * said).sum(0)
    about = grid[:, None] + np.einsum("ij,gijk,ik->gi", xs, inverse, xs) + (said - centre) ** 2
    return centre, (mass * about).sum(0)
