"""Targeting errors, ranks in weight, smearing: worked examples and the properties that catch a wrong denominator."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat.welfare.evaluation import evaluate
from sepakat.welfare.targeting import (
    DEFINITIONS,
    r_squared,
    share_below,
    smearing,
    spearman,
    targeting_errors,
    weighted_quantile,
)


def test_the_worked_example_of_ten_families() -> None:
    """Derived example: E = 1111000000, S = 1110100000."""
    eligible = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    selected = np.array([1, 1, 1, 0, 1, 0, 0, 0, 0, 0])
    assert targeting_errors(eligible, selected) == pytest.approx(
        {
            "tp": 3, "fp": 1, "fn": 1, "tn": 5, "exclusion": 0.25, "inclusion_of_beneficiaries": 0.25,
            "inclusion_of_non_poor": 1 / 6, "inclusion_of_poor": 0.25, "accuracy": 0.8, "bpac": 0.75,
        }
    )  # fmt: skip


def test_counts_are_weighted() -> None:
    found = targeting_errors(np.array([1, 1, 0, 0]), np.array([1, 0, 1, 0]), np.array([1.0, 3.0, 2.0, 4.0]))
    assert (found["exclusion"], found["inclusion_of_beneficiaries"], found["inclusion_of_non_poor"]) == pytest.approx(
        (0.75, 2 / 3, 2 / 6)
    )


def test_an_empty_denominator_gives_nothing_rather_than_zero() -> None:
    found = targeting_errors(np.array([0, 0]), np.array([0, 0]))
    assert found["exclusion"] is None and found["inclusion_of_beneficiaries"] is None and found["accuracy"] == 1


def test_equal_shares_make_exclusion_equal_inclusion_of_beneficiaries() -> None:
    rng = np.random.default_rng(3)
    eligible = rng.permutation(np.arange(500) < 200)
    selected = rng.permutation(np.arange(500) < 200)
    found = targeting_errors(eligible, selected)
    assert found["exclusion"] == pytest.approx(found["inclusion_of_beneficiaries"])


def test_smearing_of_four_residuals() -> None:
    assert smearing(np.array([-0.4, -0.1, 0.1, 0.4])) == pytest.approx(1.043038, abs=5.1e-7)


def test_share_below_counts_strictly_lower_weight() -> None:
    assert share_below(np.array([5.0, 1.0, 5.0, 9.0]), np.array([1.0, 4.0, 3.0, 2.0])).tolist() == [0.4, 0.0, 0.4, 0.8]


def test_weighted_quantile_is_reached_by_at_least_the_share() -> None:
    assert weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0]), 0.25) == 1.0
    assert weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0]), 0.26) == 2.0


def test_spearman_only_sees_order_and_weights_count_as_copies() -> None:
    x = np.array([1.0, 2.0, 3.0, 4.0, 4.0])
    assert spearman(x, np.exp(x), np.ones(5)) == pytest.approx(1)
    assert spearman(x, -x, np.ones(5)) == pytest.approx(-1)
    y = np.array([2.0, 1.0, 5.0, 3.0, 4.0])
    w = np.array([1, 2, 1, 3, 1])
    copied = spearman(np.repeat(x, w), np.repeat(y, w), np.ones(8))
    assert spearman(x, y, w.astype(float)) == pytest.approx(copied)
    assert spearman(np.ones(5), y, np.ones(5)) is None


def test_r_squared_of_the_mean_is_zero() -> None:
    y = np.array([1.0, 2.0, 6.0])
    assert r_squared(y, np.full(3, 3.0), np.ones(3)) == pytest.approx(0)
    assert r_squared(np.ones(3), y, np.ones(3)) is None


def test_a_perfect_score_has_no_errors_in_any_group_and_cut() -> None:
    rng = np.random.default_rng(1)
    truth = rng.lognormal(0, 0.6, 2_000)
    group = rng.integers(1, 3, 2_000)
    table = evaluate(np.log(truth) * 1e6, truth, np.ones(2_000), groups={"tipe_daerah": group}, log_ratio=True)
    assert {row["kelompok"] for row in table.rows()} == {"semua", "tipe_daerah"}
    for row in table.rows():
        assert row["exclusion"] == 0 and row["inclusion_of_beneficiaries"] == 0
    assert table.meta["r2"] == pytest.approx(1) and table.meta["spearman"] == pytest.approx(1)
    assert [c.name for c in table.columns][4:-1] == list(DEFINITIONS)


def test_a_score_that_knows_nothing_reaches_the_poor_by_chance() -> None:
    rng = np.random.default_rng(2)
    truth = rng.lognormal(0, 0.6, 40_000)
    table = evaluate(rng.normal(size=40_000), truth, np.ones(40_000), cuts=(40,))
    row = table.rows()[0]
    assert row["exclusion"] == pytest.approx(0.6, abs=0.02)
    assert row["cgh"] == pytest.approx(1.0, abs=0.03)


def test_families_without_a_score_are_counted_apart_and_tiny_groups_left_out() -> None:
    truth = np.linspace(1, 5, 100)
    score = np.log(truth) * 1e6
    score[:7] = np.nan
    group = np.where(np.arange(100) < 12, 1, 2)
    table = evaluate(score, truth, np.ones(100), groups={"jenis_kelamin_kk": group})
    assert table.meta["dinilai"] == 93 and table.meta["tidak_dinilai"] == 7
    assert {row["kode"] for row in table.rows()} == {None, 2}  # only five of group 1 are left
