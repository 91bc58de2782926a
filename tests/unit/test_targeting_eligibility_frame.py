"""`programme_frame` on the sample release: the rule said again in plain Python, order, lists, regions, determinism."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sepakat import catalogue
from sepakat.core.errors import UserError
from sepakat.lake import Release
from sepakat.targeting import due
from sepakat.targeting.eligibility import SCHEMA, programme_frame, reason_words
from sepakat.targeting.family import day_of


def rows(release: Release, table: str) -> list[dict[str, Any]]:
    return [row for path in release.files(table) for row in pq.read_table(path).to_pylist()]


@pytest.fixture(scope="module")
def families(release: Release) -> list[dict[str, Any]]:
    return rows(release, "frame_family")


@pytest.fixture(scope="module")
def persons(release: Release) -> list[dict[str, Any]]:
    return rows(release, "frame_person")


def eligible(frame: pa.Table) -> set[int]:
    return set(frame.filter(frame["eligible"])["unit_id"].to_pylist())


def test_pkh_is_deciles_1_to_4_with_a_component(release, families, persons) -> None:
    having = {
        p["family_id"]
        for p in persons
        if p["hamil"] == 1
        or (p["umur"] is not None and (p["umur"] <= 6 or p["umur"] >= 60))
        or p["disabilitas"] == 1
        or (p["umur"] and 6 <= p["umur"] <= 21 and p["partisipasi_sekolah"] == 2 and (p["jenjang"] or 99) <= 17)
    }
    due_ = {f["family_id"] for f in families if (f["desil_nasional"] or 99) <= 4 and f["family_id"] in having}
    frame = programme_frame(release, "pkh")
    assert frame.schema == SCHEMA
    assert eligible(frame) == due_
    has = {f["family_id"] for f in families if f["penerima_pkh"] == 1}
    assert set(frame.filter(frame["has"])["unit_id"].to_pylist()) == has
    assert set(frame.filter(pc.is_valid(frame["place"]))["unit_id"].to_pylist()) == due_ - has
    assert frame["village_code"].to_pylist() == sorted(frame["village_code"].to_pylist())


def test_regional_cover_never_pays_for_a_workers_close_family(release, persons) -> None:
    workers = {p["family_id"] for p in persons if p["segmen_jkn"] == 3}
    due_ = {
        p["person_id"]
        for p in persons
        if (p["desil_nasional"] or 99) <= 4
        and p["segmen_jkn"] in (0, 2)
        and not (p["family_id"] in workers and p["hubungan"] in (1, 2, 3))
    }
    frame = programme_frame(release, "jkn_daerah")
    assert eligible(frame) == due_
    insured = {p["person_id"] for p in persons if p["segmen_jkn"] in (1, 3, 4)}
    assert not due_ & insured
    assert workers & {p["family_id"] for p in persons if p["person_id"] in due_}  # a worker's parents may be due


def test_the_waiting_list_runs_by_the_rules_order_then_the_poorest(release, families) -> None:
    score = {f["family_id"]: f["skor"] for f in families}
    frame = programme_frame(release, "sembako")
    waiting = frame.filter(pc.is_valid(frame["place"])).sort_by("place").to_pylist()
    assert [w["place"] for w in waiting] == list(range(1, len(waiting) + 1))
    keys = [(w["desil_nasional"], score[w["unit_id"]], w["family_id"]) for w in waiting]
    assert keys == sorted(keys)
    positions = [w["peringkat"] for w in waiting]
    assert positions == sorted(positions)
    assert 0 <= positions[0] < 0.01


def test_a_region_is_a_part_of_the_whole_with_an_order_of_its_own(release) -> None:
    whole, part = programme_frame(release, "pkh"), programme_frame(release, "pkh", "53.01")
    inside = whole.filter(pc.starts_with(whole["village_code"], "53.01."))
    same = [n for n in SCHEMA.names if n != "place"]
    assert part.select(same).equals(inside.select(same))
    wanted = inside.filter(pc.is_valid(inside["place"])).sort_by("place")["unit_id"]
    assert part.filter(pc.is_valid(part["place"])).sort_by("place")["unit_id"].to_pylist() == wanted.to_pylist()
    village = part["village_code"][0].as_py()
    assert set(programme_frame(release, "pip", village)["village_code"].to_pylist()) == {village}
    assert programme_frame(release, "pkh", "11").num_rows == 0


def test_the_same_question_has_the_same_answer_and_another_rule_another(release) -> None:
    assert programme_frame(release, "stunting").equals(programme_frame(release, "stunting"))
    rule = catalogue.programme("pkh").rules[-1]
    wider = programme_frame(release, "pkh", rule=replace(rule, decile_max=6))
    assert eligible(wider) > eligible(programme_frame(release, "pkh"))
    by_regency = programme_frame(release, "pkh", rule=replace(rule, scope="desil_kabupaten"))
    ranked = by_regency.filter(by_regency["eligible"])["desil_kabupaten"].to_pylist()
    assert max(ranked) == 4


def test_without_a_list_nobody_is_known_to_have_it_and_all_wait(release) -> None:
    frame = programme_frame(release, "rtlh")
    assert frame["has"].null_count == frame.num_rows
    assert pc.sum(frame["eligible"]).as_py() == frame.num_rows - frame["place"].null_count


def test_reasons_in_words(release) -> None:
    pkh = catalogue.programme("pkh")
    frame = programme_frame(release, pkh, "53.01").to_pylist()
    said = [(r, reason_words(pkh, r["reasons"], r["desil_nasional"])) for r in frame]
    for row, words in said:
        assert ("perlu diverifikasi" in words.id) == row["eligible"]
        assert ("belum terdaftar PKH" in words.id) == (row["has"] is False)
        assert ("di luar batas 1–4" in words.id) == ((row["desil_nasional"] or 0) > 4)
        assert ("desil tidak diketahui" in words.id) == (row["desil_nasional"] is None)
        assert row["eligible"] is False or f"desil {row['desil_nasional']};" in words.id
    short = reason_words(pkh, said[0][0]["reasons"], 2, verify=False)
    assert "perlu" not in short.id
    assert "PKH" in said[0][1].en


def test_the_familys_page_and_the_region_cannot_differ(release, families, persons) -> None:
    """The verdicts of single families are those of the frames, for every programme given there."""
    on = day_of(release)
    frames = {
        p.id: {r["unit_id"]: r for r in programme_frame(release, p, "53.01").to_pylist()}
        for p in catalogue.programmes().values()
        if p.given("53.01")
    }
    some = [f for f in families if f["village_code"].startswith("53.01.")][:3]
    for family in some:
        members = [p for p in persons if p["family_id"] == family["family_id"]]
        for standing in due.standings(family, members, family, on):
            rows_ = frames[standing.programme.id]
            for unit in standing.units:
                assert (unit.eligible, unit.has) == (rows_[unit.unit_id]["eligible"], rows_[unit.unit_id]["has"])
            owed = any(u.eligible and u.has is False for u in standing.units)
            assert standing.gap == owed


def test_what_cannot_be_answered_is_said(release) -> None:
    with pytest.raises(UserError) as caught:
        programme_frame(release, "phk")
    assert "pkh" in str(caught.value.render())
    with pytest.raises(UserError) as caught:
        programme_frame(release, "pkh", "5301")
    assert caught.value.code == "region-code-undotted"
