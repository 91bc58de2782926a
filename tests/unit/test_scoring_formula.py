"""Scores of regions' data on numbers: the formulas' own examples, bounds, gates, places, steps, the instrument."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.analysis import scoring
from sepakat.analysis.scoring import Input
from sepakat.analysis.scoring.evidence import MAKERS
from sepakat.analysis.scoring.formula import mark, wilson
from sepakat.catalogue.epss import instrument
from sepakat.catalogue.scores import OURS, score_formula, score_formulas

NOW = dt.date(2026, 11, 22)
OPEN = {"audit_utuh": True, "forum_bertemu": True, "tanpa_kebocoran": True}


def scored(formula: str, values: dict[str, float | None], gates: dict[str, bool | None], on: dt.date = NOW):
    inputs = {k: Input.exact(v) for k, v in values.items() if v is not None}
    return scoring.score(score_formula(formula), inputs, gates, on)


@pytest.mark.parametrize(("name", "at"), [(n, i) for n, f in score_formulas().items() for i in range(len(f.examples))])
def test_worked_examples_of_the_files(name: str, at: int) -> None:
    formula = score_formula(name)
    given_, result = formula.examples[at]
    gates = {g.id: bool(given_[g.id]) for g in formula.gates}
    values = {c.id: given_[c.id] for c in formula.components}
    assert scored(name, values, gates).value == pytest.approx(100 * result, abs=1e-9)


def test_igdm_as_published() -> None:
    """F1 = 0.50 TAC + 0.25 TAFE + 0.25 TAAS, times F2, F3, F4; minima of 2025 and 2026 (Portaria MDS 1.041/2024)."""
    gates: dict[str, bool | None] = {"F2": True, "F3": True, "F4": True}
    values: dict[str, float | None] = {"TAC": 0.74, "TAFE": 0.45, "TAAS": 0.50}
    f1 = 0.50 * 0.74 + 0.25 * 0.45 + 0.25 * 0.50
    in_2025 = scored("igdm", values, gates, dt.date(2025, 6, 1))
    assert in_2025.value == pytest.approx(100 * f1) and in_2025.short == ()
    in_2026 = scored("igdm", values, gates, dt.date(2026, 1, 1))
    assert in_2026.short == ("TAC", "TAFE", "skor"), "0.74 < 0.75, 0.45 < 0.50, 0.6075 < 0.65; 0.50 is enough"
    for gate in gates:
        assert scored("igdm", values, gates | {gate: False}).value == 0
    assert scored("igdm", {"TAC": 0.7499999999999, "TAFE": 0.9, "TAAS": 0.9}, gates).short == (), "no float traps"


def test_what_is_not_known_widens_the_range_and_is_not_guessed() -> None:
    whole = scored(OURS, dict.fromkeys(("kesegaran", "kelengkapan", "keabsahan", "cakupan", "pemanfaatan"), 0.5), OPEN)
    assert (whole.value, whole.low, whole.high, whole.known) == (50, 50, 50, 1)
    partly = scored(OURS, dict.fromkeys(("kesegaran", "kelengkapan", "keabsahan", "cakupan"), 0.5), OPEN)
    assert partly.value == pytest.approx(50) and partly.known == pytest.approx(0.85)
    assert (partly.low, partly.high) == (pytest.approx(42.5), pytest.approx(57.5))
    shut = scored(OURS, {"kesegaran": 0.5}, OPEN | {"tanpa_kebocoran": False, "forum_bertemu": None})
    assert shut.value == pytest.approx(25) and shut.gates["forum_bertemu"] is None
    assert scored(OURS, {}, OPEN).value is None


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1), min_size=5, max_size=5), st.integers(0, 4), st.floats(0, 1))
def test_more_is_never_worse(values: list[float], at: int, more: float) -> None:
    """Raising one component never lowers the score or a bound; bounds hold the score."""
    names = [c.id for c in score_formula(OURS).components]
    before = scored(OURS, dict(zip(names, values, strict=True)), OPEN)
    raised = [max(v, more) if i == at else v for i, v in enumerate(values)]
    after = scored(OURS, dict(zip(names, raised, strict=True)), OPEN)
    assert before.value is not None and after.value is not None
    assert after.value >= before.value - 1e-9 and after.low >= before.low - 1e-9
    assert before.low - 1e-9 <= before.value <= before.high + 1e-9 and 0 <= before.value <= 100 + 1e-9


def test_mark_of_trust() -> None:
    formula = score_formula(OURS)
    whole = scored(OURS, {c.id: 0.9 for c in formula.components}, OPEN)
    partly = scored(OURS, {c.id: 0.9 for c in formula.components if c.id != "pemanfaatan"}, OPEN)
    little = scored(OURS, {"kesegaran": 0.9}, OPEN)
    assert [mark(formula, s, f, r) for s, f, r in (
        (whole, [], True), (whole, [], False), (partly, [], True), (little, [], True), (whole, ["tanda"], True)
    )] == ["A", "B", "B", "C", "C"]  # fmt: skip


def test_wilson_interval() -> None:
    """Printed values of Wilson's interval: 81 of 263 (Newcombe 1998, table I), and nobody asked."""
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    low, high = wilson(0, 20)
    assert low == 0 and round(high, 4) == 0.1611
    assert wilson(0, 0) == (0.0, 1.0)


def test_places_say_what_is_sure() -> None:
    found = scoring.places({"a": (80, 90), "b": (70, 85), "c": (10, 20), "d": (20, 60)})
    assert found == {"a": (1, 2), "b": (1, 2), "c": (3, 4), "d": (3, 4)}
    assert scoring.places({"a": (5, 5)}) == {"a": (1, 1)}


def test_what_would_raise_it_most() -> None:
    formula = score_formula(OURS)
    own = {"kesegaran": Input.exact(0.5), "kelengkapan": Input.exact(0.9), "keabsahan": Input.exact(1.0)}
    peers = [{"kesegaran": Input.exact(0.7), "kelengkapan": Input.exact(0.8), "cakupan": Input.exact(0.4)}]
    found = scoring.steps(formula, own, peers)
    assert [(s.component.id, s.to, round(s.points, 2)) for s in found] == [
        ("pemanfaatan", 1.0, 15.0), ("kesegaran", 0.7, 7.0), ("cakupan", 0.4, 6.0), ("kelengkapan", 1.0, 1.5)
    ]  # fmt: skip


def test_the_instrument_is_whole() -> None:
    """38 indicators in five domains; weights as governance documents print them: quality of data is 24 percent, its
    accuracy 16 percent of that."""
    known = instrument()
    assert len(known.indicators) == 38 and len({i.code for i in known.indicators}) == 38
    by_domain: dict[str, float] = {}
    for one in known.indicators:
        by_domain[one.code[0]] = by_domain.get(one.code[0], 0) + one.weight
    assert {k: round(v, 9) for k, v in by_domain.items()} == {"1": 0.28, "2": 0.24, "3": 0.19, "4": 0.17, "5": 0.12}
    accuracy = next(i for i in known.indicators if i.code == "20201")
    assert accuracy.weight == pytest.approx(0.24 * 0.16) and accuracy.named
    assert {e.id for e in known.evidence if not e.site} == set(MAKERS)
    assert any(not known.held(i.code) for i in known.indicators), "what is not held must be said"
