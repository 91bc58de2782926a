"""Scenarios against a slow, obvious way to do the same, unit by unit; the search against trying each rule by itself."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.core.cellkey import Noise
from sepakat.targeting.scenarios import Scenario, judging, run, searching, shortfall
from sepakat.targeting.scenarios import base as bases
from sepakat.targeting.scenarios.categories import categories
from tests.scenario_people import base

GROUPS = tuple(categories())
QUIET = Noise(1, 1e-6, 0, 1, 1)  # noise that is nearly always 0


@st.composite
def scenarios(draw, programme: str) -> Scenario:
    groups = tuple(draw(st.lists(st.sampled_from(GROUPS), max_size=2, unique=True)))
    return Scenario(
        name="acak",
        programme=programme,
        decile_max=draw(st.integers(0, 8)),
        categories=groups,
        category_decile=draw(st.none() | st.integers(1, 10)) if groups else None,
        first=tuple(draw(st.lists(st.sampled_from(GROUPS), max_size=1))),
        scope=draw(st.sampled_from(["tambahan", "geser", "ulang"])),
        quota=draw(st.none() | st.integers(1, 200)),
        ceiling=draw(st.none() | st.integers(1, 10**8)),
        cost=draw(st.integers(1000, 300_000)),
        per_person=programme == "pkh" and draw(st.booleans()),
        months=draw(st.integers(1, 12)),
        take_up=draw(st.sampled_from([50.0, 90.0, 100.0])),
    )


def slowly(arrays: bases.Base, scenario: Scenario) -> tuple[set[int], set[int], float]:
    """Meant, served (units by place), and the cost, by plain loops."""
    meant: set[int] = set()
    for i in range(len(arrays)):
        decile = int(arrays.deciles["nasional"][i])
        some = any(int(arrays.bits[i]) >> categories()[g].bit & 1 for g in scenario.categories)
        low = 1 <= decile <= scenario.decile_max
        if scenario.categories and scenario.category_decile is None:
            inside = low and some
        else:
            inside = low or (some and 1 <= decile <= (scenario.category_decile or 0))
        if inside and arrays.due[i]:
            meant.add(i)
    others = {1, 2, 3, 4, 5} - set(arrays.insured_by_programme)
    line = []
    for i in arrays.order.tolist():
        taken = scenario.scope == "tambahan" and arrays.has[i]
        if i in meant and not taken and int(arrays.insurer[i]) not in others:
            line.append(i)
    if scenario.first:
        ahead = [i for i in line if any(int(arrays.bits[i]) >> categories()[g].bit & 1 for g in scenario.first)]
        line = ahead + [i for i in line if i not in set(ahead)]
    if scenario.scope == "geser":
        line = [i for i in line if arrays.has[i]] + [i for i in line if not arrays.has[i]]
    served: set[int] = set()
    spent = 0.0
    for i in line:
        price = scenario.cost * scenario.months * scenario.take_up / 100
        price *= int(arrays.members[i]) if scenario.per_person else 1
        if scenario.quota is not None and len(served) >= scenario.quota:
            break
        if scenario.ceiling is not None and spent + price > scenario.ceiling * (1 + 1e-9):
            break
        served.add(i)
        spent += price
    return meant, served, spent


@pytest.mark.parametrize("programme", ["pkh", "pbi_jkn"])
@settings(max_examples=60)
@given(data=st.data(), seed=st.integers(0, 10**6))
def test_rule_line_and_cost_are_those_of_plain_loops(programme, data, seed):
    arrays = base(150, seed, programme)
    scenario = data.draw(scenarios(programme))
    result = run(arrays, scenario)
    meant, served, spent = slowly(arrays, scenario)
    assert set(np.flatnonzero(result.chosen.rule).tolist()) == meant
    assert set(result.chosen.selected.tolist()) == served
    assert math.isclose(result.cost, spent, abs_tol=1e-3)
    again = run(arrays, scenario)
    assert again.chosen.selected.tolist() == result.chosen.selected.tolist(), "identical twice, in the same order"


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_errors_are_the_ratios_of_the_methods_book(seed):
    """With chances of 0 and 1 nothing is uncertain, and the ratios are those of `measures.targeting_errors`."""
    from sepakat.measures.targeting import targeting_errors

    arrays = base(120, seed)
    sure = np.where(np.isnan(arrays.chance), np.nan, (arrays.chance > 0.5).astype(float))
    arrays = replace(arrays, chance=sure, seen=sure)
    chosen = np.random.default_rng(seed).random(120) < 0.5
    found = judging.judge(judging.sums(arrays, chosen.astype(float)), np.zeros(bases.BANDS))
    keep = arrays.ranked
    told = targeting_errors((arrays.truly[keep] > 0.5).astype(float), chosen[keep].astype(float))
    for name, figure in found.items():
        if figure.value is None:
            assert math.isnan(told[name])
        else:
            assert math.isclose(figure.value, told[name], abs_tol=1e-9), name
            assert figure.low == pytest.approx(figure.value) and figure.high == pytest.approx(figure.value)


def test_bands_hold_the_truth_as_often_as_they_say():
    """Draw the truth from the chances, with a shift of each band drawn from the calibration's own miss: the 90 % band
    holds the true exclusion and inclusion in about nine of ten draws."""
    arrays = base(3000, 5)
    result = run(arrays, Scenario("a", "pkh", 3, cost=1.0))
    reach, miss = result.reach, arrays.calibration.miss
    rng = np.random.default_rng(9)
    held = {"exclusion": 0, "inclusion_of_beneficiaries": 0}
    draws = 400
    counted = arrays.ranked
    for _ in range(draws):
        shift = rng.normal(0, miss)[arrays.band]
        truth = arrays.due & (rng.random(len(arrays)) < np.clip(arrays.truly + shift, 0, 1)) & counted
        exclusion = 1 - reach[truth].sum() / truth.sum()
        inclusion = 1 - reach[truth].sum() / reach[counted].sum()
        for name, value in (("exclusion", exclusion), ("inclusion_of_beneficiaries", inclusion)):
            figure = result.errors[name]
            assert figure.low is not None and figure.high is not None
            held[name] += figure.low <= value <= figure.high
    for name, times in held.items():
        assert 0.84 <= times / draws <= 0.97, (name, times / draws)


@settings(max_examples=25)
@given(st.floats(-1.5, 1.5), st.floats(0.1, 0.8), st.floats(0.0, 0.9))
def test_expected_shortfall_is_the_integral_it_stands_for(score, sigma, help_):
    e = np.linspace(-9, 9, 40_001)
    density = np.exp(-(e**2) / 2) / math.sqrt(2 * math.pi)
    slowly_ = float(np.sum(np.maximum(1 - help_ - np.exp(score + sigma * e), 0) * density) * (e[1] - e[0]))
    found = shortfall.put(np.array([score]), np.array([sigma]), np.array([help_]))[0]
    assert math.isclose(found, slowly_, abs_tol=2e-4)


def test_help_that_lifts_everybody_closes_the_whole_gap():
    arrays = base(200, 3)
    known = np.flatnonzero(arrays.ranked)
    closed = shortfall.closed(arrays, known, 1e9)
    assert closed == pytest.approx(shortfall.gap(arrays)[known])


def test_the_search_finds_what_trying_each_rule_finds(monkeypatch):
    """Every rule run as a scenario of its own: units, and the pick, are those of the search."""
    monkeypatch.setattr(searching, "noise_rule", lambda day: QUIET)
    arrays = base(250, 11)
    asked = Scenario("a", "pkh", 4, cost=100_000, months=1, ceiling=6_000_000)
    groups = ("disabilitas", "hamil")
    found = searching.best(arrays, asked, "eksklusi", groups)
    rules = [(d, (), None) for d in range(1, 11)]
    for size in (1, 2):
        for some in itertools.combinations(groups, size):
            rules += [(d, some, e) for d in range(10) for e in range(d + 1, 11)]
    outcomes = {}
    for decile, some, wide in rules:
        one = replace(asked, decile_max=decile, categories=some, category_decile=wide, ceiling=None)
        result = run(arrays, one)
        if result.chosen.served:
            outcomes[(decile, some, wide)] = (result.chosen.served, result.cost, result.errors["exclusion"].value)
    assert found.tried == len(outcomes)
    within = {k: v for k, v in outcomes.items() if v[1] <= 6_000_000}
    best = min(v[2] for v in within.values())
    assert found.picked is not None
    units, cost, exclusion = outcomes[(found.picked.decile, found.picked.groups, found.picked.group_decile)]
    assert (found.picked.units, found.picked.cost) == (units, cost)
    assert exclusion == pytest.approx(best, abs=1e-6)
    costs = [t.cost for t in found.pareto]
    scores = [t.exclusion for t in found.pareto]
    assert costs == sorted(costs) and scores == sorted(scores, reverse=True), "no rule on the curve beats another"
    for _, cost, exclusion in outcomes.values():
        assert any(t.cost <= cost and t.exclusion <= exclusion + 1e-6 for t in found.pareto), "nothing lies below it"
