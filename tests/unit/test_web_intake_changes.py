"""What the public learns of the changes between two releases: no small count, nor one that gives a small one away."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web_site import application

application()

from sepakat.web.intake import changes, limits  # noqa: E402 - Django first

COUNTS = dict.fromkeys(changes.PUBLIC, 0) | {"keluarga_sebelum": 1000, "orang_sebelum": 4000}


def summary(**given: int) -> dict[str, Any]:
    counts = COUNTS | given
    for unit in ("keluarga", "orang"):
        counts[f"{unit}_sesudah"] = counts[f"{unit}_sebelum"] + counts[f"{unit}_baru"] - counts[f"{unit}_hilang"]
    return {"summary": counts, "fields": []}


def shown(**given: int) -> dict[str, int | None]:
    return dict(changes.guarded(summary(**given))["summary"])


@pytest.mark.parametrize(("count", "seen"), [(0, 0), (1, None), (9, None), (10, 10), (500, 500)])
def test_the_minimum_cell_just_below_and_just_at(count: int, seen: int | None) -> None:
    assert limits.minimum_cell() == 10
    assert shown(keluarga_berubah=count)["keluarga_berubah"] == seen


def test_families_gone_are_not_to_be_had_by_subtraction() -> None:
    found = shown(keluarga_baru=300, keluarga_hilang=3)
    assert found["keluarga_baru"] is None and found["keluarga_hilang"] is None
    assert found["keluarga_sesudah"] == 1297, "totals are public"


@given(st.integers(0, 40), st.integers(0, 40))
def test_no_small_count_follows_from_what_is_shown(new: int, gone: int) -> None:
    found = shown(keluarga_baru=new, keluarga_hilang=gone)
    net = found["keluarga_sesudah"] - found["keluarga_sebelum"]  # type: ignore[operator]
    for one, other, sign in (("keluarga_baru", "keluarga_hilang", 1), ("keluarga_hilang", "keluarga_baru", -1)):
        worked_out = found[one] if found[one] is not None else None
        if worked_out is None and found[other] is not None:
            worked_out = found[other] + sign * net  # type: ignore[operator]
        assert worked_out is None or worked_out == 0 or worked_out >= 10


def test_fields_that_changed_for_few_are_left_out() -> None:
    whole = summary() | {"fields": [{"table": "family", "column": "lantai", "changed": n} for n in (9, 10, 400)]}
    assert [f["changed"] for f in changes.guarded(whole)["fields"]] == [10, 400]
