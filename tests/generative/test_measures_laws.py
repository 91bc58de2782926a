"""What every measure must obey, on random small populations, and against slow obvious definitions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sepakat import measures as m

values = st.lists(st.integers(1, 5000).map(float), min_size=1, max_size=25)
people = values.flatmap(
    lambda y: st.tuples(st.just(y), st.lists(st.integers(1, 9).map(float), min_size=len(y), max_size=len(y)))
)
INEQUALITY: dict[str, Any] = {
    "gini": m.gini,
    "theil": m.theil,
    "mld": m.mld,
    "ge2": lambda y, w=None: m.generalized_entropy(y, w, alpha=2),
    "atkinson": lambda y, w=None: m.atkinson(y, w, epsilon=0.5),
    "atkinson1": lambda y, w=None: m.atkinson(y, w, epsilon=1),
    "palma": m.palma,
    "bottom": m.bottom_share,
}
POVERTY: dict[str, Any] = {
    "p0": lambda y, w=None: m.fgt(y, w, line=1000, alpha=0),
    "p1": lambda y, w=None: m.fgt(y, w, line=1000, alpha=1),
    "p2": lambda y, w=None: m.fgt(y, w, line=1000, alpha=2),
    "watts": lambda y, w=None: m.watts(y, w, line=1000),
    "sen": lambda y, w=None: m.sen(y, w, line=1000),
    "sst": lambda y, w=None: m.sen_shorrocks_thon(y, w, line=1000),
    "relative": lambda y, w=None: m.fgt(y, w, line=("quantile", 0.5, 0.6), alpha=1),
    "arpr": m.arpr,
}
ALL = INEQUALITY | POVERTY


def close(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


@settings(max_examples=60, deadline=None)
@given(people)
def test_a_weight_is_that_many_copies(given_people: tuple[list[float], list[float]]) -> None:
    y, w = given_people
    copies = [v for v, n in zip(y, w, strict=True) for _ in range(int(n))]
    for name, measure in ALL.items():
        assert close(measure(y, w), measure(copies)), name


@settings(max_examples=40, deadline=None)
@given(people, st.integers(2, 5))
def test_doubling_everybody_changes_nothing(given_people: tuple[list[float], list[float]], times: int) -> None:
    y, w = given_people
    for name, measure in ALL.items():
        assert close(measure(y * times, w * times), measure(y, w)), name
        assert close(measure(y, [v * times for v in w]), measure(y, w)), name


@settings(max_examples=40, deadline=None)
@given(people, st.floats(0.1, 50))
def test_another_currency_changes_no_inequality(given_people: tuple[list[float], list[float]], rate: float) -> None:
    y, w = given_people
    for name, measure in INEQUALITY.items():
        assert math.isclose(measure([v * rate for v in y], w), measure(y, w), rel_tol=1e-7, abs_tol=1e-9), name
    for alpha in (0, 1, 2):
        scaled = m.fgt([v * 4 for v in y], w, line=4000, alpha=alpha)
        assert close(scaled, m.fgt(y, w, line=1000, alpha=alpha))


@settings(max_examples=40, deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(given_people: tuple[list[float], list[float]], chance: Any) -> None:
    rows = list(zip(*given_people, strict=True))
    chance.shuffle(rows)
    y, w = (list(c) for c in zip(*rows, strict=True))
    for name, measure in ALL.items():
        assert close(measure(y, w), measure(*given_people)), name


@settings(max_examples=60, deadline=None)
@given(people)
def test_bounds(given_people: tuple[list[float], list[float]]) -> None:
    y, w = given_people
    p0, p1, p2 = (POVERTY[p](y, w) for p in ("p0", "p1", "p2"))
    assert 1 >= p0 >= p1 >= p2 >= 0
    assert POVERTY["watts"](y, w) >= p1 - 1e-12
    assert -1e-12 <= m.gini(y, w) < 1
    assert m.theil(y, w) >= -1e-12 and m.mld(y, w) >= -1e-12
    shares = m.decile_shares(y, w)
    assert math.isclose(sum(shares.values()), 1) and all(shares[d] <= shares[d + 1] + 1e-12 for d in range(1, 10))
    assert math.isclose(sum(shares[d] for d in range(1, 5)), m.bottom_share(y, w))
    assert math.isclose(shares[10] / m.bottom_share(y, w), m.palma(y, w))


@settings(max_examples=60, deadline=None)
@given(people, st.data())
def test_a_gift_from_richer_to_poorer_lowers_inequality(
    given_people: tuple[list[float], list[float]], data: Any
) -> None:
    y, _ = given_people
    assume(len(y) > 1 and max(y) - min(y) > 2)
    poor, rich = int(np.argmin(y)), int(np.argmax(y))
    gift = data.draw(st.floats(0.01, (y[rich] - y[poor]) / 2))
    after = [v + gift if i == poor else v - gift if i == rich else v for i, v in enumerate(y)]
    for name in ("gini", "theil", "mld", "ge2", "atkinson", "atkinson1"):
        assert INEQUALITY[name](after) <= INEQUALITY[name](y) + 1e-9, name


@settings(max_examples=40, deadline=None)
@given(people, people)
def test_poverty_and_entropy_add_up_over_groups(
    one: tuple[list[float], list[float]], two: tuple[list[float], list[float]]
) -> None:
    y, w = one[0] + two[0], one[1] + two[1]
    first, second = sum(one[1]) / sum(w), sum(two[1]) / sum(w)
    for alpha in (0, 1, 2):
        parts = first * m.fgt(*one, line=1000, alpha=alpha) + second * m.fgt(*two, line=1000, alpha=alpha)
        assert close(m.fgt(y, w, line=1000, alpha=alpha), parts)
    means = [np.average(p[0], weights=p[1]) for p in (one, two)]
    whole = np.average(y, weights=w)
    within = sum(s * m.mld(*p) for s, p in ((first, one), (second, two)))
    between = sum(s * math.log(whole / mu) for s, mu in zip((first, second), means, strict=True))
    assert close(m.mld(y, w), within + between)


@settings(max_examples=40, deadline=None)
@given(people)
def test_gini_is_half_the_relative_mean_difference(given_people: tuple[list[float], list[float]]) -> None:
    y, w = (np.array(c) for c in given_people)
    difference = (np.abs(y[:, None] - y[None, :]) * w[:, None] * w[None, :]).sum()
    assert close(m.gini(y, w), difference / (2 * w.sum() ** 2 * np.average(y, weights=w)))


@settings(max_examples=40, deadline=None)
@given(people, people, st.sampled_from([0, 1, 2]))
def test_a_split_of_change_adds_up(
    one: tuple[list[float], list[float]], two: tuple[list[float], list[float]], alpha: int
) -> None:
    for method in ("residual", "shapley"):
        found = m.datt_ravallion(one[0], two[0], one[1], two[1], line=1000, alpha=alpha, method=method)
        assert close(found["growth"] + found["redistribution"] + found["residual"], found["change"])
    swapped = m.datt_ravallion(two[0], one[0], two[1], one[1], line=1000, alpha=alpha, method="shapley")
    assert close(swapped["growth"], -found["growth"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(1, 5)), min_size=1, max_size=30))
def test_inclusion_equals_exclusion_when_as_many_are_chosen_as_are_due(rows: list[tuple[bool, bool, int]]) -> None:
    due, chosen, w = (list(c) for c in zip(*rows, strict=True))
    found = m.targeting_errors(due, chosen, w)
    assert found["tp"] + found["fp"] + found["fn"] + found["tn"] == sum(w)
    if found["fp"] == found["fn"] and found["tp"] + found["fn"] > 0:
        assert found["inclusion_of_beneficiaries"] == found["exclusion"]


@pytest.mark.parametrize("name", sorted(ALL))
def test_of_nothing_a_measure_is_not_a_number(name: str) -> None:
    assert math.isnan(ALL[name]([], []))
    assert math.isnan(ALL[name]([5.0, 7.0], [0.0, 0.0]))
    assert math.isnan(ALL[name]([None, float("nan")]))


@pytest.mark.parametrize("name", sorted(INEQUALITY))
def test_one_person_is_equal(name: str) -> None:
    wanted = {"palma": 0.25, "bottom": 0.4}.get(name, 0.0)
    assert math.isclose(INEQUALITY[name]([700.0], [3.0]), wanted, abs_tol=1e-12)


def test_columns_of_any_kind_and_missing_values() -> None:
    arrow = pa.chunked_array([[1, None, 2], [3, 4]])
    assert m.gini(arrow) == m.gini(np.array([1.0, 2, 3, 4])) == m.gini([1, 2, None, 3, 4]) == pytest.approx(0.25)


def test_negative_values_and_zeros() -> None:
    assert m.gini([-50, 0, 10, 100]) > 1
    assert math.isnan(m.gini([0, 0])) and math.isnan(m.gini([-5, 1]))
    assert m.not_positive([0, -1, 5]) == 2
    assert m.theil([0, 1, 2]) == m.theil([1, 2])
    assert m.fgt([0, -5], line=10, alpha=1) == pytest.approx(1.25)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: m.gini([1, 2], [1]), "measure-length"),
        (lambda: m.gini([1, 2], [1, -1]), "measure-weights"),
        (lambda: m.gini([1, 2], [1, None]), "measure-weights"),
        (lambda: m.gini(["a", "b"]), "measure-not-numbers"),
        (lambda: m.gini([1], variant="x"), "measure-variant"),  # type: ignore[arg-type]
        (lambda: m.fgt([1], line=0, alpha=0), "measure-line"),
        (lambda: m.fgt([1], line=("median", 0.6), alpha=0), "measure-line"),
        (lambda: m.fgt([1, 2], line=[5, 0], alpha=0), "measure-line"),
        (lambda: m.fgt([1], line=5, alpha=-1), "measure-alpha"),
        (lambda: m.atkinson([1], epsilon=0), "measure-epsilon"),
        (lambda: m.datt_ravallion([1], [1], line=1, alpha=0, method="x"), "measure-variant"),  # type: ignore[arg-type]
        (lambda: m.growth_rate(0, 5, 1), "measure-growth"),
        (lambda: m.alkire_foster([[1, 2]], [1], None, 0.5), "measure-length"),
        (lambda: m.alkire_foster([[1, 2]], [1, 2], None, 2), "measure-weights"),
        (lambda: m.spm_coverage(10, 11), "spm-served"),
        (lambda: m.ipm_contribution(*(m.ipm(70, 13, 8, 11000, series_id=s) for s in ("a", "b"))), "series-mixed"),
        (lambda: m.ipm_contribution(*(m.ipm(70, 13, 8, 11000) for _ in range(2))), "measure-growth"),
    ],
)
def test_a_mistake_is_named(call: Any, code: str) -> None:
    from sepakat.core import UserError

    with pytest.raises(UserError) as caught:
        call()
    assert caught.value.code == code and caught.value.hint


def test_lines_by_row_and_the_rupiah_gap() -> None:
    y, w, z = [500, 500, 900], [2, 1, 1], [600, 400, 1000]
    assert m.fgt(y, w, line=z, alpha=0) == pytest.approx(3 / 4)
    assert m.poverty_gap_rupiah(y, w, line=z) == {"total": 300.0, "per_poor": 100.0, "poor": 3.0}
    assert m.line_of(z, y, w) == pytest.approx((2 * 600 + 400 + 1000) / 4)
    assert math.isnan(m.poverty_gap_rupiah([9], line=5)["per_poor"])


def test_growth_by_decile_of_a_neutral_year_is_flat() -> None:
    before = list(range(1, 41))
    grown = m.growth_incidence(before, [v * 1.21 for v in before], years=2)
    assert all(rate == pytest.approx(10.0) for rate in grown.values()) and list(grown) == list(range(1, 11))
    bias = m.poverty_bias_of_growth(before, [v * 1.21 for v in before], line=10, alpha=1)
    assert bias["bias"] == pytest.approx(0)


def test_concentration_follows_the_rank() -> None:
    assert m.concentration_index([0, 0, 0, 1], rank=[1, 2, 3, 4]) == pytest.approx(m.gini([0, 0, 0, 1]))
    assert m.concentration_index([1, 0, 0, 0], rank=[1, 2, 3, 4]) == pytest.approx(-0.75)
    assert m.concentration_index([3, 1, 2], rank=[5, 5, 5]) == pytest.approx(0)


def test_deprivation_with_missing_answers_and_sample_weights() -> None:
    found = m.alkire_foster([[1, 1], [9, 9], [1, None]], [5, 5], None, 0.5, sample_weights=[3, 1, 7])
    assert (found["h"], found["a"], found["m0"], found["n"], found["dropped"]) == (0.75, 1.0, 0.75, 2, 1)
    nobody = m.alkire_foster([[9, 9]], [5, 5], None, 1.0)
    assert nobody["h"] == 0 and math.isnan(nobody["a"])
