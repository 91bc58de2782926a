"""Formulas of errors and of agreement against slow, obvious references."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.measures.targeting import error_rates, targeting_errors
from sepakat.targeting.errors.agreement import kappa
from sepakat.targeting.errors.fairness import holm
from sepakat.welfare import targeting as welfare

people = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(1, 9)), min_size=1, max_size=40)


@settings(max_examples=80)
@given(people)
def test_every_way_to_ask_gives_the_same_errors(rows):
    due, has, weight = (np.array(c) for c in zip(*rows, strict=True))
    whole = targeting_errors(due, has, weight)
    missed = sum(w for d, h, w in rows if d and not h)
    eligible = sum(w for d, _, w in rows if d)
    assert whole["exclusion"] == pytest.approx(missed / eligible) if eligible else math.isnan(whole["exclusion"])
    arrays = error_rates(*([whole[n], whole[n]] for n in ("tp", "fp", "fn", "tn")))
    none = welfare.targeting_errors(due, has, weight.astype(float))
    for name, value in whole.items():
        assert np.allclose(arrays[name], value, equal_nan=True)
        assert none[name] is None if math.isnan(value) else none[name] == pytest.approx(value)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=60), st.sampled_from([1, 2]))
def test_kappa_is_the_share_of_disagreement_beyond_chance(pairs, power):
    square = np.zeros((10, 10))
    for a, b in pairs:
        square[a, b] += 1
    observed = np.mean([abs(a - b) ** power for a, b in pairs])
    chance = np.mean([abs(a - b) ** power for a, _ in pairs for _, b in pairs])
    found = kappa(square, power)
    assert math.isnan(found) if chance == 0 else found == pytest.approx(1 - observed / chance)


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1), max_size=20))
def test_holm_never_lowers_a_p_and_keeps_their_order(p):
    found = holm(p)
    assert all(a <= b <= 1 for a, b in zip(p, found, strict=True))
    order = sorted(range(len(p)), key=lambda i: p[i])
    assert all(found[i] <= found[j] for i, j in itertools.pairwise(order))
    assert not p or min(found) == pytest.approx(min(1, len(p) * min(p)))
