"""Files of lists: marked on top and on every printed page, nothing in them runs, nothing typed gets into the audit."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.names import sheets
from sepakat.web.names.words import check_words

HEADS = (Text("Desa/kelurahan", "Village"), Text("Nama", "Name"))
EVIL = ['=HYPERLINK("http://x","a")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]


def test_formulas_are_defused_in_both_forms() -> None:
    rows = [("Desa A", name) for name in EVIL]
    text = sheets.write_csv(HEADS, rows, "=RAHASIA").decode("utf-8-sig")
    for line in text.split("\r\n"):
        for cell in line.split(";"):
            assert cell.lstrip('"')[:1] not in ("=", "+", "-", "@", "\t", "\r"), cell
    book = load_workbook(io.BytesIO(sheets.write_xlsx(HEADS, rows, "=RAHASIA")))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            assert cell.data_type in ("s", "inlineStr", "n"), cell.coordinate
    with zipfile.ZipFile(io.BytesIO(sheets.write_xlsx(HEADS, rows, "=RAHASIA"))) as raw:
        assert b"<f>" not in raw.read("xl/worksheets/sheet1.xml")


def test_the_mark_is_on_the_sheet_and_on_paper() -> None:
    line = "RAHASIA. Untuk Oka & Ina, permintaan DN-7."
    book = load_workbook(io.BytesIO(sheets.write_xlsx(HEADS, [("Desa A", "Budi")], line)))
    sheet = book.worksheets[0]
    assert sheet["A1"].value == line
    assert "Oka && Ina" in sheet.oddHeader.center.text
    assert "Oka && Ina" in sheet.oddFooter.center.text
    assert sheet.print_title_rows == "$1:$2"
    assert sheets.write_csv(HEADS, [("Desa A", "Budi")], line).decode("utf-8-sig").splitlines()[0] == line


@pytest.mark.parametrize(
    "text",
    ["cek 5301010101010001", "NIK 5301 0101 0101 0001 itu", "kartu 53.01.01.010101.0001", "5301-0101-0101-0001 saja"],
)
def test_words_hold_no_numbers_of_persons(text: str) -> None:
    with pytest.raises(UserError) as caught:
        check_words(text, Text("Alasan", "Reason"), Text("contoh", "example"))
    assert caught.value.code == "words-number"
    assert "5301" not in caught.value.render()


@pytest.mark.parametrize("text", ["Peraturan Bupati 12/2026 pasal 4", "tahap II tahun 2026, 1.200 keluarga"])
def test_words_may_hold_other_numbers(text: str) -> None:
    assert check_words(text, Text("Dasar", "Basis"), Text("contoh", "example")) == text


def test_traced_files_are_read_whole_or_in_part(tmp_path: Path) -> None:
    from sepakat.cli.commands.lists import rows_of

    rows = [("Desa A", "Budi"), ("Desa A", "Siti")]
    for extension, write in sheets.WRITERS.items():
        path = tmp_path / f"bocor.{extension}"
        path.write_bytes(write(HEADS, rows, "RAHASIA"))
        found = rows_of(path)
        assert [tuple(r) for r in found[-2:]] == rows
    other = tmp_path / "bocor.pdf"
    other.write_bytes(b"%PDF")
    with pytest.raises(UserError):
        rows_of(other)


def test_the_catalogue_of_choices_is_whole() -> None:
    """Every condition and column loads, fits its unit, and every purpose can be chosen somewhere."""
    from sepakat.catalogue.choosing import conditions, list_columns
    from sepakat.catalogue.purposes import choices, purposes

    assert len(conditions()) >= 10 and len(list_columns()) >= 20
    assert {c.unit for c in conditions().values()} == {"keluarga", "orang"}
    health = {c.id for c in list_columns().values() if c.specific}
    assert {"penyakit", "disabilitas", "hamil", "gizi", "jumlah_disabilitas", "rekening"} <= health
    assert {p.id for use in ("cari", "daftar", "warga") for p in choices(use)} == set(purposes())


def test_a_broken_column_file_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sepakat.catalogue import choosing

    (tmp_path / "list_columns").mkdir()
    (tmp_path / "list_columns" / "salah.toml").write_text(
        'tabel = "fakta"\nkolom = "lantay"\nsatuan = ["keluarga"]\nurutan = 1\n', encoding="utf-8"
    )
    monkeypatch.setattr(choosing, "HOME", tmp_path)
    whole: Any = choosing.list_columns.__wrapped__
    with pytest.raises(UserError) as caught:
        whole()
    assert "salah.toml" in caught.value.render()
