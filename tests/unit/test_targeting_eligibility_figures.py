"""Figures for everyone, the waiting list under a grant, and rules tried on past releases."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.compute as pc
import pytest
from click.testing import CliRunner

from sepakat import catalogue
from sepakat.cli import tree
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.engine import tabulate
from sepakat.lake import Lake, Release
from sepakat.targeting.counts import FIGURES, due_for, reasons_for
from sepakat.targeting.eligibility import programme_frame
from sepakat.targeting.trying import backtest
from sepakat.targeting.waiting import TABLE, content_hash, waiting_list
from tests.names_cast import copied


@pytest.fixture(scope="module")
def lake(sample_lake: Path) -> Lake:
    return Lake.open(copied(sample_lake))


@pytest.fixture(scope="module")
def release(lake: Lake) -> Release:
    return lake.release("current")


def test_figures_are_the_frames_counts_within_the_noise(release) -> None:
    frame = programme_frame(release, "pkh", "53")
    true = {
        "total": frame.num_rows,
        "due": pc.sum(frame["eligible"]).as_py(),
        "has": pc.sum(frame["has"]).as_py(),
        "gap": pc.sum(pc.and_(frame["eligible"], pc.invert(frame["has"]))).as_py(),
        "waiting": frame.num_rows - frame["place"].null_count,
    }
    (row,) = due_for(release, "pkh", "53").rows()
    for name, count in true.items():
        assert abs(row[name] - count) <= 8, name
    assert any(row[name] != count for name, count in true.items())  # noise there is
    assert due_for(release, "pkh", "53").rows() == [row]


def test_the_noise_is_that_of_the_free_tables(release) -> None:
    (row,) = due_for(release, "pkh", "53").rows()
    assert row["total"] == tabulate(release, "keluarga", where="53").meta["whole"]["n"]
    free = tabulate(release, "keluarga", {"desil_nasional": 1}, "53").meta["whole"]["n"]
    (poorest,) = due_for(release, "kemiskinan_ekstrem", "53").rows()
    assert poorest["due"] == free


def test_parts_and_hidden_figures(release) -> None:
    found = due_for(release, "pkh", "53", "kecamatan")
    assert len(found) > 30
    assert found.protected
    for row in found:
        marked = {part.split(":")[0] for part in row["sign"].split()}
        for name in FIGURES:
            assert (row[name] is None) == (name in marked)
            assert row[name] is None or row[name] >= 10
    assert any("few" in row["sign"] for row in found)
    village = due_for(release, "pkh", found.rows()[0]["region"], "desa")
    assert {r["level"] for r in village} == {"desa"}
    (whole,) = due_for(release, "rtlh", "53").rows()
    assert (whole["gap"], "gap:list" in whole["sign"], whole["waiting"]) == (None, True, whole["due"])


def test_reasons_speak_for_and_against(release) -> None:
    found = {r["reason"]: r for r in reasons_for(release, "jkn_daerah", "53")}
    assert found["sudah ditanggung pemberi kerja"]["against"]
    assert found["sudah ditanggung pemberi kerja"]["due"] is None  # nobody: too few to show
    assert found["belum punya jaminan kesehatan menurut daftar peserta"]["due"] > 100


def test_a_waiting_list_needs_a_grant_for_its_region_and_is_recorded(lake, release) -> None:
    log = lake.vault.path / "access.jsonl"
    grant = Grant("uji", "perencana", "menyiapkan verifikasi", (TABLE,), ("53.01",))
    before = len(log.read_text().splitlines()) if log.exists() else 0
    found = waiting_list(lake, release, grant, "pkh", "53.01")
    told = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(told) == before + 1
    assert (told[-1]["table"], told[-1]["rows"], told[-1]["purpose"]) == (TABLE, len(found), "menyiapkan verifikasi")
    assert found.column("place") == list(range(1, len(found) + 1))
    assert all("belum terdaftar PKH" in words for words in found.column("reasons"))
    assert any("pip" in also.split() for also in found.column("also_due"))
    assert not {"nik", "nama", "alamat", "no_kk"} & set(found.data.column_names)
    assert found.meta["hash"] == content_hash(found.data)
    assert waiting_list(lake, release, grant, "pkh", "53.01", most=3).rows() == found.rows()[:3]
    for other, code in (("53.02", "waiting-region"), ("53", "waiting-region")):
        with pytest.raises(UserError) as caught:
            waiting_list(lake, release, grant, "pkh", other)
        assert caught.value.code == code
    with pytest.raises(UserError) as caught:
        waiting_list(lake, release, Grant("uji", "x", "y", ("identity",), ("53.01",)), "pkh", "53.01")
    assert caught.value.code == "grant-table"


def test_a_rule_tried_on_a_release_that_is_its_own_next_stays_as_it_was(release) -> None:
    pkh = catalogue.programme("pkh")
    (row,) = backtest([release, release], pkh, None, "53").rows()
    (now,) = due_for(release, "pkh", "53").rows()
    assert row["chosen"] == now["due"]
    assert row["share_still_poor"] is None or row["share_still_poor"] == 100.0
    assert abs(row["receiving"] - now["both"]) <= 8
    assert row["newly_due"] is None
    assert 30 < row["share_receiving"] < 60
    assert backtest([release], pkh, None, "53").rows() == []


def _run(lake: Lake, *args: str) -> str:
    told = CliRunner().invoke(tree, ["target", *args, "--lake", str(lake.path)])
    assert told.exit_code == 0, (told.output, told.exception)
    return told.stdout


def test_the_command_counts_for_anyone_and_lists_with_a_purpose(lake, release, tmp_path) -> None:
    rows = json.loads(_run(lake, "pkh", "--region", "53", "--level", "kabupaten", "--format", "json"))
    assert [r["due"] for r in rows] == due_for(release, "pkh", "53", "kabupaten").column("due")
    every = json.loads(_run(lake, "--region", "53", "--format", "json"))
    assert {r["programme"] for r in every} >= {"pkh", "jkn_daerah", "stunting"}
    assert "pkh_plus_jatim" not in {r["programme"] for r in every}
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file in files:
        _run(lake, "pkh", "--region", "53.01", "--list", "--purpose", "verifikasi lapangan", "--most", "9",
             "--format", "csv", "--out", str(file))  # fmt: skip
    assert files[0].read_bytes() == files[1].read_bytes()
    bare = CliRunner().invoke(tree, ["target", "pkh", "--region", "53.01", "--list", "--lake", str(lake.path)])
    assert bare.exit_code != 0
    wrong = CliRunner().invoke(tree, ["target", "pkh", "--region", "53", "--try-on", "x", "--lake", str(lake.path)])
    assert wrong.exit_code != 0
