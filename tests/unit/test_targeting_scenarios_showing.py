"""Figures that leave: noised, hidden where few, money that follows from them, payers that add up; who moves."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat import charts
from sepakat.core.cellkey import Noise
from sepakat.core.errors import UserError
from sepakat.core.text import Text, reading_in
from sepakat.engine.tabulating import noise_rule
from sepakat.targeting.scenarios import Scenario, best, curve, explained, figures, reallocation, run
from tests.scenario_people import SECRET, base

PKH = Scenario("A", "pkh", 4, cost=200_000, shares={"provinsi": 40.0, "kabupaten": 60.0},
               regional={"75.02": {"kabupaten": 100.0}})  # fmt: skip


def rows(table, **wanted):
    return [r for r in table.rows() if all(r[k] == v for k, v in wanted.items())]


def test_every_count_is_the_noised_one_of_its_units():
    """One by one, as the noise is defined: the sum of the record keys of the units served in a regency."""
    arrays = base(900)
    result = run(arrays, PKH)
    rule: Noise = noise_rule(arrays.day)
    told = {r["code"]: r["value"] for r in rows(figures([result], "kabupaten"), part="wilayah", item="terpilih")}
    for code, value in told.items():
        mine = [i for i in result.chosen.selected if arrays.villages[arrays.village[i]].startswith(code)]
        key = sum(int(arrays.keys[i]) for i in mine) % 2**64
        shown = int(rule.counts(np.array([len(mine)]), np.array([key], np.uint64), SECRET)[0])
        assert value == (shown if shown >= rule.minimum else None), code
    assert any(v is not None for v in told.values())


def test_money_follows_the_noised_counts_and_payers_add_up():
    result = run(base(900), PKH)
    table = figures([result], "kabupaten")
    served = {r["code"]: r["value"] for r in rows(table, part="wilayah", item="terpilih")}
    for row in rows(table, part="wilayah", item="biaya"):
        if served[row["code"]] is not None:
            assert row["value"] == served[row["code"]] * 200_000 * 12
    (total,) = rows(table, part="ringkasan", item="biaya")
    assert sum(r["value"] for r in rows(table, part="pembayar")) == pytest.approx(total["value"])
    own = {r["item"]: r["value"] for r in rows(table, part="wilayah", code="75.02") if r["item"].startswith("biaya_")}
    assert own["biaya_provinsi"] == 0, "that regency pays by itself"
    other = {r["item"]: r["value"] for r in rows(table, part="wilayah", code="75.01")}
    assert other["biaya_provinsi"] == pytest.approx(0.4 * other["biaya"])


def test_few_are_hidden_and_so_is_their_money():
    table = figures([run(base(60), Scenario("A", "pkh", 1, cost=1000.0))])
    assert all(r["value"] is None and r["sign"] == "few" for r in rows(table, part="wilayah", item="terpilih"))
    assert all(r["value"] is None for r in rows(table, part="pembayar"))
    assert all(r["suppressed"] == (r["value"] is None) for r in table.rows())


def test_places_under_a_limit_go_in_steps_for_the_public():
    arrays = base(900)
    one = Scenario("A", "pkh", 6, cost=1000.0, quota=57)
    assert run(arrays, one).chosen.served == 57
    assert run(arrays, one, step=10).chosen.served == 50
    free = Scenario("A", "pkh", 6, cost=1000.0)
    assert run(arrays, free, step=10).chosen.served == run(arrays, free).chosen.served, "without a limit nobody is cut"


def test_scenarios_stand_side_by_side_up_to_four():
    arrays = base(900)
    results = [run(arrays, Scenario(f"d{d}", "pkh", d, cost=1000.0)) for d in (2, 3, 4, 5)]
    table = figures(results)
    assert {r["scenario"] for r in table.rows()} == {1, 2, 3, 4}
    meant = [r["value"] for r in rows(table, part="ringkasan", item="sasaran")]
    assert meant == sorted(meant)
    with pytest.raises(UserError, match="skenario"):
        figures([*results, results[0]])


def test_a_level_above_the_region_is_refused():
    arrays = base(300, region="75.01")
    result = run(arrays, PKH)
    assert figures([result], "kecamatan")
    with pytest.raises(UserError) as caught:
        figures([result], "provinsi")
    assert caught.value.code == "scenario-level"


def test_a_quota_leaves_the_poorest_served_and_says_where_the_rest_is():
    table = figures([run(base(900), Scenario("A", "pkh", 4, cost=1000.0, quota=60))])
    served = {r["code"]: r["value"] for r in rows(table, part="desil", item="terpilih")}
    left = {r["code"]: r["value"] for r in rows(table, part="desil", item="tersisa")}
    assert served["1"] and not served["4"] and left["4"]
    assert set(served) == {"1", "2", "3", "4"}, "deciles that the rule cannot mean have no rows"


def test_who_enters_leaves_and_stays_adds_up_to_the_lists():
    arrays = base(900)
    result = run(arrays, Scenario("A", "pkh", 4, cost=1000.0, scope="ulang"))
    table = reallocation(result, "kabupaten")
    whole = {r["move"]: r["value"] for r in rows(table, part="semua")}
    assert abs(whole["keluar"] + whole["tetap"] - int(arrays.has.sum())) <= 16
    assert abs(whole["masuk"] + whole["tetap"] - result.chosen.served) <= 16
    assert whole["uang_pindah"] == whole["uang_sesudah"] - whole["uang_sebelum"]
    causes = {r["code"]: r["value"] for r in rows(table, part="sebab")}
    leaving = sum(v for c, v in causes.items() if c != "belum_terdaftar")
    assert abs(leaving - whole["keluar"]) <= 8 * len(causes)
    assert abs(causes["desil_tinggi"] - int((arrays.has & arrays.due & (arrays.deciles["nasional"] > 4)).sum())) <= 8


def test_the_curve_marks_its_pick_and_says_why():
    found = best(base(900), Scenario("A", "pkh", 4, cost=100_000, ceiling=80_000_000), "eksklusi")
    table = curve(found)
    picked = [r for r in table.rows() if r["picked"]]
    assert len(picked) == 1 and picked[0]["within"] and picked[0]["cost"] <= 80_000_000
    with reading_in("id"):
        assert picked[0]["rule"] in explained(found).id
    none = best(base(900), Scenario("A", "pkh", 4, cost=100_000, ceiling=10_000), "eksklusi")
    assert none.picked is None and "Tidak ada aturan" in explained(none).id


def test_the_search_asks_for_a_ceiling_and_for_cash_where_the_goal_is_the_gap():
    with pytest.raises(UserError):
        best(base(100), Scenario("A", "pkh", 4, cost=1.0))
    with pytest.raises(UserError):
        best(base(100, programme="pbi_jkn"), Scenario("A", "pbi_jkn", 4, cost=1.0, ceiling=10.0), "celah")


def test_pictures_tell_their_figures(tmp_path, monkeypatch):
    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))
    with reading_in("id"):
        svg = charts.draw("tradeoff", [(1.5, 60.0, False), (2.5, 43.3, True), (9.0, 20.0, False)],
                          title=Text("Biaya & hasil", "Cost"), cost=Text("biaya", "cost"),
                          height=Text("galat", "error"),
                          ceiling=3.0, release="R")  # fmt: skip
        assert "2,5: 43,3 (terpilih)" in svg and "Plafon: 3,0" in svg and "Biaya &amp; hasil" in svg
        svg = charts.draw("moves", [("Kupang", 12.0, 30.0), ("Belu", None, 14.0)], title=Text("Masuk", "In"),
                          unit="keluarga", release="R")  # fmt: skip
        assert "Kupang: keluar 12, masuk 30; Belu: keluar #, masuk 14 (keluarga)." in svg
        assert 'role="img"' in svg


def test_thousands_in_a_picture_stay_thousands(tmp_path, monkeypatch):
    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))
    with reading_in("id"):
        svg = charts.draw("bars", [("Provinsi", 1234.5)], title=Text("B", "B"), unit="juta rupiah", release="R")
        curve_ = charts.draw("tradeoff", [(0.0, 60.0, False), (4000.0, 43.3, True)], title=Text("A", "A"),
                             cost=Text("b", "c"), height=Text("g", "e"), ceiling=None, release="R")  # fmt: skip
    assert ">1.234,5<" in svg
    assert ">1.000<" in curve_
