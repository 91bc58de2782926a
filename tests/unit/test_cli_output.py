"""Printing: exact decimals stay exact, dates are ISO, parquet needs a file, hidden cells show #."""

import datetime as dt
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat.cli.output import emit, emit_one, plain
from sepakat.core import Table, Text, UserError
from sepakat.core.table import Column


def test_plain_values():
    assert plain(Decimal("3.000000")) == 3
    assert plain(Decimal("3.5")) == 3.5
    assert plain({"a": (dt.date(2026, 1, 2), None)}) == {"a": ["2026-01-02", None]}


def test_json_and_csv(capsys):
    rows = [{"a": 1, "b": "x;y"}, {"a": None, "b": "z"}]
    emit(rows, "json")
    assert json.loads(capsys.readouterr().out) == rows
    emit(rows, "csv")
    assert capsys.readouterr().out == "a,b\n1,x;y\n,z\n"


def test_people_see_signs_and_notes(capsys, monkeypatch):
    monkeypatch.setenv("SEPAKAT_LANG", "id")
    data = pa.table({"value": [None, 12.5], "suppressed": [True, False]})
    emit(Table(data, Text("Judul", "Title"), notes=(Text("Catatan.", "Note."),)), "table")
    said = capsys.readouterr().out
    assert "#" in said
    assert "12,50" in said
    assert "disembunyikan demi kerahasiaan" in said
    assert "Catatan." in said


def test_parquet_needs_a_file(tmp_path):
    with pytest.raises(UserError) as problem:
        emit([{"a": 1}], "parquet")
    assert problem.value.code == "needs-out"
    emit([{"a": 1}], "parquet", tmp_path / "x.parquet")
    assert pq.read_table(tmp_path / "x.parquet").to_pylist() == [{"a": 1}]


def test_one_record(capsys, tmp_path):
    emit_one({"release": "20261122-01"}, "json", tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text()) == {"release": "20261122-01"}
    emit_one({"release": "x"}, "table")
    assert "release" in capsys.readouterr().out


def test_what_is_the_same_in_every_row_stands_once_and_heads_are_words(capsys: pytest.CaptureFixture[str]) -> None:
    data = pa.table({"region": ["53.01", "53.02"], "due": [5, 5], "release": ["r1", "r1"], "sign": ["", ""]})
    columns = (Column("region", Text("Wilayah", "Region")), Column("due", Text("Berhak", "Due")))
    emit(Table(data, Text("Sasaran", "Targets"), columns), "table")
    said = capsys.readouterr().out
    assert "Wilayah" in said and said.count("r1") == 1 and "release: r1" in said
    assert said.count("5 ") >= 2 and "sign" not in said  # figures that happen to agree stay
