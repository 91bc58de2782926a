"""`sepakat overlap`: its columns are those of the manual, its figures those of the library."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from sepakat.cli import main


def call(capsys: pytest.CaptureFixture[str], lake: Path, *words: str) -> tuple[int, str, str]:
    code = main(["overlap", *words, "--lake", str(lake)])
    out = capsys.readouterr()
    return code, out.out, out.err


def rows(text: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_columns_are_those_of_the_manual(sample_lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(
        capsys, sample_lake, "regsosek", "dtks", "--region", "53", "--level", "kabupaten", "--by", "jenis_kelamin_kk",
        "--format", "csv",
    )  # fmt: skip
    found = rows(out)
    assert code == 0 and list(found[0]) == [
        "region", "level", "jenis_kelamin_kk", "irisan", "regsosek", "dtks", "value", "corrected", "corrected_low",
        "corrected_high", "sign", "suppressed", "release", "version",
    ]  # fmt: skip
    assert {r["irisan"] for r in found} == {"regsosek-dtks", "regsosek+dtks", "+dtks", "semua"}
    assert len({r["region"] for r in found}) == 22


def test_the_same_question_gives_the_same_figures_and_the_lists_have_names(
    sample_lake: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = call(capsys, sample_lake, "dtks", "pkh", "--region", "53.01", "--unit", "keluarga", "--format", "json")
    again = call(capsys, sample_lake, "dtks", "pkh", "--region", "53.01", "--unit", "keluarga", "--format", "json")
    assert first == again and first[0] == 0 and len(json.loads(first[1])) == 8
    _, listed, _ = call(capsys, sample_lake, "--lists", "--format", "json")
    assert {"regsosek", "dtks", "p3ke", "pkh", "pip"} <= {one["source"] for one in json.loads(listed)}


def test_the_poor_and_the_unlisted(sample_lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, poor, _ = call(capsys, sample_lake, "--region", "53", "--poor", "--format", "csv")
    assert {"region", "set", "poor", "none", "share"} <= set(rows(poor)[0])
    code, _, text = call(capsys, sample_lake, "--region", "53", "--unlisted")
    assert code == 0 and "pencocokan belum dijalankan" in text


def test_an_unknown_list_is_told_with_the_nearest(sample_lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capsys, sample_lake, "dtks", "pkx")
    assert code != 0 and "`pkx`" in err and "`pkh`" in err
