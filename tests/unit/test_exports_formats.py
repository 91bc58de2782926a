"""Each format on one small table with the traps of spreadsheets in it: a formula as a name, a hidden figure, a zero."""

from __future__ import annotations

import io
import json

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat import exports
from sepakat.core import Column, Table, Text, UserError
from sepakat.core.text import reading_in

COLUMNS = (
    Column("region", Text("Kode", "Code"), kind="code"),
    Column("name", Text("Wilayah", "Region"), kind="region"),
    Column("value", Text("Nilai", "Value"), "persen", 1),
    Column("n", Text("n", "n")),
    Column("suppressed", Text("Disembunyikan", "Hidden")),
)


def table(**facts: object) -> Table:
    data = pa.table(
        {
            "region": ["53.01", "53.02", "53.03"],
            "name": ["Kupang", '=HYPERLINK("x")', "@Belu; Timur"],
            "value": [1234.56, None, -0.04],
            "n": [120, None, 0],
            "suppressed": [False, True, False],
        }
    )
    given = {"columns": COLUMNS, "release": "20260301-01", "notes": (Text("Catatan satu.", "Note one."),)}
    return Table(data, Text("Judul", "Title"), **(given | facts))  # type: ignore[arg-type]


def test_folder_is_the_registry() -> None:
    assert list(exports.formats()) == ["csv", "xlsx", "json", "parquet"]
    assert all(f.label.id and f.label.en and "/" in f.mime for f in exports.formats().values())


def test_unknown_format_names_the_nearest() -> None:
    with pytest.raises(UserError) as caught:
        exports.write(table(), "xls")
    assert caught.value.code == "export-unknown"
    assert "xlsx" in str(caught.value)


def test_csv_opens_right_in_an_indonesian_excel() -> None:
    """The whole file, literally: BOM, semicolons, comma decimals, no thousands dots, CRLF, hidden = empty."""
    assert (
        exports.write(table(), "csv")
        == (
            "\ufeffKode;Wilayah;Nilai (persen);n;Disembunyikan\r\n"
            "'53.01;Kupang;1234,6;120;tidak\r\n"
            '\'53.02;"\'=HYPERLINK(""x"")";;;ya\r\n'
            "'53.03;\"'@Belu; Timur\";0,0;0;tidak\r\n"
        ).encode()
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("53.01", "'53.01"),  # a time, 53 hours 1 minute
        ("53.01.05", "'53.01.05"),
        ("53.01.05.2001", "'53.01.05.2001"),
        ("5301056103010001", "'5301056103010001"),  # 5,3E+15
        ("0012", "'0012"),
        ("17-08-2025", "'17-08-2025"),
        ("2E5", "'2E5"),
        ("53", "53"),
        ("2025", "2025"),
        ("Desil 1", "Desil 1"),
        ("5301••••••••0001", "5301••••••••0001"),
    ],
)
def test_text_that_excel_would_take_for_a_number_stays_text(text: str, written: str) -> None:
    assert (
        exports.write(Table(pa.table({"kode": [text]}), Text("a", "a")), "csv").decode("utf-8-sig").splitlines()[1]
        == written
    )


def test_csv_of_the_sample_says_so_on_every_row() -> None:
    lines = exports.write(table(sample=True), "csv").decode("utf-8-sig").splitlines()
    assert lines[0].endswith(";Keterangan")
    assert all(line.endswith(";data contoh") for line in lines[1:])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_defused(start: str) -> None:
    data = pa.table({"name": [f"{start}1+1"]})
    written = exports.write(Table(data, Text("a", "a")), "csv").decode("utf-8-sig").splitlines()[1]
    assert written.lstrip('"').startswith("'")


def test_xlsx_keeps_numbers_as_numbers_and_text_as_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exports.write(table(sample=True), "xlsx")))
    sheet = book["Data"]
    assert [c.value for c in sheet[1]] == ["Kode", "Wilayah", "Nilai (persen)", "n", "Disembunyikan"]
    assert [c.value for c in sheet[2]] == ["53.01", "Kupang", 1234.56, 120, "tidak"]
    assert sheet["B3"].value == '=HYPERLINK("x")'
    assert sheet["B3"].data_type == "s", "a formula would have type f"
    assert sheet["C3"].value is None
    notes = {(a.value, b.value) for a, b in book["Keterangan"].iter_rows(min_row=1, max_row=7)}
    assert {("Rilis data", "20260301-01"), ("Sifat data", "data contoh"), ("Catatan", "Catatan satu.")} <= notes


def test_xlsx_takes_control_characters() -> None:
    data = pa.table({"name": ["a\x00b\x0bc"]})
    book = openpyxl.load_workbook(io.BytesIO(exports.write(Table(data, Text("a", "a")), "xlsx")))
    assert book["Data"]["A2"].value == "abc"


def test_json_has_stable_names_and_unrounded_numbers() -> None:
    body = json.loads(exports.write(table(), "json"))
    assert (body["ok"], body["release"], body["sample"], body["title"]) == (True, "20260301-01", False, "Judul")
    assert body["rows"][0] == {"region": "53.01", "name": "Kupang", "value": 1234.56, "n": 120, "suppressed": False}
    assert body["rows"][1]["value"] is None
    assert body["rows"][1]["suppressed"] is True


def test_parquet_keeps_the_data_and_tells_where_they_come_from() -> None:
    read = pq.read_table(io.BytesIO(exports.write(table(), "parquet")))
    assert read.drop_columns([]).replace_schema_metadata().equals(table().data)
    facts = dict(json.loads(read.schema.metadata[b"sepakat"])[:2])
    assert facts["Rilis data"] == "20260301-01"


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "parquet"])
def test_same_table_same_bytes(extension: str) -> None:
    assert exports.write(table(), extension) == exports.write(table(), extension)


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "parquet"])
def test_a_table_without_rows_is_a_file_with_a_head(extension: str) -> None:
    empty = table().with_data(table().data.slice(0, 0))
    assert len(exports.write(empty, extension)) > 20


def test_english_reader_gets_english_heads() -> None:
    with reading_in("en"):
        assert exports.write(table(), "csv").decode("utf-8-sig").startswith("Code;Region;Value (persen)")
