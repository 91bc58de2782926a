"""Capture-recapture: worked examples whose answers are found another way, and what makes an estimate impossible."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from sepakat.matching.overlap import capture

# Hepatitis A in Taiwan, 1995: cases in the lists P, Q and E (Chao, Tsay, Lin, Shau & Chao 2001, Statistics in Medicine
# 20, table 1); index = bits, P first. A later census of the college counted about 545 cases.
HEPATITIS = [0, 69, 55, 21, 63, 17, 18, 28]
SEEN = 271


def test_the_published_example_gives_the_published_totals() -> None:
    independent, full = capture.fit(HEPATITIS), capture.fit(HEPATITIS, capture.PAIRS)
    assert independent is not None and full is not None
    assert round(SEEN + independent.unseen) == 388 and round(independent.deviance, 2) == 24.36
    assert round(SEEN + full.unseen) == 1313 and abs(full.deviance) < 1e-8


def test_three_interactions_have_a_closed_form() -> None:
    n = HEPATITIS
    by_hand = n[7] * n[1] * n[2] * n[4] / (n[3] * n[5] * n[6])
    found = capture.fit(n, capture.PAIRS)
    assert found is not None and found.unseen == pytest.approx(by_hand, rel=1e-8)


def test_two_interactions_have_a_closed_form() -> None:
    # lists 1 and 2 both depend on list 0, not on each other, given list 0: of those out of list 0 a 2 × 2 table
    n = HEPATITIS
    found = capture.fit(n, [(0, 1), (0, 2)])
    assert found is not None and found.unseen == pytest.approx(n[2] * n[4] / n[6], rel=1e-8)


def test_one_interaction_has_a_closed_form() -> None:
    # lists 0 and 1 depend on each other, list 2 on neither: two lists, "in 0 or 1" and 2
    n = HEPATITIS
    either, both, only = n[1] + n[2] + n[3], n[5] + n[6] + n[7], n[4]
    found = capture.fit(n, [(0, 1)])
    assert found is not None and found.unseen == pytest.approx(only * either / both, rel=1e-8)


@pytest.mark.parametrize("pairs", capture.models())
def test_fits_are_the_likeliest(pairs: tuple[tuple[int, int], ...]) -> None:
    """A general optimiser of the Poisson likelihood, which shares nothing with the fit, finds the same estimate."""
    bits = np.array([[c >> i & 1 for i in range(3)] for c in range(1, 8)], float)
    x = np.column_stack([np.ones(7), bits, *(bits[:, i] * bits[:, j] for i, j in pairs)])
    y = np.array(HEPATITIS[1:], float)

    def loss(beta: np.ndarray) -> float:
        return float(np.exp(x @ beta).sum() - y @ (x @ beta))

    def slope(beta: np.ndarray) -> np.ndarray:
        return np.asarray(x.T @ (np.exp(x @ beta) - y))

    answer = minimize(loss, np.r_[3.0, np.zeros(x.shape[1] - 1)], jac=slope, method="BFGS", options={"gtol": 1e-6})
    found = capture.fit(HEPATITIS, pairs)
    assert found is not None and found.unseen == pytest.approx(math.exp(answer.x[0]), rel=1e-3)
    assert found.low < found.unseen < found.high
    assert (found.aic, found.parameters) == (pytest.approx(found.deviance + 2 * x.shape[1]), x.shape[1])


def test_the_profile_interval_ends_where_the_deviance_has_risen() -> None:
    found = capture.fit(HEPATITIS)
    assert found is not None

    def rise(missing: float) -> float:
        whole = np.array([missing, *HEPATITIS[1:]])
        x = capture.design(())
        beta = capture._poisson(x, whole)
        assert beta is not None
        mu = np.exp(x @ beta[0])
        return float(2 * (whole * np.log(np.maximum(whole, 1e-300) / mu) - (whole - mu)).sum())

    least = rise(found.unseen)
    assert rise(found.low) - least == pytest.approx(capture.CHI95, abs=1e-3)
    assert rise(found.high) - least == pytest.approx(capture.CHI95, abs=1e-3)


def test_the_average_weighs_by_aic_and_its_interval_holds_the_spread() -> None:
    found = capture.average(HEPATITIS)
    assert found is not None and sum(f.weight for f in found.fits) == pytest.approx(1)
    best = min(found.fits, key=lambda f: f.aic)
    assert best.weight == max(f.weight for f in found.fits) and len(found.fits) == 8
    assert found.low < found.unseen < found.high
    draws = [[0, *(v * k for v in HEPATITIS[1:])] for k in (0.5, 0.8, 1.0, 1.25, 2.0)]
    wider = capture.average(HEPATITIS, draws)
    assert wider is not None and wider.high - wider.low > found.high - found.low


def test_a_model_that_would_divide_by_nought_has_no_estimate() -> None:
    nobody_shared = [0, 100, 80, 20, 60, 10, 0, 15]  # nobody in lists 1 and 2 alone
    assert capture.fit(nobody_shared, capture.PAIRS) is None
    found = capture.average(nobody_shared)
    assert found is not None and capture.PAIRS in found.dropped
    assert capture.average([0, 100, 80, 0, 60, 0, 0, 0]) is None
