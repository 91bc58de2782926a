"""Scenarios on the sample release: the arrays are the release's facts, the errors hold against the truth, and page and
command line print the library's figures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sepakat.cli import tree
from sepakat.core import duck
from sepakat.core.cellkey import record_key
from sepakat.core.errors import UserError
from sepakat.lake import Lake, Release
from sepakat.lake import cells as lake_cells
from sepakat.targeting import scenarios
from sepakat.targeting.scenarios import Base, Scenario
from sepakat.targeting.scenarios.base import BY_EMPLOYEE


@pytest.fixture(scope="module")
def families(release: Release) -> Base:
    return scenarios.load(release, "pkh", "53")


@pytest.fixture(scope="module")
def persons(release: Release) -> Base:
    return scenarios.load(release, "pbi_jkn", "53")


def facts(release: Release, table: str, columns: str, order: str) -> pa.Table:
    con = duck.connect()
    try:
        return duck.arrow(con, f"SELECT {columns} FROM {duck.parquet(release.files(table))} ORDER BY {order}")
    finally:
        con.close()


def test_arrays_are_the_facts_of_the_release(release, families):
    told = facts(release, "frame_family", "family_id, desil_nasional, penerima_pkh, skor", "village_code, family_id")
    assert families.unit_id.tolist() == told["family_id"].to_pylist()
    assert families.deciles["nasional"].tolist() == [d or 0 for d in told["desil_nasional"].to_pylist()]
    assert families.has.tolist() == [v == 1 for v in told["penerima_pkh"].to_pylist()]
    score = np.array([np.nan if s is None else s / 1e6 for s in told["skor"].to_pylist()])
    assert np.allclose(families.score, score, equal_nan=True)
    assert families.listed and families.known[:2] == ("disabilitas", "hamil")


def test_a_family_is_in_a_group_when_one_member_is(release, families):
    told = facts(release, "frame_person", "family_id, disabilitas, hamil", "person_id").to_pylist()
    disabled = {r["family_id"] for r in told if r["disabilitas"] == 1}
    pregnant = {r["family_id"] for r in told if r["hamil"] == 1}
    assert disabled and pregnant
    assert set(families.unit_id[families.bits & 1 != 0].tolist()) == disabled
    assert set(families.unit_id[families.bits & 2 != 0].tolist()) == pregnant


def test_record_keys_are_those_of_the_free_tables(release, families):
    secret = lake_cells.of_release(release.path)
    for i in (0, 7, len(families) - 1):
        assert int(families.keys[i]) == record_key(secret, "keluarga", int(families.unit_id[i]))


def test_nobody_with_a_segment_of_their_own_is_counted_as_an_employees_family(release, persons):
    told = facts(release, "frame_person", "person_id, family_id, segmen_jkn, hubungan", "village_code, person_id")
    rows = told.to_pylist()
    workers = {r["family_id"] for r in rows if r["segmen_jkn"] == 3 and r["hubungan"] in (1, 2)}
    mine = [r for r, code in zip(rows, persons.insurer.tolist(), strict=True) if code == BY_EMPLOYEE]
    assert mine
    assert all(r["segmen_jkn"] in (0, None) and r["family_id"] in workers and r["hubungan"] <= 3 for r in mine)
    result = scenarios.run(persons, Scenario("a", "pbi_jkn", 4, cost=42_000))
    paid = {rows[i]["person_id"] for i in result.chosen.selected.tolist()}
    assert paid.isdisjoint({r["person_id"] for r in mine} | {r["person_id"] for r in rows if r["segmen_jkn"]})


def test_stated_errors_are_near_the_truth(sample_lake, release, families, raw_files):
    """Against the truth folder, among families truly in deciles 1-4: recipients of PKH today and after a scenario. The
    list of the sample follows another registry than our score; left out of account, inclusion today would come out at
    0.42 where the truth is 0.17."""
    truth = pq.read_table(Path(raw_files) / "truth" / "families.parquet").to_pylist()
    lake = Lake.open(sample_lake)
    key = next(k for k in ("family_key", "regsosek_key") if k in truth[0])
    hashed = lake.vault.key_hash([r[key] for r in truth]).to_pylist()
    keys = facts(release, "key_family", "family_id, family_key_hash", "family_id").to_pylist()
    by_hash = {r["family_key_hash"]: r["family_id"] for r in keys}
    ratio = {by_hash[h]: r["pengeluaran_kapita"] / r["garis_kemiskinan"] for h, r in zip(hashed, truth, strict=True)
             if h in by_hash}  # fmt: skip
    cut = np.quantile(np.array(list(ratio.values())), 0.4)
    known = np.array([ratio.get(int(i), np.nan) for i in families.unit_id])
    counted = families.ranked & ~np.isnan(known)
    due = counted & families.due & (known < cut)
    result = scenarios.run(families, Scenario("a", "pkh", 4, cost=200_000))
    for reach, stated in ((families.has, result.errors_now), (families.has | result.selected, result.errors)):
        exclusion = (due & ~reach).sum() / due.sum()
        inclusion = (counted & reach & ~due).sum() / (counted & reach).sum()
        for name, true in (("exclusion", exclusion), ("inclusion_of_beneficiaries", inclusion)):
            figure = stated[name]
            assert figure.low - 0.01 <= true <= figure.high + 0.01, name


def test_an_expression_narrows_the_rule(release, families):
    told = facts(release, "frame_family", "family_id, jumlah_lansia", "village_code, family_id")
    old = np.array([(n or 0) > 0 for n in told["jumlah_lansia"].to_pylist()])
    wide = scenarios.run(families, Scenario("a", "pkh", 4, cost=1.0))
    narrow = scenarios.run(families, Scenario("a", "pkh", 4, cost=1.0, condition="jumlah_lansia > 0"))
    assert narrow.chosen.rule.tolist() == (wide.chosen.rule & old).tolist()
    with pytest.raises(UserError):
        scenarios.run(families, Scenario("a", "pkh", 4, cost=1.0, condition="nama = 'x'"))


FILE = """
program = "pkh"
biaya = 200000
plafon = 400_000_000
[aturan]
desil_maks = 4
[pembayar]
provinsi = 25
kabupaten = 75
[[skenario]]
nama = "A"
[[skenario]]
nama = "B"
cakupan = "ulang"
"""


def asked(folder: Path, lake: Path, *more: str):
    path = folder / "s.toml"
    path.write_text(FILE, encoding="utf-8")
    arguments = ["scenario", str(path), "--region", "53", "--lake", str(lake), *more]
    return CliRunner().invoke(tree, arguments, catch_exceptions=False)


def test_the_command_prints_the_library_s_figures(tmp_path, sample_lake, families):
    said = asked(tmp_path, sample_lake, "--format", "json")
    assert said.exit_code == 0, said.output
    made = scenarios.load_file(tmp_path / "s.toml", families.day)
    table = scenarios.figures([scenarios.run(families, one, step=10) for one in made])
    assert json.loads(said.output) == table.rows()
    assert asked(tmp_path, sample_lake, "--format", "json").output == said.output, "identical twice"


@pytest.mark.parametrize(("more", "column"), [(("--best", "eksklusi"), "picked"), (("--moves",), "move")])
def test_the_command_s_other_answers(tmp_path, sample_lake, more, column):
    said = asked(tmp_path, sample_lake, *more, "--format", "csv", "--out", str(tmp_path / "out.csv"))
    assert said.exit_code == 0, said.output
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert column in lines[0].split(",") and len(lines) > 5
    with pytest.raises(UserError):
        asked(tmp_path, sample_lake, "--best", "celah", "--moves")


def test_a_region_that_the_release_does_not_hold_says_so(release):
    with pytest.raises(UserError) as caught:
        scenarios.load(release, "pkh", "75")
    assert caught.value.code == "scenario-empty"


def test_arrays_that_were_kept_give_the_same_figures(release: Release, families: Base, tmp_path: Path) -> None:
    from sepakat.targeting.scenarios import keeping

    path = tmp_path / "kept" / "a.npz"
    keeping.write(families, path)
    again = keeping.read(release, path)
    asked = Scenario("uji", "pkh", 3, quota=200)
    first, second = (scenarios.figures([scenarios.run(base, asked)]) for base in (families, again))
    assert first.data.equals(second.data) and first.notes == second.notes
    assert (again.condition or str)("members > 4").tolist() == (families.condition or str)("members > 4").tolist()
    assert families.secret not in path.read_bytes() and path.stat().st_mode & 0o77 == 0
