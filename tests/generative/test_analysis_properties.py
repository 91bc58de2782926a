"""What holds whatever the numbers: counts add up, units do not matter, parts add up to the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.analysis.evaluation import Sample, evaluate
from sepakat.analysis.position import places
from sepakat.analysis.priority import priorities
from sepakat.analysis.quadrants import BOTH, FIRST, NEITHER, SECOND, UNKNOWN, quadrants
from sepakat.analysis.values import Subject
from sepakat.core import Text

NUMBER = st.integers(-50, 50).map(float)
MAYBE = st.one_of(st.none(), NUMBER)
DIRECTION = st.sampled_from(["naik", "turun", "netral"])


def subject(direction: str) -> Subject:
    return Subject(Text("x", "x"), direction)


@settings(max_examples=60)
@given(st.lists(st.tuples(MAYBE, MAYBE), max_size=12), NUMBER, NUMBER, DIRECTION, DIRECTION)
def test_quadrant_counts_add_up(values, a, b, one, two) -> None:
    pairs = {str(i): v for i, v in enumerate(values)}
    found = quadrants(subject(one), subject(two), pairs, (a, b))
    assert sum(found.count(k) for k in (BOTH, FIRST, SECOND, NEITHER, UNKNOWN)) == len(values)
    assert found.count(UNKNOWN) == sum(None in v for v in values)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=9),
    st.integers(1, 9), st.integers(-30, 30), st.sampled_from(["keparahan", "jumlah", "risiko"]),
)  # fmt: skip
def test_the_order_of_areas_does_not_hang_on_units(rows, factor, shift, part) -> None:
    names = ("keparahan", "jumlah", "risiko")
    values = {n: {str(i): float(r[k]) for i, r in enumerate(rows)} for k, n in enumerate(names)}
    moved = {**values, part: {c: factor * v + shift for c, v in values[part].items()}}
    weights = {"keparahan": 2.0, "jumlah": 1.0, "risiko": 1.0}
    one, two = (priorities(v, weights, floor=0.1, first=2, draws=50) for v in (values, moved))
    assert {a.region: a.score for a in one.areas} == pytest.approx({a.region: a.score for a in two.areas})


@settings(max_examples=60)
@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), MAYBE, max_size=8), DIRECTION)
def test_places_start_at_one_and_skip_hidden(values, direction) -> None:
    found = places(values, direction)
    have = [c for c, v in values.items() if v is not None]
    assert set(found) == set(have)
    if have:
        assert min(found.values()) == 1
        assert max(found.values()) <= len(have)


@settings(max_examples=40)
@given(
    st.lists(st.floats(0.1, 4), min_size=2, max_size=12), st.lists(st.floats(0.1, 4), min_size=2, max_size=12),
    st.sampled_from([0, 1, 2]), st.sampled_from(["shapley", "residual"]),
)  # fmt: skip
def test_the_decomposition_adds_up(before, after, alpha, method) -> None:
    one, two = (Sample(np.array(x), np.ones(len(x))) for x in (before, after))
    p = evaluate(one, two, alpha=alpha, method=method).parts
    assert p["growth"] + p["redistribution"] + p["residual"] == pytest.approx(p["change"], abs=1e-9)
    assert p["p_after"] - p["p_before"] == pytest.approx(p["change"], abs=1e-9)
    if method == "residual":
        assert p["bias"] == pytest.approx(-(p["redistribution"] + p["residual"]), abs=1e-9)
