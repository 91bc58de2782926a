"""Regression with design: equal to what can be worked out by hand, and honest about what it cannot tell apart."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat import survey
from sepakat.analysis.determinants import Predictor, explain
from sepakat.analysis.regression import Term, fit, independent, patterns
from sepakat.core import Text, UserError

RNG = np.random.default_rng(3)
YES = {0: Text("tidak", "no"), 1: Text("ya", "yes"), 2: Text("lain", "other"), 3: Text("jarang", "rare")}


def label(name: str) -> Text:
    return Text(name, name)


def clustered(n: int = 400):
    psu = np.repeat(np.arange(n // 10), 10)
    return survey.sampling(psu % 4, psu, n), RNG.uniform(0.5, 2.0, n)


def test_one_class_against_another_is_the_difference_of_shares_with_its_error() -> None:
    plan, w = clustered()
    d = (np.arange(400) % 3 == 0).astype(float)
    y = (RNG.random(400) < 0.3 + 0.3 * d).astype(float)
    term = Term("d=1", "d", "kelas", label("d"))
    found = fit(y, d[:, None], [term], w, np.arange(400), plan, logit=True)
    p1, p0 = np.average(y, weights=w * d), np.average(y, weights=w * (1 - d))
    u = w * d * (y - p1) / (w * d).sum() - w * (1 - d) * (y - p0) / (w * (1 - d)).sum()
    effect = found.effects[0]
    assert effect.value == pytest.approx(p1 - p0, abs=1e-9)
    assert effect.se == pytest.approx(float(np.sqrt(plan.variance(u))), rel=1e-6)
    linear = fit(y, d[:, None], [term], w, np.arange(400), plan, logit=False).effects[0]
    assert linear.value == pytest.approx(p1 - p0, abs=1e-9)
    assert linear.se == pytest.approx(effect.se, rel=1e-6)
    assert found.degrees == 40 - 4


def test_a_number_gives_the_mean_slope_of_the_probability() -> None:
    plan, w = clustered()
    x = RNG.normal(size=400)
    y = (RNG.random(400) < 1 / (1 + np.exp(-(0.4 + 0.8 * x)))).astype(float)
    found = fit(y, x[:, None], [Term("x", "x", "angka", label("x"))], w, np.arange(400), plan, logit=True)

    def mean(step: float) -> float:
        return float(np.average(1 / (1 + np.exp(-(found.beta[0] + found.beta[1] * (x + step)))), weights=w))

    assert found.effects[0].value == pytest.approx((mean(1e-5) - mean(-1e-5)) / 2e-5, rel=1e-6)
    score = w * (y - 1 / (1 + np.exp(-(found.beta[0] + found.beta[1] * x))))
    assert score.sum() == pytest.approx(0, abs=1e-6)
    assert (score * x).sum() == pytest.approx(0, abs=1e-6)


def test_the_error_of_a_marginal_effect_agrees_with_the_jackknife() -> None:
    plan, w = clustered(600)
    x, d = RNG.normal(size=600), (RNG.random(600) < 0.4).astype(float)
    y = (RNG.random(600) < 1 / (1 + np.exp(-(-0.5 + 0.7 * x + 0.9 * d)))).astype(float)
    terms = [Term("x", "x", "angka", label("x")), Term("d=1", "d", "kelas", label("d"))]
    z, rows = np.column_stack([x, d]), np.arange(600)
    found = fit(y, z, terms, w, rows, plan, logit=True)
    way = survey.replicates.factors(plan, "jackknife", 0, 1)
    moved = []
    for r in range(way.factor.shape[1]):
        again = fit(y, z, terms, w * way.factor[plan.psu, r], rows, plan, logit=True)
        moved.append([e.value for e in again.effects])
    full = np.array([e.value for e in found.effects])
    se = np.sqrt((way.scale[:, None] * (np.array(moved) - full) ** 2).sum(axis=0))
    assert [e.se for e in found.effects] == pytest.approx(se.tolist(), rel=0.05)


def test_columns_that_follow_from_others_are_found() -> None:
    x = RNG.normal(size=50)
    z = np.column_stack([x, 2 * x + 1, np.ones(50), x**2])
    assert independent(z, np.ones(50)) == [0, 3]


def people(n: int = 600):
    kind = np.repeat([0.0, 1.0, 2.0], n // 3)
    y = (RNG.random(n) < np.array([0.2, 0.4, 0.6])[kind.astype(int)]).astype(float)
    return kind, y, survey.sampling(np.zeros(n), np.arange(n) // 6, n)


def test_collinear_and_constant_predictors_are_said() -> None:
    kind, y, plan = people()
    same = Predictor("b", label("Kembar"), kind, YES)
    constant = Predictor("c", label("Tetap"), np.ones(600), YES)
    found, references, said = explain(
        y, [Predictor("a", label("Asal"), kind, YES), same, constant], np.ones(600), plan, np.ones(600, bool),
        logit=True, rare=30,
    )  # fmt: skip
    assert [e.term.id for e in found.effects] == ["a=1", "a=2"]
    assert references["a"].id == "tidak"
    assert any("Kembar: ya" in t.id and "sudah ditentukan" in t.id for t in said)
    assert any("Tetap tidak dipakai" in t.id for t in said)


@pytest.mark.parametrize(("count", "kept"), [(29, False), (30, True)])
def test_a_class_below_the_limit_is_left_out_and_said(count: int, kept: bool) -> None:
    kind, y, plan = people()
    kind[:count] = 3.0
    y[:count] = np.arange(count) % 2
    found, _, said = explain(
        y, [Predictor("a", label("Asal"), kind, YES)], np.ones(600), plan, np.ones(600, bool), logit=True, rare=30
    )
    assert any(e.term.id == "a=3" for e in found.effects) is kept
    assert found.n == (600 if kept else 600 - count)
    assert bool(said) is not kept


def test_a_class_with_one_outcome_only_is_not_shown() -> None:
    kind, y, plan = people()
    kind[:60], y[:60], y[:9] = 3.0, 0.0, 1.0  # nine events of sixty: an effect would tell them
    shown = {}
    for events in (9, 10):
        y[:events] = 1.0
        found, _, _ = explain(
            y, [Predictor("a", label("Asal"), kind, YES)], np.ones(600), plan, np.ones(600, bool), logit=True, rare=30
        )
        shown[events] = any(e.term.id == "a=3" for e in found.effects)
    assert shown == {9: False, 10: True}


def test_small_classes_together_make_one() -> None:
    kind, y, plan = people()
    kind[:25], kind[25:50] = 3.0, 4.0
    y[:50] = np.arange(50) % 2
    found, _, said = explain(
        y, [Predictor("a", label("Asal"), kind, YES)], np.ones(600), plan, np.ones(600, bool), logit=True, rare=30
    )
    assert any(e.term.id == "a=-1" for e in found.effects)
    assert "digabung (jarang, 4)" in said[0].id


def test_too_few_rows_or_events_are_refused() -> None:
    kind, y, plan = people()
    inside = np.arange(600) < 60
    with pytest.raises(UserError) as problem:
        explain(y, [Predictor("a", label("Asal"), kind, YES)], np.ones(600), plan, inside, logit=True, rare=1)
    assert problem.value.code == "analysis-few"


def test_an_outcome_that_a_number_decides_has_no_estimate() -> None:
    x, w = np.arange(400.0), np.ones(400)
    plan, _ = clustered()
    with pytest.raises(UserError) as problem:
        fit(
            (x > 200).astype(float),
            x[:, None],
            [Term("x", "x", "angka", label("x"))],
            w,
            np.arange(400),
            plan,
            logit=True,
        )
    assert problem.value.code == "analysis-fit"


def test_a_domain_keeps_the_units_outside_it() -> None:
    kind, y, plan = people()
    inside = np.arange(600) % 2 == 0
    found, _, _ = explain(
        y, [Predictor("a", label("Asal"), kind, YES)], np.ones(600), plan, inside, logit=False, rare=30
    )
    rows = np.flatnonzero(inside)
    one, base = rows[kind[rows] == 1], rows[kind[rows] == 0]
    u = np.zeros(600)
    u[one], u[base] = (y[one] - y[one].mean()) / len(one), -(y[base] - y[base].mean()) / len(base)
    assert found.effects[0].se == pytest.approx(float(np.sqrt(plan.variance(u))), rel=1e-9)


def test_rows_that_are_alike_are_one_pattern_however_many_columns_there_are() -> None:
    x = np.column_stack([RNG.integers(0, 60, 500) / 7 for _ in range(14)])  # more combinations than a number holds
    x[250:] = x[:250]
    first, which = patterns(x)
    assert len(first) == len(np.unique(x, axis=0)) == 250
    assert (x[first][which] == x).all()
    assert [len(part) for part in patterns(np.zeros((3, 0)))] == [1, 3]
