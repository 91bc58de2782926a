"""Capture-recapture on made-up populations: where the assumptions hold, the intervals hold the truth about as often as
they say; where two lists depend on each other, the model that says so wins."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.matching.overlap import capture


def lists(rng: np.random.Generator, people: int, chances: tuple[float, float, float], tie: float = 0.0) -> list[float]:
    """Counts by bits of people who enter three lists; tie: how much likelier list 1 takes those in list 0."""
    first = rng.random(people) < chances[0]
    second = rng.random(people) < np.where(first, min(chances[1] + tie, 0.95), chances[1])
    third = rng.random(people) < chances[2]
    bits = first * 1 + second * 2 + third * 4
    counts = np.bincount(bits, minlength=8).astype(float)
    return [0.0, *counts[1:].tolist()]


def test_intervals_of_independent_lists_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    held = total = 0
    for _ in range(120):
        counts = lists(rng, 1000, (0.5, 0.4, 0.3))
        missing = 1000 - sum(counts)
        found = capture.fit(counts)
        assert found is not None
        held += found.low <= missing <= found.high
        total += 1
    assert 0.90 <= held / total <= 0.99  # 95 percent, of 120 draws


def test_the_average_holds_the_truth_when_two_lists_depend_on_each_other() -> None:
    rng = np.random.default_rng(6)
    held, plain = 0, 0
    for _ in range(24):
        counts = lists(rng, 4000, (0.4, 0.3, 0.4), tie=0.3)
        missing = 4000 - sum(counts)
        found, independent = capture.average(counts), capture.fit(counts, profiled=False)
        assert found is not None and independent is not None
        held += found.low <= missing <= found.high
        plain += abs(independent.unseen - missing) > 0.15 * missing  # the model that ignores it is off
        best = max(found.fits, key=lambda f: f.weight)
        assert (0, 1) in best.pairs
    assert held >= 20 and plain >= 20


@settings(max_examples=25)
@given(st.lists(st.integers(1, 400), min_size=7, max_size=7))
def test_models_that_hold_more_fit_no_worse_and_the_order_of_lists_is_of_no_matter(seen: list[int]) -> None:
    counts = [0.0, *map(float, seen)]
    fits = {m: capture.fit(counts, m, profiled=False) for m in capture.models()}
    for small, a in fits.items():
        for large, b in fits.items():
            if a is not None and b is not None and set(small) < set(large):
                assert b.deviance <= a.deviance + 1e-6
    turned = [counts[(b & 1) << 2 | b & 2 | b >> 2] for b in range(8)]  # first and third list change places
    one, other = capture.fit(counts, profiled=False), capture.fit(turned, profiled=False)
    assert one is not None and other is not None and abs(one.unseen - other.unseen) < 1e-6 * max(one.unseen, 1)
