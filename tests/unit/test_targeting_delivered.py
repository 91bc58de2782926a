"""Delivery against plan as shown to everybody: nearly the whole plan is hidden, no part passes the plan, and figures
follow the file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sepakat.core.errors import UserError
from sepakat.targeting import delivered, feedback

PLACE = "53.01.05.2001"


class Handed:
    """A lake's folder with one programme's file, and a release to read it beside."""

    def __init__(self, path: Path) -> None:
        self.lake: Any = SimpleNamespace(path=path)
        self.release: Any = SimpleNamespace(path=path / "r", id="contoh", sample=True)

    def write(self, planned: int, **counts: int) -> None:
        rows = [self._row(n, feedback.PLANNED) for n in range(planned)]
        for kind, count in counts.items():
            rows += [self._row(n, kind) for n in range(count)]
        feedback.write(self.lake, "pkh", rows)

    def _row(self, number: int, kind: str) -> dict[str, Any]:
        paid = kind == feedback.PAID
        return {
            "list": 1, "release": "contoh", "row": number, "family_id": number, "person_id": number,
            "village_code": PLACE, "outcome": kind, "on": dt.date(2026, 1, 2),
            "period": "2026-01" if paid else "", "amount": 100 if paid else None,
        }  # fmt: skip

    def row(self, **wanted: Any) -> dict[str, Any]:
        [found] = delivered.outcomes(self.lake, self.release, "pkh", **wanted).rows()
        return found


@pytest.fixture
def handed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Handed:
    monkeypatch.setattr(delivered.lake_cells, "of_release", lambda path: b"kunci uji" * 4)
    monkeypatch.setattr(delivered.frames, "day", lambda release: dt.date(2026, 1, 1))
    return Handed(tmp_path)


def test_nearly_everybody_is_not_told(handed: Handed) -> None:
    """That all were verified, or all but one paid, tells of each family."""
    handed.write(40, terverifikasi=40, dibayar=39)
    row = handed.row()
    assert row["planned"] is not None and row["suppressed"]
    assert row["verified"] is row["paid"] is row["amount"] is None


def test_no_part_is_more_than_the_plan(handed: Handed) -> None:
    for planned in range(30, 90):
        handed.write(planned, terverifikasi=planned - 8, dibayar=planned - 9)
        row = handed.row()
        assert all(row[c] is None or row[c] <= row["planned"] for c in ("verified", "paid"))
        assert abs(row["planned"] - planned) <= 8  # the file's newest state, not one kept from before


def test_a_level_above_the_region_is_refused(handed: Handed) -> None:
    handed.write(40, dibayar=20)
    with pytest.raises(UserError) as problem:
        handed.row(region="53.01", level="provinsi")
    assert problem.value.code == "region-level"
