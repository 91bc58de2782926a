"""The command line as the README tells it: from raw files to figures, and the exit status that scripts rely on.

One worker runs this file in order, because each step stands on the one before.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sepakat import cli
from sepakat.releasing import measuring


def sepakat(*arguments: object, lake: Path | None = None, status: int = 0) -> str:
    """Run the command in this process; give standard output, and what it said where it fails."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setenv("SEPAKAT_LANG", "id")
        if lake:
            patch.setenv("SEPAKAT_LAKE", str(lake))
        ended = cli.main([str(a) for a in arguments])
    assert ended == status, out.getvalue() + err.getvalue()
    return out.getvalue() + (err.getvalue() if status else "")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, sample_lake: Path) -> Path:
    """A copy of the shared lake that this file may change."""
    copy = tmp_path_factory.mktemp("cli") / "lake"
    shutil.copytree(sample_lake, copy)
    return copy


def test_help_reads_like_a_table_of_contents_and_scripts_get_the_exit_status():
    """In processes of their own, as scripts run it."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "SEPAKAT_LANG": "id"}
        command = [sys.executable, "-m", "sepakat.cli", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False)

    helped = run("--help")
    assert helped.returncode == 0, helped.stderr
    for group in ("sample", "ingest", "release", "welfare", "indicator", "region", "serve", "demo"):
        assert f"\n  {group} " in helped.stdout
    refused = run("indicator", "show", "rtlh_sgd")
    assert refused.returncode == 1 and "Traceback" not in refused.stderr


def test_a_mistyped_name_gets_the_nearest(lake: Path):
    assert "`release`" in sepakat("relase", status=2)
    assert "Maksud Anda `rtlh_sdg`?" in sepakat("indicator", "show", "rtlh_sgd", status=1)
    assert "53.01" in sepakat("indicator", "compute", "rtlh_sdg", "--region", "5301", lake=lake, status=1)


def test_build_from_a_folder_prints_the_release(shared: Path, lake: Path):
    """What the commands said that made the shared lake."""
    answer, published = (json.loads((shared / f"{name}.json").read_text()) for name in ("built", "published"))
    assert answer["read"] == answer["accepted"] + answer["rejected"]
    assert answer["families"] > 2900
    assert answer["skipped"] == [] or all("truth" not in one["file"] for one in answer["skipped"])
    assert published["release"] == answer["release"]
    listed = json.loads(sepakat("release", "list", "--format", "json", lake=lake))
    assert [(one["id"], one["current"]) for one in listed] == [(answer["release"], True)]


def test_verify_passes_and_finds_a_changed_byte(lake: Path):
    assert json.loads(sepakat("release", "verify", "--format", "json", lake=lake))["ok"] is True
    damaged = next((lake / "releases").glob("*/family/53.01.parquet"))
    original = damaged.read_bytes()
    damaged.chmod(0o644)
    try:
        damaged.write_bytes(original[:100] + bytes([original[100] ^ 1]) + original[101:])
        answer = json.loads(
            sepakat("release", "verify", "--format", "json", lake=lake, status=1).split("\n}")[0] + "\n}"
        )
        assert answer["ok"] is False
        assert any("53.01" in name for name, _ in answer["problems"])
    finally:
        damaged.write_bytes(original)


def test_export_of_ranks_holds_tenths_of_persons(lake: Path, tmp_path: Path):
    out = tmp_path / "rank.csv"
    columns = "family_id,village_code,members,desil_nasional,desil_provinsi,desil_kabupaten,persentil_nasional"
    sepakat("release", "export", "rank", "--columns", columns, "--out", out, lake=lake)
    with open(out, encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["desil_nasional"]]
    persons = sum(int(row["members"]) for row in rows)
    largest = max(int(row["members"]) for row in rows)
    for decile in range(1, 11):
        held = sum(int(row["members"]) for row in rows if row["desil_nasional"] == str(decile))
        assert abs(held - persons / 10) <= 2 * largest  # scores of two families may tie
    assert all(int(row["desil_nasional"]) == (int(row["persentil_nasional"]) - 1) // 10 + 1 for row in rows)


def test_identity_columns_never_leave(lake: Path, tmp_path: Path):
    for column in ("nik", "nama", "no_kk"):
        said = sepakat(
            "release",
            "export",
            "rank",
            "--columns",
            f"family_id,{column}",
            "--out",
            tmp_path / "x.csv",
            lake=lake,
            status=1,
        )
        assert "brankas" in said
    assert not (tmp_path / "x.csv").exists()


def test_indicator_rows_have_stable_fields_and_hide_small_cells(lake: Path):
    text = sepakat(
        "indicator", "compute", "rtlh_sdg", "--region", "53.01", "--level", "desa",
        "--by", "jenis_kelamin_kk,desil_nasional", "--release", "current", "--format", "json", lake=lake,
    )  # fmt: skip
    rows = json.loads(text)
    assert rows
    fields = [
        "indicator",
        "region",
        "level",
        "jenis_kelamin_kk",
        "desil_nasional",
        "value",
        "numerator",
        "denominator",
        "n",
        "suppressed",
        "release",
        "version",
    ]
    assert [name for name in rows[0] if name in fields] == fields
    for row in rows:
        hidden = [row[name] for name in ("value", "numerator", "denominator", "n")]
        if row["suppressed"]:
            assert hidden == [None] * 4
        else:
            assert row["n"] == 0 or row["n"] >= 10


def test_explain_gives_reasons_in_words(lake: Path, tmp_path: Path):
    sepakat("release", "export", "rank", "--columns", "family_id", "--out", tmp_path / "r.json", lake=lake)
    family = json.loads((tmp_path / "r.json").read_text())[0]["family_id"]
    assert "simulasi" in sepakat("welfare", "explain", family, lake=lake)


def test_another_base_makes_a_new_release_that_shares_the_facts(lake: Path, monkeypatch: pytest.MonkeyPatch):
    """But for its profile, which is the engine's and the slowest step."""
    monkeypatch.setattr(measuring, "write_profile", lambda *_: None)
    before = json.loads(sepakat("release", "list", "--format", "json", lake=lake))
    made = json.loads(sepakat("welfare", "rank", "--base", "keluarga", "--format", "json", lake=lake))
    assert made["release"] != before[-1]["id"]
    fact = f"releases/{made['release']}/family/53.01.parquet"
    old = f"releases/{before[-1]['id']}/family/53.01.parquet"
    assert (lake / fact).samefile(lake / old)
    assert json.loads(sepakat("release", "verify", made["release"], "--format", "json", lake=lake))["ok"] is True
    changed = json.loads(sepakat("release", "diff", before[-1]["id"], made["release"], "--format", "json", lake=lake))
    assert changed["units"] == [] or all(u["added"] == u["gone"] == 0 for u in changed["units"])
    assert changed["deciles"]


def test_dry_run_keeps_nothing_and_adds_up(lake: Path, raw_files: Path, tmp_path: Path):
    before = json.loads(sepakat("ingest", "list", "--format", "json", lake=lake))
    files = [raw_files / "regsosek2022k_keluarga.csv", raw_files / "regsosek2022k_anggota.csv"]
    answer = json.loads(
        sepakat(
            "ingest",
            "regsosek2022k",
            *files,
            "--dry-run",
            "--rejected",
            tmp_path / "tolak.csv",
            "--format",
            "json",
            lake=lake,
        )
    )
    assert answer["read"] == answer["accepted"] + answer["rejected"]
    assert json.loads(sepakat("ingest", "list", "--format", "json", lake=lake)) == before


def test_a_folder_that_is_no_lake_says_what_to_do(tmp_path: Path):
    assert "SEPAKAT_LAKE" in sepakat("release", "list", lake=tmp_path / "none", status=1)


def test_a_mistyped_folder_leaves_no_lake_behind(tmp_path: Path):
    (tmp_path / "kosong").mkdir()
    for folder in ("tidak-ada", "kosong"):
        sepakat("release", "build", "--from", tmp_path / folder, lake=tmp_path / "lake", status=1)
    assert not (tmp_path / "lake").exists()


def test_a_release_tells_its_regions(lake: Path):
    said = sepakat("release", "show", lake=lake)
    assert "53.01" in said and "Kabupaten Kupang" in said
