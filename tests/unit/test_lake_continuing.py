"""What an interrupted build leaves: only whole files of the same plan, for a week, are gone on with."""

from __future__ import annotations

import os

import pytest

from sepakat.core.files import sha256_file
from sepakat.lake import continuing
from sepakat.lake.continuing import Journal

PLAN = {"intakes": ["a", "b"], "base": None, "rank_base": "orang"}


def begin(home, plan=PLAN, day="2026-03-02", **more):
    return Journal.open(home, plan, day, "2026-03-02T00:00:00+00:00", **more)


@pytest.fixture
def home(tmp_path):
    """A build that was stopped after two units, in the middle of a third file."""
    home = tmp_path / "menyusun"
    journal = begin(home, day="2026-03-01")
    for part in ("53.01", "53.02"):
        path = home / "release" / "family" / f"{part}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(part.encode())
        files = {f"family/{part}.parquet": {"sha256": sha256_file(path)}}
        journal.add({"unit": f"facts/{part}", "key": "k", "files": files, "vault": {}, "between": {}})
    (home / "release" / "family" / "53.03.parquet").write_bytes(b"half")
    (home / "scratch").mkdir()
    (home / "scratch" / "spill").write_bytes(b"plain")
    return home


def names(home):
    return sorted(p.name for p in home.rglob("*") if p.is_file())


def test_the_same_plan_goes_on_with_whole_files_under_its_first_day(home):
    journal = begin(home)
    assert (journal.continued, journal.day, set(journal.units)) == (2, "2026-03-01", {"facts/53.01", "facts/53.02"})
    assert names(home) == ["53.01.parquet", "53.02.parquet", "journal.jsonl", "plan.json"]
    assert home.stat().st_mode & 0o777 == 0o700


def test_a_torn_line_or_a_damaged_file_costs_its_own_unit_only(home):
    (home / "release" / "family" / "53.01.parquet").write_bytes(b"other")
    with open(home / "journal.jsonl", "a") as out:
        out.write('{"unit": "facts/53.0')
    journal = begin(home)
    assert set(journal.units) == {"facts/53.02"}
    assert names(home) == ["53.02.parquet", "journal.jsonl", "plan.json"]
    assert set(begin(home).units) == {"facts/53.02"}  # and the journal is whole again


@pytest.mark.parametrize(
    "change", [{"plan": PLAN | {"intakes": ["a"]}}, {"plan": PLAN | {"rank_base": "keluarga"}}, {"afresh": True}]
)
def test_another_plan_starts_anew_and_wipes(home, change):
    journal = begin(home, **change)
    assert (journal.continued, journal.day) == (0, "2026-03-02")
    assert names(home) == ["journal.jsonl", "plan.json"]


def test_nobody_goes_on_after_a_week(home):
    assert continuing.kept(home)
    os.utime(home / "journal.jsonl", (1, 1))
    assert not continuing.kept(home)
    assert begin(home).continued == 0
