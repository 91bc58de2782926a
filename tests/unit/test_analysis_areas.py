"""Quadrants, priority areas, problems, similar regions: on numbers that a reader can work out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sepakat.analysis.priority import FIRST as AHEAD
from sepakat.analysis.priority import LAST, MIDDLE, check_weights, normalised, priorities
from sepakat.analysis.problems import gap, problem, ranked
from sepakat.analysis.quadrants import BOTH, FIRST, NEITHER, SECOND, UNKNOWN, cut_at, quadrants, sentence
from sepakat.analysis.similar import similar
from sepakat.analysis.values import Subject
from sepakat.core import Text, UserError

POOR = Subject(Text("Kemiskinan", "Poverty"), "turun", "persen", 1)
WATER = Subject(Text("Air layak", "Safe water"), "naik", "persen", 1)


def test_quadrants_name_the_side_that_needs_attention() -> None:
    values = {"a": (30.0, 40.0), "b": (30.0, 90.0), "c": (10.0, 40.0), "d": (10.0, 90.0), "e": (None, 40.0)}
    found = quadrants(POOR, WATER, values, (20.0, 80.0))
    assert found.classes == {"a": BOTH, "b": FIRST, "c": SECOND, "d": NEITHER, "e": UNKNOWN}
    said = sentence(POOR, WATER, found, {"a": "Alor"}, "NTT")
    assert said.id.startswith("Di NTT, 1 dari 4 wilayah perlu perhatian pada keduanya")
    assert said.id.endswith(": Alor. Garis pembaginya: Kemiskinan 20,0%; Air layak 80,0%.")


def test_a_value_on_the_line_goes_to_the_better_side() -> None:
    found = quadrants(POOR, WATER, {"a": (20.0, 80.0)}, (20.0, 80.0))
    assert found.classes["a"] == NEITHER


def test_cuts_are_parent_median_or_target() -> None:
    values = {"a": 1.0, "b": 2.0, "c": 9.0, "d": None}
    assert cut_at(values, "median", parent=None, target=None) == 2
    assert cut_at(values, "induk", parent=4.5, target=None) == 4.5
    assert cut_at(values, "sasaran", parent=None, target=3) == 3
    with pytest.raises(UserError) as problem_:
        cut_at(values, "induk", parent=None, target=None)
    assert problem_.value.code == "analysis-cut"


def test_parts_are_normalised_between_floor_and_one() -> None:
    assert normalised(np.array([2.0, 6.0, 10.0]), 0.1).tolist() == pytest.approx([0.1, 0.55, 1.0])
    assert normalised(np.array([3.0, 3.0]), 0.1).tolist() == pytest.approx([0.55, 0.55])


def test_the_score_is_a_weighted_geometric_mean() -> None:
    values = {"keparahan": {"a": 10.0, "b": 20.0, "c": 30.0}, "jumlah": {"a": 300.0, "b": 200.0, "c": 100.0}}
    found = priorities(values, {"keparahan": 3, "jumlah": 1, "tren": 5}, floor=0.1, first=1)
    assert found.weights == {"keparahan": 0.75, "jumlah": 0.25}  # the trend has no data: its weight is shared
    scores = {a.region: a.score for a in found.areas}
    assert scores["a"] == pytest.approx(0.1**0.75)
    assert scores["b"] == pytest.approx(0.55)
    assert scores["c"] == pytest.approx(0.1**0.25)
    assert [a.region for a in found.areas] == ["c", "b", "a"]


def test_sensitivity_counts_weightings_that_keep_a_region_on_top() -> None:
    # c beats b where 0.1^(1-w) > 0.55, that is w > 1 + ln .55 / ln 10 = 0.74036; a likewise; b between
    values = {"keparahan": {"a": 10.0, "b": 20.0, "c": 30.0}, "jumlah": {"a": 300.0, "b": 200.0, "c": 100.0}}
    found = priorities(values, {"keparahan": 1, "jumlah": 1}, floor=0.1, first=1, draws=20_000)
    stays = {a.region: a.stays for a in found.areas}
    edge = 1 + math.log(0.55) / math.log(10)
    assert stays["c"] == pytest.approx(1 - edge, abs=0.01)
    assert stays["a"] == pytest.approx(1 - edge, abs=0.01)
    assert stays["b"] == pytest.approx(2 * edge - 1, abs=0.01)


def test_who_dominates_in_all_parts_never_leaves_the_top() -> None:
    values = {"keparahan": {"a": 1.0, "b": 9.0, "c": 2.0}, "jumlah": {"a": 1.0, "b": 9.0, "c": 2.0}}
    top = priorities(values, {"keparahan": 1, "jumlah": 1}, floor=0.1, first=1).areas[0]
    assert (top.region, top.stays) == ("b", 1.0)


def test_classes_are_those_who_come_first_then_the_halves_of_the_rest() -> None:
    held = {c: float(v) for v, c in enumerate("abcdefg")}
    found = priorities({"keparahan": held, "jumlah": held}, {"keparahan": 1}, floor=0.1, first=2)
    groups = {a.region: found.group(a) for a in found.areas}
    assert groups == {"g": AHEAD, "f": AHEAD, "e": MIDDLE, "d": MIDDLE, "c": MIDDLE, "b": LAST, "a": LAST}
    scores = {a.region: a.score for a in found.areas}
    assert found.bounds == pytest.approx((scores["c"], scores["f"]))
    two = priorities({"keparahan": {"a": 1.0, "b": 2.0}, "jumlah": {"a": 1.0, "b": 2.0}}, {"jumlah": 1}, floor=0.1,
                     first=2)  # fmt: skip
    assert two.bounds == () and {two.group(a) for a in two.areas} == {AHEAD}


def test_missing_trend_gets_the_middle_and_missing_number_no_place() -> None:
    values = {
        "keparahan": {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0},
        "jumlah": {"a": 1.0, "b": 2.0, "c": 3.0, "d": None},
        "tren": {"a": 0.0, "b": None, "c": 1.0},
    }
    found = priorities(values, {"keparahan": 1, "jumlah": 1, "tren": 1}, floor=0.1, first=2)
    filled = {a.region: a.filled for a in found.areas}
    assert filled == {"a": (), "b": ("tren",), "c": ()}
    assert next(a for a in found.areas if a.region == "b").parts["tren"] == pytest.approx(0.55)
    assert found.unranked == ("d",)


@pytest.mark.parametrize("weights", [{"keparahan": -1}, {"lain": 1}, {"keparahan": 0}, {"jumlah": float("nan")}])
def test_weights_that_cannot_be_used_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(UserError) as problem_:
        check_weights(weights)
    assert problem_.value.code == "analysis-weights"


def test_no_region_to_rank_is_said() -> None:
    with pytest.raises(UserError) as problem_:
        priorities({"keparahan": {"a": None}, "jumlah": {"a": 3.0}}, {"keparahan": 1, "jumlah": 1}, floor=0.1)
    assert problem_.value.code == "analysis-none"


def test_gaps_compare_across_units() -> None:
    # 60 of 100 with peers 60 70 80 (sd 10): gap 40 = 4 sd, 40 % of 500 people; poverty 30 with peers 10 20 30: 3 sd
    water = problem("air", WATER, 60.0, 100.0, [60.0, 70.0, 80.0, None], denominator=500, scale=100, unit="orang")
    poor = problem("p0", POOR, 30.0, 0.0, [10.0, 20.0, 30.0])
    hidden = problem("x", POOR, None, 0.0, [1.0, 2.0, 3.0])
    assert (water.gap, water.deviations, water.people) == (40, pytest.approx(4), 200)
    assert (poor.gap, poor.deviations, poor.people) == (30, pytest.approx(3), None)
    order = ranked([poor, hidden, water])
    assert [(p.id, p.place) for p in order] == [("air", 1), ("p0", 2), ("x", None)]


@pytest.mark.parametrize(("value", "short"), [(99.9, 0.1), (100.0, 0.0), (110.0, 0.0)])
def test_a_gap_beyond_the_target_is_none(value: float, short: float) -> None:
    assert gap(value, 100, "naik") == pytest.approx(short)


def test_two_peers_are_too_few_for_deviations() -> None:
    assert problem("air", WATER, 60.0, 100.0, [60.0, 70.0]).deviations is None


def test_similar_regions_are_nearest_in_standard_deviations() -> None:
    # one feature, sd of 0 2 4 = 2: c is 2 sd from a, b 1 sd
    features = {"umur": {"a": 0.0, "b": 2.0, "c": 4.0}, "tetap": {"a": 1.0, "b": 1.0, "c": 1.0}, "kosong": {"b": 1.0}}
    found = similar("a", features, 5)
    assert [(s.region, s.distance) for s in found] == [("b", pytest.approx(1)), ("c", pytest.approx(2))]
    assert found[0].apart == {"umur": pytest.approx(1)}


def test_two_features_average_their_squares() -> None:
    features = {"x": {"a": 0.0, "b": 2.0, "c": 4.0}, "y": {"a": 0.0, "b": 0.0, "c": 3.0}}
    found = {s.region: s.distance for s in similar("a", features)}
    assert found["b"] == pytest.approx(math.sqrt((1 + 0) / 2))
    assert found["c"] == pytest.approx(math.sqrt((4 + 3) / 2))  # sd of 0 0 3 is sqrt 3


def test_without_features_there_is_nobody_to_compare_with() -> None:
    with pytest.raises(UserError) as problem_:
        similar("a", {"x": {"a": None, "b": 1.0}})
    assert problem_.value.code == "analysis-similar"
