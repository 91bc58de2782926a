"""The noise of free tables: its bounds, its mean, its spread, and that people decide it and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat.core.cellkey import Noise, record_key, uniform

SECRET = bytes(range(32))
RULE = Noise(8, 16.0, 2, 10)


@pytest.mark.parametrize("rule", [RULE, Noise(5, 4.0, 2, 10), Noise(2, 1.0, 0, 5), Noise(8, 20.0, 1, 10)])
def test_every_true_count_is_right_on_average_and_never_further_off_than_the_bound(rule):
    for count in range(1, 60):
        chances = rule.chances(count)
        assert sum(chances.values()) == pytest.approx(1)
        assert sum(shown * p for shown, p in chances.items()) == pytest.approx(count, abs=1e-6)
        assert all(abs(shown - count) <= rule.most for shown in chances)
        assert all(shown == 0 or shown > rule.never for shown in chances)


def test_large_counts_have_the_variance_asked_for():
    for count in (RULE.edge, 50, 5000):
        spread = sum((shown - count) ** 2 * p for shown, p in RULE.chances(count).items())
        assert spread == pytest.approx(16, abs=1e-6)


def test_nobody_stays_nobody():
    keys = np.arange(100, dtype=np.uint64)
    assert not RULE.counts(np.zeros(100, np.int64), keys, SECRET).any()
    assert not RULE.sums(np.zeros(100), np.zeros(100), keys, SECRET).any()


def test_what_is_drawn_has_the_mean_and_the_spread_that_the_table_says():
    """40,000 cells: a mean off by 0.1 would be five standard errors."""
    rng = np.random.default_rng(1)
    true = np.full(40_000, 500)
    noise = RULE.counts(true, rng.integers(0, 2**48, len(true), dtype=np.uint64), SECRET) - true
    assert abs(noise.mean()) < 0.1
    assert noise.var() == pytest.approx(16, rel=0.05)
    assert np.abs(noise).max() == 8


def test_small_counts_are_right_on_average_too():
    rng = np.random.default_rng(2)
    for count in (1, 2, 5, 9):
        true = np.full(40_000, count)
        shown = RULE.counts(true, rng.integers(0, 2**48, len(true), dtype=np.uint64), SECRET)
        assert shown.mean() == pytest.approx(count, abs=0.1)


def test_the_same_key_gives_the_same_noise_and_another_secret_another():
    keys = np.arange(1000, dtype=np.uint64)
    true = np.full(1000, 80)
    first = RULE.counts(true, keys, SECRET)
    assert (first == RULE.counts(true, keys, SECRET)).all()
    assert (first != RULE.counts(true, keys, bytes(32))).mean() > 0.8


def test_keys_wrap_so_that_the_order_of_adding_does_not_matter():
    key = np.array([2**63 + 5], np.uint64)
    with np.errstate(over="ignore"):
        wrapped = key + np.array([2**63], np.uint64)
    assert uniform(wrapped, SECRET)[0] == uniform(np.array([5], np.uint64), SECRET)[0]


def test_the_noise_of_a_union_cannot_be_worked_out_from_its_parts():
    """Keys of disjoint cells add up; had the noise been read off the key itself, the noise of a sum would follow."""
    rng = np.random.default_rng(3)
    a, b = (rng.integers(0, 2**48, 20_000, dtype=np.uint64) for _ in range(2))
    many = np.full(20_000, 100)
    one, two, both = (RULE.counts(many, k, SECRET) - 100 for k in (a, b, a + b))
    assert abs(np.corrcoef(one + two, both)[0, 1]) < 0.03
    assert abs(np.corrcoef(one * two, both)[0, 1]) < 0.03


def test_a_sum_of_ones_has_the_noise_of_the_count():
    keys = np.arange(500, dtype=np.uint64)
    counted = RULE.counts(np.full(500, 300), keys, SECRET)
    assert (RULE.sums(np.full(500, 300.0), np.ones(500), keys, SECRET) == counted).all()


def test_sums_are_off_by_at_most_the_bound_times_the_largest():
    keys = np.arange(2000, dtype=np.uint64)
    off = RULE.sums(np.full(2000, 1e6), np.full(2000, 250.0), keys, SECRET) - 1e6
    assert np.abs(off).max() <= 8 * 250
    assert abs(off.mean()) < 100


def test_record_keys_differ_by_secret_unit_and_number():
    told = {record_key(s, u, n) for s in (SECRET, bytes(32)) for u in ("orang", "keluarga") for n in range(50)}
    assert len(told) == 200
    assert max(told) < 2**48


def test_a_variance_that_the_bound_cannot_hold_is_refused():
    with pytest.raises(ValueError):
        Noise(2, 2.5, 2, 10)
