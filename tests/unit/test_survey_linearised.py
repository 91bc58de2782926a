"""Standard errors: the worked examples of the methods book, a slow obvious reference, and an independent library."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.survey import logit_interval, precision, relative, sign


@pytest.mark.parametrize(
    ("lonely", "expected"),
    [("remove", 1.333333), ("certainty", 1.333333), ("adjust", 2.222222), ("average", math.sqrt(8 / 3 * 4 / 3))],
)
def test_a_stratum_with_one_cluster(lonely, expected):
    """Weights 1, stratum A = 10, 14, stratum B = 20: the mean's linearised variable is (y - m)/3."""
    y = np.array([10.0, 14.0, 20.0])
    u = (y - y.mean()) / 3
    found = precision(u, np.array(["A", "A", "B"]), np.array([1, 2, 3]), lonely=lonely)
    assert found.df == 1
    assert found.lonely == 1
    if lonely == "average":
        assert found.se == pytest.approx(1.885618, abs=1e-6)
    else:
        assert found.se == pytest.approx(expected, abs=1e-6)


def test_logit_interval_of_the_methods_book():
    assert logit_interval(0.0903, 0.0025) == pytest.approx((0.085518, 0.095322), abs=1e-6)
    assert relative(0.0025, 0.0903) == pytest.approx(2.7685, abs=1e-4)
    assert logit_interval(0.0, 0.1) == (0.0, 0.0)


def test_signs_on_the_limits():
    assert [sign(r, 25, 50) for r in (None, 24.9, 25.0, 25.1, 50.0, 50.1)] == ["", "", "", "*", "*", "**"]


def slow(u, strata, psu):
    """The formula as it is written, with dictionaries."""
    blocks: dict = {}
    for value, h, c in zip(u, strata, psu, strict=True):
        blocks.setdefault(h, {}).setdefault(c, []).append(value)
    everything = [sum(v) for one in blocks.values() for v in one.values()]
    overall = sum(everything) / len(everything)
    total = 0.0
    for one in blocks.values():
        sums = [sum(v) for v in one.values()]
        mean = sum(sums) / len(sums)
        if len(sums) == 1:
            total += (sums[0] - overall) ** 2
        else:
            total += len(sums) / (len(sums) - 1) * sum((s - mean) ** 2 for s in sums)
    return math.sqrt(total)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.floats(-10, 10), st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=40))
def test_equals_the_slow_reference(rows):
    u, strata, psu = (np.array(c) for c in zip(*rows, strict=True))
    assert precision(u.astype(float), strata, psu).se == pytest.approx(slow(u, strata, psu), abs=1e-9)


def test_equals_an_independent_library():
    """Mean of a ratio-free variable on the sample that `svy` carries: our SE is its SE."""
    svy = pytest.importorskip("svy", reason="svy is a development dependency")
    pl = pytest.importorskip("polars", reason="comes with svy")
    home = Path(svy.__file__).parent / "datasets" / "_bundled" / "hld_sample_wb_2023.parquet"
    data = pl.read_parquet(home)
    design = svy.Design(stratum="geo1" if "geo1" in data.columns else "urbrur", psu="ea", wgt="hhweight")
    stratum = design.stratum
    told = svy.Sample(data, design).estimation.mean("tot_exp")
    w, y = data["hhweight"].to_numpy(), data["tot_exp"].to_numpy()
    mean = np.average(y, weights=w)
    found = precision(w * (y - mean) / w.sum(), data[stratum].to_numpy(), data["ea"].to_numpy(), lonely="certainty")
    estimate = told.estimates[0]
    assert estimate.est == pytest.approx(mean)
    assert estimate.se == pytest.approx(found.se, rel=1e-6)
