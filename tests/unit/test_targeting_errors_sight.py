"""What the list knows beyond the score: measured where truth is known, carried into draws that find the true rates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from sepakat.targeting.errors import sight
from sepakat.targeting.errors.sight import Listing


def world(r_of_slope: float, n: int = 60_000, slope: float = 0.5, seed: int = 3):
    """Margins, who truly is below the cut, who is listed: the list errs with the model as far as r = k·b says."""
    rng = np.random.default_rng(seed)
    z = rng.normal(-0.3, 1.1, n)
    error, own = rng.standard_normal(n), rng.standard_normal(n)
    r = r_of_slope * slope
    w = r * error + np.sqrt(1 - r * r) * own
    return z, error < z, w < -0.4 + slope * z


@pytest.mark.parametrize("k", [0.0, 0.5, 1.0])
def test_the_chance_of_truth_given_list_and_score_is_right_whatever_the_list_knows(k):
    z, poor, listed = world(k)
    fitted = sight.listing(z, listed)
    assert fitted.b == pytest.approx(0.5, abs=0.02)
    said = sight.truly(z, listed, fitted, k * fitted.b)
    for group in (listed, ~listed):
        assert said[group].mean() == pytest.approx(poor[group].mean(), abs=0.01)


def test_taking_the_score_alone_is_wrong_where_the_list_knows_more():
    z, poor, listed = world(1.0)
    assert poor[listed].mean() - ndtr(z)[listed].mean() > 0.08


@pytest.mark.parametrize("k", [0.3, 0.8])
def test_what_the_list_knows_is_measured_from_a_survey(k):
    z, poor, listed = world(k, n=20_000)
    t = {"w": np.ones(len(z)), "psu": np.arange(len(z)) // 10}
    found, error = sight._share_known(z, poor, t, [listed])
    assert abs(found - k) < 3 * error + 0.02
    assert 0.01 < error < 0.2


@pytest.mark.parametrize("listed", [np.zeros(50, bool), np.ones(50, bool)])
def test_a_list_of_nobody_or_everybody_tells_nothing(listed):
    assert sight.listing(np.linspace(-1, 1, 50), listed).b == 0.0


def test_a_list_that_runs_against_the_score_counts_as_telling_nothing():
    z, _, listed = world(0.0)
    assert sight.listing(-z, listed) == Listing(pytest.approx(-0.36, abs=0.1), 0.0)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6])
def test_correlation_within_clusters(share):
    rng = np.random.default_rng(1)
    cluster = np.repeat(np.arange(800), 10)
    residual = np.sqrt(share) * rng.standard_normal(800)[cluster] + np.sqrt(1 - share) * rng.standard_normal(8000)
    assert sight._within(residual, cluster) == pytest.approx(share, abs=0.04)
