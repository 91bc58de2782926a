"""Relations between published counts: same count, complements, "of those who", two or three that add up."""

from __future__ import annotations

import numpy as np

from sepakat.engine.ties import ties

N = np.array([50, 60, 70])
WORK = np.array([20, 31, 44])
FORMAL = np.array([3, 12, 30])
OTHER = np.array([11, 5, 29])


def found(**counts):
    """Groups, with denominators named by their key."""
    return {frozenset(g) for g in ties({name: (key, n, y) for name, (key, n, y) in counts.items()})}


def test_unrelated_indicators_with_one_denominator_are_not_tied():
    assert found(a=(b"n", N, WORK), b=(b"n", N, OTHER)) == set()


def test_complements_are_tied():
    assert found(a=(b"n", N, WORK), b=(b"n", N, N - WORK)) == {frozenset({"a", "b"})}


def test_the_numerator_of_one_is_the_denominator_of_another():
    assert found(a=(b"n", N, WORK), b=(b"w", WORK, FORMAL)) == {frozenset({"a", b"w"})}


def test_two_shares_that_add_up_to_a_third():
    third = WORK + OTHER - 10
    assert found(a=(b"n", 3 * N, WORK), b=(b"n", 3 * N, OTHER), c=(b"n", 3 * N, third)) == set()
    assert found(a=(b"n", 3 * N, WORK), b=(b"n", 3 * N, OTHER), c=(b"n", 3 * N, WORK + OTHER)) == {
        frozenset({"a", "b", "c"})
    }


def test_three_ages_that_add_up_to_one():
    """Children out of school at 7-12, 13-15 and 16-18, and at 7-18: each by its own denominator."""
    ages = [(N, WORK), (N + 7, OTHER), (N + np.array([1, 9, 2]), FORMAL)]
    whole = (sum(n for n, _ in ages), sum(y for _, y in ages))
    counts = {f"age{i}": (f"n{i}".encode(), n, y) for i, (n, y) in enumerate(ages)}
    groups = found(**counts, all=(b"n", *whole))
    assert frozenset({"age0", "age1", "age2", "all"}) in groups
    assert frozenset({b"n0", b"n1", b"n2", b"n"}) in groups


def test_denominators_that_differ_by_a_trait():
    """n of all and n of those with an answer differ by those without: the difference is a count of its own."""
    known = N - OTHER
    assert found(a=(b"n", N, OTHER), b=(b"k", known, FORMAL)) == {frozenset({"a", b"k"})}


def test_all_or_none_is_no_trait():
    assert found(a=(b"n", N, N), b=(b"m", N + 1, 0 * N)) == set()


def test_empty_denominators_tie_nothing():
    assert found(a=(b"0", 0 * N, 0 * N), b=(b"n", N, WORK), c=(b"m", N + OTHER, OTHER + 1)) == set()
