"""Freshness and signs of gaming on two tiny releases of two villages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat.analysis.scoring import freshness, gaming
from sepakat.catalogue.scores import OURS, score_formula
from sepakat.core import duck
from sepakat.lake import Release

PART = "53.01"
HERE, THERE = "53.01.05.2001", "53.01.05.2002"
RULE: dict[str, Any] = dict(score_formula(OURS).settings["kesegaran"])
Row = dict[str, Any]


def families(n: int = 40) -> list[Row]:
    """No two alike: floor spaces differ."""
    return [
        {
            "family_id": i,
            "village_code": HERE if i < n // 2 else THERE,
            "members": 1,
            "luas_lantai": 20 + i,
            "lantai": 1,
        }
        for i in range(n)
    ]


def people(rows: list[Row], ages: Callable[[int], int] = lambda i: 23 + i % 40) -> list[Row]:
    return [
        {"person_id": 1000 + r["family_id"], "family_id": r["family_id"], "bekerja": 1, "umur": ages(r["family_id"])}
        for r in rows
    ]


def release(
    root: Path, name: str, rows: list[Row], members: list[Row], base: str = "", source: str = "lain"
) -> Release:
    """A sealed-looking folder: two tables of one regency, and the parts of a manifest that are read here."""
    home = root / name
    files = {}
    for table, data in (("family", rows), ("person", members)):
        (home / table).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(data), home / table / f"{PART}.parquet")
        files[f"{table}/{PART}.parquet"] = {"sha256": str(hash(json.dumps(data)))}
    told = {"base": base or None, "files": files, "sources": [{"source": source}], "sample": True}
    (home / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return Release(home)


def dated(releases: list[Release]) -> dict[int, dt.date | None]:
    con = duck.connect()
    try:
        freshness.dated(con, releases, PART, RULE)
        return dict(con.execute("SELECT family_id, day FROM dated").fetchall())
    finally:
        con.close()


def test_only_a_change_dates_a_family(tmp_path: Path) -> None:
    before = families()
    old = release(tmp_path, "20260101-01", before, people(before), source="regsosek2022k")
    after = [dict(r) for r in before]
    after[0]["lantai"] = 5  # an answer of the form
    after[1]["village_code"] = THERE  # moved house: the code is not an answer
    after[2]["lantai"] = None  # an answer lost is a change too
    after.append({"family_id": 99, "village_code": HERE, "members": 1, "luas_lantai": 7, "lantai": 1})
    members = people(after, lambda i: 30)  # ages grow by themselves: no update
    members[3]["bekerja"] = 2
    new = release(tmp_path, "20260601-01", after, members, base=old.id)
    found = dated([new, old])
    june, field_work = dt.date(2026, 6, 1), dt.date(2022, 11, 14)
    assert {i for i, day in found.items() if day == june} == {0, 2, 3, 99}
    assert {day for i, day in found.items() if i not in (0, 2, 3, 99)} == {field_work}


def test_a_source_without_a_date_stays_not_known(tmp_path: Path) -> None:
    rows = families()
    only = release(tmp_path, "20260101-01", rows, people(rows))
    assert set(dated([only]).values()) == {None}
    again = release(tmp_path, "20260601-01", rows, people(rows), base=only.id)
    assert freshness.same_files(again, only, PART)
    assert set(dated([again, only]).values()) == {None}, "sending the same again makes nothing fresh"


@pytest.fixture
def looked(tmp_path: Path) -> Callable[..., dict[str, gaming.Flag]]:
    def look(rows: list[Row], members: list[Row] | None = None, before: list[Row] | None = None) -> Any:
        chain = [release(tmp_path, "20260601-01", rows, members or people(rows), base="20260101-01" if before else "")]
        if before:
            chain.append(release(tmp_path, "20260101-01", before, people(before)))
        con = duck.connect()
        try:
            return {f.rule: f for f in gaming.look(con, chain, PART, score_formula(OURS))}
        finally:
            con.close()

    return look


def test_honest_data_show_no_sign(looked: Any) -> None:
    before = families(80)
    after = [dict(r) for r in before]
    for row in after[:30]:  # a round of updates: different answers
        row["lantai" if row["family_id"] % 2 else "luas_lantai"] += 100
    assert looked(after, before=before) == {}


def test_copied_answers(looked: Any) -> None:
    rows = families(80)
    for row in rows[:8]:  # 8 of the first village's 40
        row["luas_lantai"] = 900
    found = looked(rows)
    assert set(found) == {"salinan"} and found["salinan"].villages == (HERE,)
    assert found["salinan"].size == pytest.approx(0.20)


def test_copied_answers_just_below(looked: Any) -> None:
    rows = families(80)
    for row in rows[:7]:
        row["luas_lantai"] = 900
    assert looked(rows) == {}


def test_one_answer_stamped_for_all(looked: Any) -> None:
    before = families(80)
    after = [r | {"lantai": 2} if r["village_code"] == HERE else dict(r) for r in before]
    found = looked(after, before=before)
    assert set(found) == {"satu_isian"} and found["satu_isian"].villages == (HERE,)


def test_families_gone(looked: Any) -> None:
    before = families(80)
    assert set(looked(before[4:], before=before)) == {"keluarga_hilang"}


def test_rounded_ages(looked: Any) -> None:
    rows = families(400)
    found = looked(rows, people(rows, lambda i: 25 + 5 * (i % 7)))
    assert found["umur_bulat"].size == pytest.approx(500)


def test_a_leap_within_a_month() -> None:
    formula = score_formula(OURS)
    assert gaming.leap(formula, PART, 60.0, 45.0) is None, "15 points are allowed"
    assert gaming.leap(formula, PART, 60.1, 45.0) is not None
    assert gaming.leap(formula, PART, 60.0, None) is None


def test_a_month_never_computed_is_said_and_not_made_up(tmp_path: Path) -> None:
    from types import SimpleNamespace

    from sepakat.analysis.scoring import history
    from sepakat.web.scores.presenters import one

    lake: Any = SimpleNamespace(path=tmp_path)
    assert history.missed(lake, dt.date(2027, 3, 2)) == [] and one._history([], ["2027-01"]) == ()
    (tmp_path / "scores" / OURS).mkdir(parents=True)
    for month in ("2026-10", "2026-12", "2027-02"):
        (tmp_path / "scores" / OURS / f"{month}.json").touch()
    assert history.missed(lake, dt.date(2027, 2, 28)) == ["2026-11", "2027-01"]
    assert history.missed(lake, dt.date(2027, 4, 1)) == ["2026-11", "2027-01", "2027-03"], "this month is not over"
    assert history.before("2027-01") == "2026-12" and history.before("2026-12") == "2026-11"
    line: Any = SimpleNamespace(value=50.0, low=40.0, high=60.0, mark="B")
    rows = one._history([("2026-10", line), ("2026-12", line)], ["2026-11"])
    assert [row[0] for row in rows] == ["2026-10", "2026-11", "2026-12"] and rows[1][1:] == (
        "–", "tidak dihitung", "–")  # fmt: skip
