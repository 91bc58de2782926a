"""Every file format gives the same staging table: text, numbered rows, nothing lost; spoilt files give a sentence."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.sources import direct, formats, stage
from sepakat.sources.fields import teks
from sepakat.sources.formats import csv as csv_format
from sepakat.sources.formats import xlsx
from sepakat.sources.formats.base import text
from sepakat.sources.model import Key, Role, Source
from sepakat.sources.staging import Staged

ROLE = Role(
    "list",
    "facility",
    Text("uji", "test"),
    (teks("a", "kolom a"), teks("b", "kolom b")),
    ("kolom a",),
    Key((("kolom a", 0),)),
    "a",
)
SOURCE = Source("uji", Text("uji", "test"), (ROLE,), Text("-", "-"), "-", ("-",), "orang")


def _stage(path: Path) -> Staged:
    return stage(path, SOURCE, "list", path.with_suffix(".tahap.parquet"))


def _rows(staged: Staged) -> list[tuple]:
    table = pq.read_table(staged.path)
    assert {str(f.type) for f in table.schema if f.name != "_row"} == {"string"}
    return [tuple(row.values()) for row in table.to_pylist()]


def _csv(tmp_path: Path, content: bytes | str, encoding: str = "utf-8") -> Staged:
    path = tmp_path / "uji.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return _stage(path)


# -- CSV ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_csv_separators(tmp_path: Path, mark: str) -> None:
    staged = _csv(tmp_path, f"kolom a{mark}kolom b\n1{mark}dua\n3{mark}\n")
    assert _rows(staged) == [(1, "1", "dua", None), (2, "3", None, None)]
    assert staged.notes["pemisah"] == mark


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_csv_encodings(tmp_path: Path, encoding: str) -> None:
    staged = _csv(tmp_path, "kolom a;kolom b\nSão Tomé;Désa Ä\n" * 1, encoding)
    assert staged.columns == ("kolom a", "kolom b")
    assert _rows(staged) == [(1, "São Tomé", "Désa Ä", None)]


def test_a_few_bad_bytes_do_not_turn_utf8_into_latin1(tmp_path: Path) -> None:
    good = "é" * 50
    staged = _csv(tmp_path, f"kolom a;kolom b\n{good};".encode() + b"\xff\n")
    assert _rows(staged)[0][1] == good


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_line_ends_and_the_last_line_without_one(tmp_path: Path, end: str) -> None:
    assert len(_rows(_csv(tmp_path, f"kolom a;kolom b{end}1;2{end}3;4"))) == 2


def test_csv_quotes_separators_and_line_breaks_inside_cells(tmp_path: Path) -> None:
    staged = _csv(tmp_path, 'kolom a;kolom b\n"satu; dua";"baris 1\nbaris 2"\n"kata ""kutip""";5" pipa\n')
    assert _rows(staged) == [(1, "satu; dua", "baris 1 baris 2", None), (2, 'kata "kutip"', '5" pipa', None)]


def test_quoted_lines_read_the_same_either_way(tmp_path: Path) -> None:
    """The short cut for quotes around whole cells gives what the cell-by-cell reader gives, or steps back."""
    import csv as reference

    from sepakat.sources.formats.csv import _plainly_quoted

    lines = [
        '"a;b";c',
        'a;"b;c"',
        '"a";"b"',
        '"";x',
        'x;""',
        '"a"',
        '"a;b"',
        ';"x";',
        '"a""b";c',
        'a"b;c',
        '"a"x;b',
        '"a;b',
        '""""',
        '"a";"b',
    ]
    taken = 0
    for line in lines:
        short = _plainly_quoted(line, ";")
        if short is not None:
            taken += 1
            assert short.split("\x1f") == next(reference.reader([line], delimiter=";"))
    assert taken == 8


def test_a_quote_that_never_closes_breaks_one_row_only(tmp_path: Path) -> None:
    lines = "\n".join(f"{n};x" for n in range(500))
    staged = _csv(tmp_path, f'kolom a;kolom b\n1;"buka\n{lines}\n')
    rows = _rows(staged)
    assert staged.broken == 1
    assert rows[0][3] == "tanda kutip tidak ditutup"
    assert len(rows) == 501
    assert rows[-1][:2] == (501, "499")


def test_ragged_rows_are_kept_apart_and_shift_nothing(tmp_path: Path) -> None:
    staged = _csv(tmp_path, "kolom a;kolom b\n1;2\n3\n4;5;6\n7;8;;\n")
    assert [(r[0], r[1], r[3]) for r in _rows(staged)] == [
        (1, "1", None), (2, "3", "sel kurang"), (3, "4", "sel berlebih"), (4, "7", None),
    ]  # fmt: skip
    assert (staged.rows, staged.broken) == (4, 2)


def test_empty_rows_are_no_rows_but_keep_their_number(tmp_path: Path) -> None:
    staged = _csv(tmp_path, "kolom a;kolom b\n\n1;2\n;\n  ; \n3;4\n\n")
    assert [r[0] for r in _rows(staged)] == [2, 5]


def test_nul_bytes_and_control_characters(tmp_path: Path) -> None:
    staged = _csv(tmp_path, b"kolom a;kolom b\n1\x00;\x1f2\x00\x00\n")
    assert _rows(staged) == [(1, "1", "2", None)]


def test_what_stands_for_nothing_is_nothing(tmp_path: Path) -> None:
    rows = _rows(_csv(tmp_path, "kolom a;kolom b\nx;NULL\nx;-\nx;nan\nx;0\nx;--\n"))
    assert [r[2] for r in rows] == [None, None, None, "0", "--"]


def test_headers_twice_empty_and_only(tmp_path: Path) -> None:
    staged = _csv(tmp_path, "kolom a;;kolom a;KOLOM A\n1;2;3;4\n")
    assert staged.columns == ("kolom a", "kolom_2", "kolom a.2", "KOLOM A.3")
    assert staged.twice == ("kolom a", "KOLOM A")
    assert _csv(tmp_path, "kolom a;kolom b\n").rows == 0


def test_a_title_above_the_header_and_excels_sep_line(tmp_path: Path) -> None:
    staged = _csv(tmp_path, "sep=;\nDaftar keluarga;\nkolom a;kolom b\n1;2\n")
    assert staged.columns == ("kolom a", "kolom b")
    assert [r[1] for r in _rows(staged)] == ["1"]


def test_a_long_file_goes_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sepakat.sources.formats.base.CELLS_PER_BATCH", 1)
    body = "".join(f"{n};{n * 2}\n" for n in range(1_234))
    staged = _csv(tmp_path, "kolom a;kolom b\n" + body)
    rows = _rows(staged)
    assert [r[0] for r in rows] == list(range(1, 1_235))
    assert rows[-1][1:3] == ("1233", "2466")
    assert pq.ParquetFile(staged.path).num_row_groups == 3


def test_a_line_without_end_is_cut_not_swallowed_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_format, "_LONGEST_LINE", 50)
    staged = _csv(tmp_path, "kolom a;kolom b\n" + "x" * 500 + "\n1;2\n")
    assert [r[0] for r in _rows(staged)] == [1, 2]


# -- other formats -----------------------------------------------------------------------------------------------------


def _workbook(path: Path, sheets: dict[str, list[list]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_xlsx_types_become_what_a_person_typed(tmp_path: Path) -> None:
    path = tmp_path / "uji.xlsx"
    rows = [["kolom a", "kolom b"], [1.0, dt.date(2022, 10, 20)], [2.5, True], [None, None], ["0012", " x "]]
    _workbook(path, {"Catatan": [["bebas"]], "Data": rows})
    staged = _stage(path)
    assert staged.notes["lembar"] == "Data"
    assert _rows(staged) == [
        (1, "1", "2022-10-20", None), (2, "2.5", "1", None), (4, "0012", "x", None),
    ]  # fmt: skip


def test_a_large_sheet_is_streamed_and_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "uji.xlsx"
    _workbook(path, {"Data": [["kolom a", "kolom b"], [1, dt.datetime(2022, 10, 20, 7, 30)], ["x", None]]})
    fast = _rows(_stage(path))
    monkeypatch.setattr(xlsx, "STREAM_ABOVE", 0)
    assert _rows(_stage(path)) == fast == [(1, "1", "2022-10-20 07:30:00", None), (2, "x", None, None)]


@pytest.mark.parametrize("suffix", ["sav", "dta"])
def test_statistical_files_give_codes_as_written(tmp_path: Path, suffix: str) -> None:
    """Value labels are left aside; missing stays missing; rows come in pieces."""
    polars = pytest.importorskip("polars")  # pyreadstat writes from a data frame only
    import pyreadstat

    frame = polars.DataFrame(
        {"kolom_a": [1.0, 2.5, None, 8.0], "kolom_b": ["x", "", "é", "y"], "t": [dt.date(2020, 1, 2), None, None, None]}
    )
    path = tmp_path / f"uji.{suffix}"
    write = pyreadstat.write_sav if suffix == "sav" else pyreadstat.write_dta
    write(frame, str(path), variable_value_labels={"kolom_a": {1.0: "Ya"}})
    assert _rows(_stage(path)) == [
        (1, "1", "x", "2020-01-02", None), (2, "2.5", None, None, None), (3, None, "é", None, None),
        (4, "8", "y", None, None),
    ]  # fmt: skip


def test_statistical_files_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    polars = pytest.importorskip("polars")  # pyreadstat writes from a data frame only
    import pyreadstat

    from sepakat.sources.formats import _stat

    monkeypatch.setattr(_stat, "batch_rows", lambda columns: 3)
    path = tmp_path / "uji.sav"
    pyreadstat.write_sav(polars.DataFrame({"kolom_a": [float(n) for n in range(7)]}), str(path))
    assert [r[1] for r in _rows(_stage(path))] == ["0", "1", "2", "3", "4", "5", "6"]


def _dbf(path: Path, fields: list[tuple[str, str, int, int]], rows: list[str], rows_said: int | None = None) -> Path:
    """A dBase file: fields as name, type, length, decimals; rows as fixed-width text with their deletion mark."""
    width = 1 + sum(length for _, _, length, _ in fields)
    head = struct.pack(
        "<BBBBIHH20x", 3, 124, 1, 1, len(rows) if rows_said is None else rows_said, 33 + 32 * len(fields), width
    )
    for name, kind, length, decimals in fields:
        head += name.encode().ljust(11, b"\0") + kind.encode() + b"\0" * 4 + bytes([length, decimals]) + b"\0" * 14
    body = b"".join(row.encode("latin-1").ljust(width) for row in rows)
    path.write_bytes(head + b"\r" + body + b"\x1a")
    return path


FIELDS = [("KOLOM_A", "N", 8, 2), ("KOLOM_B", "C", 5, 0), ("T", "D", 8, 0), ("L", "L", 1, 0)]


def test_dbf(tmp_path: Path) -> None:
    """Numbers as typed, dates as ISO, deleted rows passed over, a spoilt number kept as it stands, never 0."""
    rows = ["     1.00x    20220102T", "*    9.00weg  20220102T", "     2.50é", "    1:.00y            ?", " ********z"]
    assert _rows(_stage(_dbf(tmp_path / "uji.dbf", FIELDS, rows))) == [
        (1, "1", "x", "2022-01-02", "1", None), (2, "2.5", "é", None, None, None), (3, "1:.00", "y", None, None, None),
        (4, None, "z", None, None, None),
    ]  # fmt: skip


def test_dbf_as_gdal_writes_it(tmp_path: Path) -> None:
    raw = pytest.importorskip("pyogrio.raw")
    path = tmp_path / "uji.dbf"
    raw.write(
        path, geometry=None, field_data=[np.array([1.0, 2.5]), np.array(["é", None], dtype=object)],
        fields=["KOLOM_A", "KOLOM_B"], geometry_type=None, driver="ESRI Shapefile", crs=None,
    )  # fmt: skip
    assert _rows(_stage(path)) == [(1, "1", "é", None), (2, "2.5", None, None)]


def test_dbf_with_fewer_records_than_it_says_or_another_layout(tmp_path: Path) -> None:
    assert _code(_dbf(tmp_path / "kurang.dbf", FIELDS, ["     1.00x"], rows_said=3)) == "file-damaged"
    path = _dbf(tmp_path / "lebar.dbf", FIELDS, ["     1.00x"])
    data = bytearray(path.read_bytes())
    data[10] += 1  # the record length no longer is the sum of its fields
    path.write_bytes(data)
    assert _code(path) == "file-damaged"
    (tmp_path / "uji.cpg").write_text("850")
    rows = ["     1.00" + "é".encode("cp850").decode("latin-1")]
    assert _rows(_stage(_dbf(tmp_path / "uji.dbf", FIELDS, rows)))[0][2] == "é"


def _lies(staged: Staged) -> list[tuple]:
    """The rows of a file that is read where it lies, as the text that a person would have typed."""
    cells = [direct.as_text(duck.identifier(c), staged.kind(n)) for n, c in enumerate(staged.columns)]
    rows = duck.connect().execute(f"SELECT _row, {', '.join(cells)}, _rusak FROM {staged.table} ORDER BY _row")
    return rows.fetchall()


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "uji.parquet"
    pq.write_table(pa.table({"kolom a": [1, None], "kolom b": [dt.date(2022, 1, 2), None], "c": [0.5, 2.0]}), path)
    staged = _stage(path)
    assert staged.kinds == ("bulat", "tanggal", "pecahan") and not staged.path.exists()
    assert _lies(staged) == [(1, "1", "2022-01-02", "0.5", None), (2, None, None, "2", None)]


def test_parquet_of_unusual_types_goes_the_way_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "uji.parquet"
    pq.write_table(pa.table({"kolom a": [dt.datetime(2020, 1, 2), None], "kolom b": [b"x\xff", None]}), path)
    assert _rows(_stage(path)) == [(1, "2020-01-02", "x�", None)]


def test_parquet_parts_are_one_table(tmp_path: Path) -> None:
    folder = tmp_path / "uji"
    folder.mkdir()
    first = {"kolom a": pa.array([1, 2], pa.int8()), "kolom b": [" satu\u00a0", "NULL"]}
    second = {"kolom a": pa.array([300], pa.int16()), "kolom b": ["\x00dua"]}
    for name, columns in (("53.01", first), ("53.02", second)):
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    (folder / "_SUCCESS.parquet").write_bytes(b"")
    staged = _stage(folder)
    assert staged.rows == 3 and staged.notes == {"bagian": "2"}
    assert _lies(staged) == [(1, "1", "satu", None), (2, "2", None, None), (3, "300", "dua", None)]
    pq.write_table(pa.table({"lain": [1]}), folder / "53.03.parquet")
    assert _code(folder) == "parts-differ"
    (folder / "53.03.parquet").write_bytes(b"PAR1 bukan")
    assert _code(folder) == "file-damaged"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, None), ("", None), (1.0, "1"), (float("nan"), None), (float("inf"), None), (True, "1"), (-3, "-3"),
     (5301054101800001.0, "5301054101800001"), (dt.datetime(2020, 1, 2), "2020-01-02"), (b"x\xff", "x�"),
     ("NULL", None)],
)  # fmt: skip
def test_cells_as_text(value: object, expected: str | None) -> None:
    assert text(value) == expected


# -- files that cannot be read -----------------------------------------------------------------------------------------


def _cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def _code(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        _stage(path)
    assert caught.value.hint is not None
    return caught.value.code


def test_missing_empty_and_unknown_files(tmp_path: Path) -> None:
    assert _code(tmp_path / "tidak-ada.csv") == "file-missing"
    (tmp_path / "kosong.csv").write_bytes(b"")
    assert _code(tmp_path / "kosong.csv") == "file-empty"
    (tmp_path / "kosong.xlsx").touch()
    assert _code(tmp_path / "kosong.xlsx") == "file-empty"
    (tmp_path / "foto.png").write_bytes(b"\x89PNG....")
    assert _code(tmp_path / "foto.png") == "file-kind"


def test_a_workbook_behind_a_password(tmp_path: Path) -> None:
    path = tmp_path / "kunci.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16le") + b"\x00" * 900
    )
    assert _code(path) == "file-locked"


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_cut_files(tmp_path: Path, share: float) -> None:
    book = tmp_path / "a.xlsx"
    _workbook(book, {"Data": [["kolom a", "kolom b"], *([n, "x" * 50] for n in range(200))]})
    assert _code(_cut(book, share)) == "file-damaged"
    table = tmp_path / "a.parquet"
    pq.write_table(pa.table({"kolom a": list(range(5000))}), table)
    assert _code(_cut(table, share)) == "file-damaged"


def test_what_is_not_what_it_says(tmp_path: Path) -> None:
    for suffix in ("sav", "dta", "parquet", "xlsx", "dbf"):
        path = tmp_path / f"palsu.{suffix}"
        path.write_bytes(b"kolom a;kolom b\n1;2\n" * 20)
        assert _code(path) == "file-damaged"
    zipped = tmp_path / "lain.xlsx"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("isi.txt", "bukan lembar kerja")
    assert _code(zipped) == "file-damaged"


def test_a_workbook_saved_as_csv_is_still_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "uji.xlsx"
    _workbook(path, {"Data": [["kolom a", "kolom b"], [1, 2]]})
    assert _rows(_stage(path.rename(tmp_path / "uji.csv"))) == [(1, "1", "2", None)]


def test_more_columns_than_a_table_has(tmp_path: Path) -> None:
    (tmp_path / "lebar.csv").write_text(";" * 6000 + "\n")
    assert _code(tmp_path / "lebar.csv") == "file-damaged"


def test_formats_are_found_by_walking_the_folder() -> None:
    assert set(formats.discover()) == {"csv", "dbf", "dta", "parquet", "sav", "xlsx"}
    assert ".csv" in formats.suffixes()
