"""How many people are in none of three lists: capture-recapture with log-linear models, as plain functions on counts.

Each list is one chance to be seen. Of the eight kinds of people (in or out of each list) seven are counted; the eighth,
in no list, is estimated by a Poisson log-linear model of the seven: three main effects (how complete each list is) and
none, one, two or three interactions of two lists (being in one makes being in the other more or less likely). The
missing cell is the exponential of the constant. Fienberg (1972); International Working Group for Disease Monitoring
and Forecasting (1995).

Counts stand in the order of the lists' bits (bit 0 is the first list): index 1 to 7; index 0 is the missing one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pair = tuple[int, int]
PAIRS: tuple[Pair, ...] = ((0, 1), (0, 2), (1, 2))
CELLS = 8
CHI95 = 3.841459  # of one degree of freedom
Z95 = 1.959964
_FAR = 300.0  # a logarithm of a count beyond which there is no estimate
_WILD = 100.0  # an estimate of more than this many times the people seen is none


@dataclass(frozen=True)
class Fit:
    """One model. pairs: its interactions; unseen: estimate of people in no list, with a 95 percent profile-likelihood
    interval; deviance against the seven counts; aic and bic differ from the usual ones by the same constant for all
    models; error: standard error of log(unseen); weight: Akaike weight among the models compared."""

    pairs: tuple[Pair, ...]
    unseen: float
    low: float
    high: float
    deviance: float
    parameters: int
    aic: float
    bic: float
    error: float
    weight: float = 0.0


@dataclass(frozen=True)
class Average:
    """Weighted mean of the models' estimates with an interval that holds the differences among models too (Buckland,
    Burnham & Augustin 1997; log-normal). seen: people counted."""

    seen: float
    unseen: float
    low: float
    high: float
    fits: tuple[Fit, ...]
    dropped: tuple[tuple[Pair, ...], ...]


def models() -> list[tuple[Pair, ...]]:
    """The eight hierarchical models, the simplest first."""
    return [c for size in range(4) for c in itertools.combinations(PAIRS, size)]


def fit(counts: Sequence[float], pairs: Sequence[Pair] = (), *, profiled: bool = True) -> Fit | None:
    """One model of seven counts (index 1 to 7 of eight); None where no finite estimate exists (a zero where the model
    would divide by it). profiled: False leaves the interval out (low and high are the estimate)."""
    y = np.asarray(counts, np.float64)
    assert len(y) == CELLS and (y[1:] >= 0).all()
    x = design(pairs)
    solved = _poisson(x[1:], y[1:])
    if solved is None:
        return None
    beta, covariance = solved
    seen, unseen = float(y[1:].sum()), float(np.exp(beta[0]))
    if not np.isfinite(unseen) or unseen > _WILD * max(seen, 1.0):
        return None
    deviance = _deviance(y[1:], np.exp(x[1:] @ beta))
    k = x.shape[1]
    low, high = _profile(y, x, unseen) if profiled else (unseen, unseen)
    return Fit(
        tuple(pairs), unseen, low, high, deviance, k, deviance + 2 * k, deviance + k * math.log(max(seen, 1.0)),
        math.sqrt(max(float(covariance[0, 0]), 0.0)),
    )  # fmt: skip


def average(counts: Sequence[float], draws: Sequence[Sequence[float]] = ()) -> Average | None:
    """All models that can be estimated, weighted by AIC; None where none can.

    draws: the same counts under other draws of how well the lists were linked; the spread of their estimates widens
    the interval of the average.
    """
    found: list[Fit] = []
    dropped: list[tuple[Pair, ...]] = []
    for pairs in models():
        one = fit(counts, pairs)
        if one is None:
            dropped.append(pairs)
        else:
            found.append(one)
    if not found:
        return None
    aic = np.array([f.aic for f in found])
    weights = np.exp(-(aic - aic.min()) / 2)
    weights /= weights.sum()
    estimates = np.array([f.unseen for f in found])
    mean = float(weights @ estimates)
    errors = estimates * np.array([f.error for f in found])
    error = float(weights @ np.sqrt(errors**2 + (estimates - mean) ** 2))
    spread = math.log1p((error / mean) ** 2) + _spread(draws) ** 2 if mean > 0 else 0.0
    factor = math.exp(Z95 * math.sqrt(spread))
    told = tuple(
        Fit(f.pairs, f.unseen, f.low, f.high, f.deviance, f.parameters, f.aic, f.bic, f.error, float(w))
        for f, w in zip(found, weights, strict=True)
    )
    seen = float(np.asarray(counts, np.float64)[1:].sum())
    return Average(seen, mean, mean / factor, mean * factor, told, tuple(dropped))


def _spread(draws: Sequence[Sequence[float]]) -> float:
    """Standard error of the logarithm of the estimate over draws, by its quantiles: a few draws may be wild."""
    found = [math.log(max(value, 0.5)) for one in draws if (value := _mean(one)) is not None]
    if len(found) < 2:
        return 0.0
    low, high = np.quantile(found, [0.025, 0.975])
    return float(high - low) / (2 * Z95)


def _mean(counts: Sequence[float]) -> float | None:
    """The weighted mean of the models' estimates alone."""
    found = [f for pairs in models() if (f := fit(counts, pairs, profiled=False)) is not None]
    if not found:
        return None
    aic = np.array([f.aic for f in found])
    weights = np.exp(-(aic - aic.min()) / 2)
    return float(weights @ np.array([f.unseen for f in found]) / weights.sum())


def design(pairs: Sequence[Pair]) -> Floats:
    """Rows: the eight cells; columns: constant, three lists, the interactions."""
    bits = np.array([[cell >> i & 1 for i in range(3)] for cell in range(CELLS)], np.float64)
    columns = [np.ones(CELLS), *bits.T, *(bits[:, i] * bits[:, j] for i, j in pairs)]
    return np.column_stack(columns)


def _poisson(x: Floats, y: Floats) -> tuple[Floats, Floats] | None:
    """(coefficients, covariance) of a Poisson regression with a logarithmic link, by reweighted least squares."""
    eta = np.log(y + 0.5)
    beta = np.zeros(x.shape[1])
    for _ in range(200):
        mu = np.exp(np.clip(eta, -30, 30))
        z = eta + (y - mu) / mu
        information = x.T @ (mu[:, None] * x)
        try:
            new = np.linalg.solve(information, x.T @ (mu * z))
        except np.linalg.LinAlgError:
            return None
        done = bool(np.max(np.abs(new - beta)) < 1e-10)
        beta, eta = new, x @ new
        if done:
            if float(eta.max()) > _FAR:
                return None  # it left for infinity: a list that holds everybody, say
            mu = np.exp(eta)
            return beta, np.asarray(np.linalg.inv(x.T @ (mu[:, None] * x)), np.float64)
    return None


def _deviance(y: Floats, mu: Floats) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(y > 0, y * np.log(y / mu), 0.0) - (y - mu)
    return float(2 * terms.sum())


def _profile(y: Floats, x: Floats, unseen: float) -> tuple[float, float]:
    """Where the deviance of the completed table rises by CHI95 (Cormack 1992)."""

    def rise(missing: float) -> float:
        whole = y.copy()
        whole[0] = missing
        solved = _poisson(x, whole)
        return math.inf if solved is None else _deviance(whole, np.exp(x @ solved[0]))

    least = rise(unseen)

    def beyond(missing: float) -> bool:
        return rise(missing) - least > CHI95

    low, high = 0.0, unseen
    if not beyond(0.0):
        high = 0.0
    for _ in range(60):
        if high - low < 1e-6 * max(unseen, 1.0):
            break
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle) else (low, middle)
    floor = high
    top = max(unseen, 1.0)
    while not beyond(top) and top < _WILD * _WILD * max(float(y.sum()), 1.0):
        top *= 2
    low, high = unseen, top
    for _ in range(60):
        if high - low < 1e-6 * max(unseen, 1.0):
            break
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return floor, high
