"""Lists by rule and by overlap: who is in them, against plain counting on the frames; reasons; the same twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pytest

from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.lake import Lake
from sepakat.targeting import eligibility, lists
from sepakat.targeting.selection import Selection
from tests.names_cast import copied


@pytest.fixture(scope="module")
def lake(sample_lake: Path) -> Lake:
    return Lake.open(copied(sample_lake))


def made(lake: Lake, chosen: Selection) -> lists.Listing:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    tables, columns = lists.grant_tables(chosen), lists.grant_columns(chosen)
    grant = Grant("uji", "uji", "uji", tables, (chosen.region,), until, columns)
    return lists.make(lake, lake.release("current"), grant, chosen, 50_000)


COLUMNS = ("nama", "urutan_antrean", "alasan", "hak_lain")


def test_a_waiting_list_is_the_rule_s_first_in_its_order(lake: Lake) -> None:
    release = lake.release("current")
    chosen = Selection("53.01", "keluarga", programme="pkh", receipt="antrean", first=25, columns=COLUMNS)
    listing = made(lake, chosen)
    frame = eligibility.programme_frame(release, "pkh", "53.01")
    wanted = {r["unit_id"]: r for r in frame.to_pylist() if r["place"] is not None and r["place"] <= 25}
    assert {r.family_id for r in listing.rows} == set(wanted) and len(wanted) == 25
    assert lists.size(release, chosen) == 25
    heads = [h.id for h in listing.heads]
    at = {name: heads.index(name) for name in ("Urutan daftar tunggu", "Alasan", "Seharusnya dapat, belum")}
    for row in listing.rows:
        told = wanted[row.family_id]
        assert row.cells[at["Urutan daftar tunggu"]] == str(told["place"])
        assert f"desil {told['desil_nasional']}" in row.cells[at["Alasan"]]
        assert "PKH" not in row.cells[at["Seharusnya dapat, belum"]].split("; ")


def test_due_not_receiving_and_receiving_not_due(lake: Lake) -> None:
    release = lake.release("current")
    frame = eligibility.programme_frame(release, "pkh", "53.01").to_pylist()
    due = {r["unit_id"] for r in frame if r["eligible"] and not r["has"]}
    beyond = {r["unit_id"] for r in frame if r["has"] and not r["eligible"]}
    assert due and beyond
    for receipt, wanted in (("berhak_belum", due), ("menerima_tidak_berhak", beyond)):
        chosen = Selection("53.01", "keluarga", programme="pkh", receipt=receipt, columns=("nama",))
        assert {r.family_id for r in made(lake, chosen).rows} == wanted


def test_what_else_a_family_is_due_follows_the_other_rules(lake: Lake) -> None:
    release = lake.release("current")
    chosen = Selection("53.01", "keluarga", programme="pkh", receipt="berhak_belum", columns=("hak_lain",))
    told = {r.family_id: r.cells[1] for r in made(lake, chosen).rows}
    frame = eligibility.programme_frame(release, "sembako", "53.01")
    due = set(
        frame.filter(pc.and_(frame["eligible"], pc.invert(pc.fill_null(frame["has"], False))))["unit_id"].to_pylist()
    )
    named = {family for family, words in told.items() if any("embako" in w for w in words.split("; "))}
    assert named == due & set(told) and named


def test_a_list_by_scenario_is_whom_it_serves_in_its_order(lake: Lake) -> None:
    """The scenario's quota holds in its region; a list of a part has those of them who live there."""
    from sepakat.targeting import scenarios, serving
    from sepakat.targeting.scenarios.choosing import choose

    release = lake.release("current")
    asked = scenarios.Scenario("uji", "pkh", 2, quota=15)
    text = serving.kept(asked, "53.01")
    chosen = Selection(
        "53.01", "keluarga", programme="pkh", receipt="skenario", scenario=text, columns=("urutan_antrean",)
    )
    base = scenarios.load(release, "pkh", "53.01")
    picked = choose(base, asked)
    wanted = base.unit_id[picked.candidates[: picked.served]].tolist()
    told = {r.family_id: int(r.cells[1]) for r in made(lake, chosen).rows}
    assert [f for f, _ in sorted(told.items(), key=lambda t: t[1])] == wanted and len(wanted) == 15
    village = made(lake, chosen).rows[0].village
    part = Selection(village, "keluarga", programme="pkh", receipt="skenario", scenario=text, columns=("nama",))
    assert {r.family_id for r in made(lake, part).rows} == {
        r.family_id for r in made(lake, chosen).rows if r.village == village
    }
    assert serving.kept(scenarios.Scenario("nama lain", "pkh", 2, quota=15), "53.01") == text
    with pytest.raises(UserError) as caught:
        Selection("53.02", "keluarga", programme="pkh", receipt="skenario", scenario=text).check()
    assert caught.value.code == "list-scenario"


def test_an_overlap_is_counted_by_person_and_by_family(lake: Lake) -> None:
    """Against the registries' own hashes where no matching run is kept."""
    from sepakat.matching.overlap import memberships

    release = lake.release("current")
    for unit, key in (("keluarga", "family_id"), ("orang", "person_id")):
        known = memberships(lake, release, ("regsosek", "dtks", "p3ke"), unit).to_pylist()
        wanted = {
            r[key]
            for r in known
            if r[key] is not None and r["regsosek"] and r["dtks"] and not r["p3ke"]
            and r["village_code"].startswith("53.01.")
        }  # fmt: skip
        chosen = Selection("53.01", unit, overlap="regsosek+dtks-p3ke", columns=("nama",))
        rows = made(lake, chosen).rows
        assert {r.family_id if unit == "keluarga" else r.persons[0] for r in rows} == wanted and wanted


def test_the_same_rule_on_the_same_release_holds_the_same(lake: Lake) -> None:
    chosen = Selection("53.01", "keluarga", programme="pkh", receipt="antrean", first=40, columns=COLUMNS[:3])
    first, second = made(lake, chosen), made(lake, chosen)
    assert first == second
    assert first.facts == second.facts
    fewer = Selection("53.01", "keluarga", programme="pkh", receipt="antrean", first=39, columns=COLUMNS[:3])
    assert made(lake, fewer).facts.sha256 != first.facts.sha256


def test_people_whom_only_other_registries_know_are_listed_by_what_those_say(lake: Lake) -> None:
    from sepakat.matching import overlap

    release = lake.release("current")
    chosen = Selection("53.01", "orang", columns=("nama", "nik", "jenis_kelamin"), overlap="dtks-regsosek")
    listing = made(lake, chosen)
    known = overlap.memberships(lake, release, ["regsosek", "dtks"]).to_pylist()
    wanted = {r["id"] for r in known if r["dtks"] and not r["regsosek"] and r["village_code"].startswith("53.01.")}
    assert {r.entry for r in listing.rows} == wanted and len(wanted) == lists.size(release, chosen) > 0
    assert all(r.cells[1] and r.village.startswith("53.01.") and not r.persons for r in listing.rows)
    assert listing.facts == made(lake, chosen).facts
    both = made(lake, replace(chosen, overlap="dtks+p3ke-regsosek"))
    assert {r.entry for r in both.rows} < wanted
    for amiss in ({"unit": "keluarga"}, {"decile": 4}, {"columns": ("alasan",)}, {"conditions": ("lansia_orang",)}):
        with pytest.raises(UserError):
            replace(chosen, **amiss).check()
