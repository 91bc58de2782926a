"""Which numbering of BPS a file is read by."""

from __future__ import annotations

import datetime as dt

import pytest

from sepakat.quality.places import _numbered
from sepakat.regions import bps

BEFORE, AFTER = dt.date(2022, 10, 15), dt.date(2026, 1, 1)


def of(series: str, start: str) -> dict[str, str]:
    """BPS code → canonical code of the villages of a numbering."""
    held = bps.table("desa", series=series)
    pairs = zip(held["bps_code"].to_pylist(), held["kemendagri_code"].to_pylist(), strict=True)
    return {code: ours for code, ours in pairs if code.startswith(start)}


@pytest.mark.parametrize("day", [BEFORE, AFTER])
@pytest.mark.parametrize(("series", "start"), [("2017", "9402"), ("2017", "5301"), ("2023", "5301")])
def test_a_file_of_the_other_numbering_is_read_by_it(series: str, start: str, day: dt.date) -> None:
    """Jayawijaya before Papua was divided; Kupang has one numbering."""
    wanted = of(series, start)
    assert len(wanted) > 50
    known = _numbered(list(wanted), "desa", day, None)
    assert {code: known[code] for code in wanted} == {code: (ours, "berlaku") for code, ours in wanted.items()}


def test_a_few_codes_of_the_other_numbering_change_nothing() -> None:
    strange = list(of("2017", "9402"))[:20]
    known = _numbered([*of("2023", "53"), *strange], "desa", AFTER, None)
    assert "5301" in {code[:4] for code in known} and not [c for c in strange if known.get(c, (None,))[0]]
