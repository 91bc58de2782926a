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
def test_codes_that_only_the_other_numbering_knows_are_read_by_it(series: str, start: str, day: dt.date) -> None:
    """Jayawijaya before Papua was divided; Kupang has one numbering."""
    wanted = of(series, start)
    assert len(wanted) > 50
    known = _numbered("desa", day, None)
    assert {code: known[code] for code in wanted} == {code: (ours, "berlaku") for code, ours in wanted.items()}


def test_a_survey_of_the_whole_country_keeps_papua() -> None:
    known = _numbered("kabupaten", AFTER, None)
    assert len({ours for ours, _ in known.values() if ours}) == 514


def test_a_province_that_was_divided_has_no_partner_before() -> None:
    after, before = _numbered("provinsi", AFTER, None), _numbered("provinsi", BEFORE, None)
    assert (after["94"][0], before["94"][0]) == ("91", None)
