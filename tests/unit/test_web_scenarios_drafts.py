"""A scenario as typed: what it means, and that nothing typed is silently another number."""

from __future__ import annotations

from typing import Any

import pytest

from sepakat.core.errors import UserError
from sepakat.web.scenarios.presenters.drafts import Draft, scenario


def typed(**fields: Any) -> Any:
    return scenario("pkh", Draft(**{"desil": "4", "biaya": "42.000"} | fields))


def test_an_empty_field_is_what_it_starts_from() -> None:
    found = typed(bulan="", penyerapan="")
    assert (found.months, found.take_up, found.cost) == (12, 100.0, 42_000.0)


@pytest.mark.parametrize(
    ("text", "cost"), [("Rp42.000", 42_000), ("1.250.000", 1_250_000), ("42000", 42_000), ("1,5", 1.5)]
)
def test_a_dot_marks_thousands_and_a_comma_decimals(text: str, cost: float) -> None:
    assert typed(biaya=text).cost == cost


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("bulan", "0"),
        ("penyerapan", "0"),
        ("biaya", "1.5"),
        ("biaya", "42,000"),
        ("biaya", "4.2000"),
        ("biaya", "²"),
        ("biaya", "9" * 5000),
        ("bulan", "1,5"),
    ],
)
def test_what_is_no_such_number_is_told_beside_its_field(field: str, text: str) -> None:
    with pytest.raises(UserError) as problem:
        typed(**{field: text})
    assert (problem.value.code, problem.value.where) == ("scenario-field", field)
