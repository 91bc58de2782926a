"""The fit, sharing out among rivals, clusters, calibration, rates: small cases worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sepakat.matching import calibrating, clerical, clusters, fitting, measure, neighbours, reliability
from sepakat.matching.fitting import Pairs, Weights


def pairs(left: list[int], right: list[int], levels: list[list[int]] | None = None) -> Pairs:
    rows = np.array(levels if levels is not None else [[0] * len(left)], np.int8)
    return Pairs(np.array(left), np.array(right), rows, np.zeros(len(left)))


def test_a_rival_takes_its_share() -> None:
    # record 1 could be 7 (odds 8) or 8 (odds 1): 8/(1+8+1), 1/(1+1+8); 2–9 has no rival: 1/2
    p = fitting.shared_out(pairs([1, 1, 2], [7, 8, 9]), np.array([3.0, 0.0, 0.0]))
    assert p == pytest.approx([0.8, 0.1, 0.5])


def test_rivals_on_the_right_count_too() -> None:
    p = fitting.shared_out(pairs([1, 2], [7, 7]), np.array([3.0, 3.0]))
    assert p == pytest.approx([8 / 17, 8 / 17])


def test_someone_listed_twice_is_no_rival_of_himself() -> None:
    person = np.arange(10)
    person[8] = 7
    p = fitting.shared_out(pairs([1, 1], [7, 8]), np.array([3.0, 3.0]), person)
    assert p == pytest.approx([8 / 9, 8 / 9])


def test_a_missing_value_weighs_nothing() -> None:
    weights = Weights(("nama",), (np.array([0.1, 0.9]),), (np.array([0.9, 0.1]),), 0.5)
    assert weights.of(pairs([1, 1, 1], [2, 3, 4], [[-1, 0, 1]])) == pytest.approx([0, -np.log2(9), np.log2(9)])


def test_neighbours_are_measured_by_neighbours() -> None:
    half = np.array([0.5, 0.5])
    place = np.full(8, 1 / 8)
    local = tuple((np.array([0.5, 0.5]) if n else np.array([0.2, 0.8]), place) for n in (1, 0))
    weights = Weights(("nama", "tempat"), (half, place), (np.array([0.9, 0.1]), place), 0.5, local)
    # the same agreement in the name: anywhere, in one village, in one family
    found = weights.of(pairs([1, 1, 1], [2, 3, 4], [[1, 1, 1], [0, 3, 7]]))
    assert found == pytest.approx([np.log2(5), 0, np.log2(0.5 / 0.8)])


def test_what_was_not_met_among_few_neighbours_is_not_impossible() -> None:
    anywhere = np.array([0.899, 0.1, 0.001, 3e-5])  # the last: one date of birth
    level = np.array([0] * 6000 + [1] * 4000 + [2] * 10, np.int8)
    found = neighbours._shares(anywhere, level, np.ones(len(level)))
    assert found[1] == pytest.approx(0.4, abs=0.01)  # neighbours share a family name
    assert found[3] == pytest.approx(3e-5 * 2 / 2.3, rel=0.05)  # a third of a pair was to be met: none says little
    assert found.sum() == pytest.approx(1.0)


def test_the_fit_finds_how_often_one_person_agrees() -> None:
    dice = np.random.default_rng(3)
    n, m, u = 4000, np.array([0.05, 0.15, 0.8]), np.array([0.9, 0.09, 0.01])
    same = np.arange(n)
    left = np.concatenate([same, dice.integers(0, n, 20_000)])
    right = np.concatenate([same, dice.integers(0, n, 20_000)])
    true = left == right
    levels = [np.where(true, dice.choice(3, len(left), p=m), dice.choice(3, len(left), p=u)) for _ in range(6)]
    names = tuple("abcdef")
    begin = Weights(names, fitting.start((3,) * 6), (u,) * 6, 0.1)
    found = fitting.fit(pairs(left.tolist(), right.tolist(), levels), begin, float(len(left)))
    for fitted in found.m:
        assert fitted == pytest.approx(m, abs=0.02)
    assert found.prior == pytest.approx(true.mean(), rel=0.03)


def test_a_model_used_again_keeps_its_chances_and_learns_the_prior() -> None:
    m = (np.array([0.1, 0.9]),) * 3
    begin = Weights(("a", "b", "c"), m, (np.array([0.99, 0.01]),) * 3, 0.3)
    found = fitting.fit(pairs([1, 2, 3, 4], [1, 2, 9, 8], [[1, 1, 0, 0]] * 3), begin, 100.0, hold=True)
    assert all(a is b for a, b in zip(found.m, m, strict=True))
    assert found.prior == pytest.approx(0.02, rel=0.05)


def test_clusters_join_over_lists_and_part_at_the_weakest_link() -> None:
    source = np.array([0, 1, 2, 0])
    left, right = np.array([0, 1, 2]), np.array([1, 2, 3])
    # 0–1–2–3, but 0 and 3 are two people of list 0: the weakest link, 2–3, gives way
    found = clusters.connected(4, left, right, np.array([0.99, 0.98, 0.6]), source)
    assert found.tolist() == [0, 0, 0, 3]


def test_records_of_one_list_that_are_linked_stay_together() -> None:
    found = clusters.connected(3, np.array([0, 0]), np.array([1, 2]), np.array([0.9, 0.9]), np.array([0, 0, 1]))
    assert found.tolist() == [0, 0, 0]


def test_a_cluster_keeps_its_id_when_a_record_joins() -> None:
    before = pa.table({"source": ["a", "a", "b"], "id": ["1", "2", "1"], "cluster_id": [5, 6, 6]})
    now = pa.table({"source": ["a", "a", "b", "b"], "id": ["1", "2", "1", "9"], "cluster": [0, 1, 1, 0]})
    assert clusters.keep_ids(now, before)["cluster_id"].to_pylist() == [5, 6, 6, 5]


def test_new_clusters_get_new_ids_and_a_split_one_keeps_its_larger_part() -> None:
    before = pa.table({"source": ["a", "b", "c"], "id": ["1", "1", "1"], "cluster_id": [3, 3, 3]})
    now = pa.table({"source": ["a", "b", "c", "d"], "id": ["1"] * 4, "cluster": [0, 0, 2, 3]})
    assert clusters.keep_ids(now, before)["cluster_id"].to_pylist() == [3, 3, 4, 5]


def test_calibration_brings_stated_to_observed() -> None:
    dice = np.random.default_rng(5)
    true = 1 / (1 + np.exp2(-dice.normal(1, 4, 20_000)))
    stated = 1 / (1 + np.exp2(-2 * calibrating.log_odds(true) - 1))  # twice too sure, and a little high
    same = dice.random(20_000) < true
    found = calibrating.fit(stated[:10_000], same[:10_000])
    assert found is not None and calibrating.Calibration.from_json(found.as_json()) == found
    held, was = found.of(stated[10_000:]), same[10_000:]
    assert reliability.ten(stated[10_000:], was).off > 0.04 > 0.02 > reliability.ten(held, was).off
    assert reliability.ten(held, was).beyond < 0.04
    assert (np.diff(found.of(np.linspace(0.001, 0.999, 99))) >= 0).all()


@pytest.mark.parametrize(
    ("tell", "before", "after"),
    [
        (lambda w: np.where(w > 0, 1.5 * w + 1, 1.5 * w - 1), 0.04, 0.025),  # not sure enough, as after strong damage
        (lambda w: 0.7 * w - 2, 0.08, 0.04),  # much too sure
    ],
)
def test_three_hundred_labels_of_the_queue_are_enough(tell: Callable[..., Any], before: float, after: float) -> None:
    """As many labels from each band of what is stated, as the queue draws. `after` is twice what most seeds give."""
    dice = np.random.default_rng(6)
    bits = np.concatenate([dice.normal(-5, 3, 9000), dice.normal(8, 4, 7000)])
    stated, same = 1 / (1 + np.exp2(-bits)), dice.random(16_000) < 1 / (1 + np.exp2(-tell(bits)))
    band = np.searchsorted(clerical.BANDS, stated, side="right")
    drawn = np.concatenate([dice.permutation(np.nonzero(band == b)[0])[:43] for b in range(1, len(clerical.BANDS))])
    found = calibrating.fit(stated[drawn], same[drawn])
    assert found is not None
    seen = stated >= reliability.LEAST
    assert reliability.ten(stated[seen], same[seen]).off > before
    assert reliability.ten(found.of(stated)[seen], same[seen]).off < after


def test_a_rule_is_as_sure_as_labels_say() -> None:
    stated, rule = np.full(120, 0.999), ["nik_nama"] * 60 + ["nama_lahir_kk"] * 60
    same = np.arange(120) >= 12  # twelve of the first rule are wrong
    shares = calibrating.rule_shares(stated, same, rule)
    assert [one for one, _ in shares] == ["nik_nama"]
    found = calibrating.Calibration(0.0, 1.0, 0, rules=shares)
    assert calibrating.Calibration.from_json(found.as_json()) == found
    assert found.of_rules(stated, rule)[[0, 60]] == pytest.approx([0.999 * 68 / 80, 0.999], abs=1e-3)


def test_bands_by_hand() -> None:
    p, same = np.array([0.05] * 50 + [0.95] * 50), np.array([False] * 50 + [True] * 30 + [False] * 20)
    found = reliability.ten(p, same)
    assert [(b.pairs, b.true.value) for b in found.bands] == [(50, 0.0), (50, 0.6)]
    assert found.off == pytest.approx((0.05 + 0.35) / 2)
    assert found.beyond == pytest.approx(0.95 - measure.wilson(30, 50).high)
    assert reliability.equal(np.linspace(0, 1, 200), np.ones(200, bool)).pairs == 200


def test_too_few_labels_teach_nothing() -> None:
    assert calibrating.fit(np.array([0.9] * 50), np.ones(50, bool)) is None


def test_wilson_by_hand() -> None:
    rate = measure.wilson(9, 10)  # Wilson 1927: (0.5958, 0.9821)
    assert (rate.low, rate.high) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert measure.wilson(0, 0).high == 1.0


def test_scores_and_corrected_totals() -> None:
    links = {("1", "1"), ("2", "2"), ("3", "9")}
    truth = {("1", "1"), ("2", "2"), ("4", "4"), ("5", "5")}
    found = measure.score(links, truth)
    assert (found.precision.value, found.recall.value) == pytest.approx((2 / 3, 1 / 2))
    assert found.f1.value == pytest.approx(4 / 7)
    assert found.f1.low < found.f1.value < found.f1.high
    total = measure.corrected(3, found.precision, found.recall)
    assert total.value == pytest.approx(4)  # the number of true pairs
    assert total.low < 4 < total.high
