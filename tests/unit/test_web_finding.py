"""Which region an address means, and where pages begin."""

from __future__ import annotations

import pytest

from sepakat.core.errors import UserError
from sepakat.web import data, finding
from sepakat.web.data import ReleaseView


@pytest.mark.parametrize(
    ("regencies", "provinces", "begins"),
    [
        (("53.01",), ("53",), "53.01"),
        (("53.01", "53.02"), ("53",), "53"),
        (("53.01", "52.01"), ("52", "53"), "00"),
    ],
)
def test_pages_begin_with_the_only_region_that_there_is(
    regencies: tuple[str, ...], provinces: tuple[str, ...], begins: str
) -> None:
    assert finding.start(ReleaseView("R", True, provinces=provinces, regencies=regencies)) == begins
    assert finding.start(None) == "00"


def test_a_code_a_whole_name_or_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "current_view", lambda: None)
    assert finding.find("53.01") == "53.01"
    assert finding.find("kabupaten sabu raijua") == "53.20"
    several = finding.find("Kupang")
    assert isinstance(several, list) and 1 < len(several) <= finding.MOST_HITS
    assert {"53.01", "53.71"} <= {h.region.code for h in several}  # a city is called without Kota too
    assert finding.find("xyzzyq") == []
    assert finding.find("xx") == []  # `X Koto` is nothing like it
    for code in ("5301", "53.99"):
        with pytest.raises(UserError):
            finding.find(code)
