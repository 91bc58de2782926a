"""Figures that need every unit in memory: a region that does not fit is refused before a row is read, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sepakat.core import memory
from sepakat.core.errors import UserError
from sepakat.lake import Release
from sepakat.targeting import eligibility, errors, holding, scenarios
from sepakat.targeting.errors import ranked, units
from sepakat.web.lake_source import LakeSource
from tests.web_site import page, site

ASKED = {
    "FRAME": lambda release: eligibility.programme_frame(release, "pkh", "53"),
    "SCENARIO": lambda release: scenarios.load(release, "pkh", "53"),
    "STUDY": lambda release: errors.study(release, "pkh", "53"),
    "RANKINGS": lambda release: errors.families(release, "53"),
}


@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    for room, name in ((units, "_loaded"), (ranked, "_kept")):
        monkeypatch.setattr(room, name, type(getattr(room, name))())


def test_units_are_counted_by_region(release: Release) -> None:
    counted = {code: holding.count(release, "frame_family", code) for code in release.kabupaten()}
    assert holding.count(release, "frame_family", "53") == sum(counted.values()) == release.rows("rank")
    first = next(iter(counted))
    assert holding.count(release, "frame_family", first + ".01") == counted[first]
    assert holding.count(release, "frame_family", "11") == 0


@pytest.mark.parametrize("what", ASKED)
def test_what_does_not_fit_is_refused_before_it_is_read(
    release: Release, what: str, monkeypatch: pytest.MonkeyPatch, nothing_kept: None
) -> None:
    monkeypatch.setenv("SEPAKAT_MEMORY", "512MB")
    rows = holding.count(release, "frame_family", "53")
    room = memory.bound() - memory.GROUND
    monkeypatch.setattr(holding, what, room // rows + 1)
    with pytest.raises(UserError) as said:
        ASKED[what](release)
    assert said.value.code == "region-large"
    assert "SEPAKAT_MEMORY" in str(said.value.hint)
    monkeypatch.setattr(holding, what, room // rows)  # just enough
    ASKED[what](release)


@pytest.mark.parametrize("address", ["/salah-sasaran/?program=pkh&wilayah=53", "/banding-desil/?wilayah=53"])
def test_pages_say_so_and_let_another_region_be_chosen(
    sample_lake: Path, address: str, monkeypatch: pytest.MonkeyPatch, nothing_kept: None
) -> None:
    for what in ("FRAME", "STUDY", "RANKINGS"):
        monkeypatch.setattr(holding, what, 1 << 50)
    with site(LakeSource(sample_lake)) as client:
        answer: Any = client.get(address)
        words = page(client, address).words
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"  # more memory would answer it
    assert "terlalu besar" in words and "Pilih satu provinsi atau kabupaten" in words
    assert 'name="wilayah"' in answer.content.decode()
