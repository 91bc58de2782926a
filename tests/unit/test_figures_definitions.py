"""Two definitions on one release: every person stands in one of five classes, counted like any free table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sepakat import catalogue
from sepakat.core.errors import UserError
from sepakat.engine import comparing
from tests.engine_release import SmallRelease, write
from tests.tabulating_people import NOISE, SECRET, figure, people, registry

PEOPLE = people(900, seed=5, rare=0.3)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> SmallRelease:
    return registry(tmp_path_factory.mktemp("banding"), PEOPLE)


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another version of the same indicator: only the young and grown count, and only those without a disability."""
    text = catalogue.indicator("bekerja_15").path.read_text(encoding="utf-8")
    text = text.replace('versi = "1.0"', 'versi = "2.0"').replace('"bekerja = 1"', '"bekerja = 1 AND disabilitas = 2"')
    text = text.replace("| umur | bekerja |\n|------|---------|", "| umur | bekerja | disabilitas |\n|---|---|---|")
    lines = [f"{row} 2 |" if row.startswith("| ") and row[2].isdigit() else row for row in text.split("\n")]
    path = tmp_path_factory.mktemp("versi") / "bekerja_15.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def expected(row: dict[str, Any], grown: int) -> int:
    """The class of a person, spelled out."""
    base = row["umur"] >= grown
    first = base and row["bekerja"] == 1
    second = base and row["bekerja"] == 1 and row["disabilitas"] == 2
    if first and second:
        return comparing.BOTH
    if first:
        return comparing.FIRST
    if second:
        return comparing.SECOND
    return comparing.NEITHER if base else comparing.OUT


def test_every_person_is_counted_once_where_they_belong(release: SmallRelease, newer: Path) -> None:
    found = comparing.compare(release, "bekerja_15", newer, "53", ["jenis_kelamin"], secret=SECRET)
    shown = {(r["jenis_kelamin"], r["banding"]): r["value"] for r in found if not r["suppressed"]}
    assert len(shown) >= 6
    for (sex, number), value in shown.items():
        ids = frozenset(r["person_id"] for r in PEOPLE if r["jenis_kelamin"] == sex and expected(r, 15) == number)
        assert value == figure(ids), (sex, number)
    assert found.protected
    assert found.meta["first"]["versi"] == "1.0"
    assert found.meta["second"]["pembilang"] == "bekerja = 1 AND disabilitas = 2"


def test_rows_say_who_in_words_and_versions_tell_themselves_apart(release: SmallRelease, newer: Path) -> None:
    words = {r["banding"]: r["siapa"] for r in comparing.compare(release, "bekerja_15", newer, "53", secret=SECRET)}
    assert words[comparing.BOTH] == "Keduanya"
    assert words[comparing.FIRST] == "Hanya 1.0"
    assert words[comparing.OUT] == "Di luar penyebut keduanya"
    assert comparing.SECOND not in words  # nobody: the newer one is within the older


def test_small_groups_are_withheld(release: SmallRelease, newer: Path) -> None:
    found = comparing.compare(release, "bekerja_15", newer, "53.02", level="desa", secret=SECRET)
    hidden = [r for r in found if r["suppressed"]]
    assert hidden
    assert all(r["value"] is None for r in hidden)
    assert all(r["value"] >= NOISE.minimum for r in found if not r["suppressed"])


@pytest.mark.parametrize(
    ("second", "code"),
    [("lantai_tanah", "compare-units"), ("bekerja", "unknown-indicator"), ("rata_rata_lama_sekolah", "compare-number")],
)
def test_what_cannot_be_compared_is_said(release: SmallRelease, second: str, code: str) -> None:
    with pytest.raises(UserError) as problem:
        comparing.compare(release, "bekerja_15", second, "53", secret=SECRET)
    assert problem.value.code == code


def test_a_definition_that_is_unknown_to_a_row_leaves_it_out(tmp_path: Path, newer: Path) -> None:
    rows = [
        {**row, "bekerja": None if row["person_id"] % 2 else 1, "disabilitas": 2, "umur": 40} for row in people(300)
    ]
    found = comparing.compare(write(tmp_path, "frame_person", rows), "bekerja_15", newer, "53", secret=SECRET)
    odd = frozenset(r["person_id"] for r in rows if r["bekerja"] is None)
    assert {r["banding"]: r["value"] for r in found}[comparing.OUT] == figure(odd)
