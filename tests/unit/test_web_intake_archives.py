"""Archives that are sent: one data file inside, no bombs, no names that climb out."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from sepakat.core.errors import UserError
from sepakat.web.intake import archives

MOST, RATIO = 40_000_000, 150
DATA = b"nik;nama\n" + b"1;A\n" * 1000


def read(path: Path, name: str, most: int = MOST) -> tuple[str, bytes]:
    inner, pieces = archives.opened(path, name, most=most, ratio=RATIO)
    return inner, b"".join(pieces)


def code_of(path: Path, name: str, most: int = MOST) -> str:
    with pytest.raises(UserError) as caught:
        read(path, name, most)
    assert str(caught.value.title) and caught.value.title.id != caught.value.title.en
    return caught.value.code


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in files.items():
            out.writestr(name, body)
    return path


def test_a_plain_file_passes_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(DATA)
    assert read(tmp_path / "x", "data.csv") == ("data.csv", DATA)


def test_one_file_in_a_zip_or_gz_is_unpacked(tmp_path: Path) -> None:
    assert read(zipped(tmp_path / "a", {"Data Desa.csv": DATA}), "kirim.zip") == ("Data Desa.csv", DATA)
    (tmp_path / "b").write_bytes(gzip.compress(DATA))
    assert read(tmp_path / "b", "penerima_pkh.csv.gz") == ("penerima_pkh.csv", DATA)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.csv": DATA, "b.csv": DATA}, "archive-many"),
        ({}, "archive-many"),
        ({"dalam.zip": b"PK"}, "archive-nested"),
        ({"dalam.csv.gz": b"x"}, "archive-nested"),
        ({"../../etc/passwd.csv": DATA}, "archive-name"),
        ({"/etc/passwd.csv": DATA}, "archive-name"),
        ({"C:\\data.csv": DATA}, "archive-name"),
        ({"..\\data.csv": DATA}, "archive-name"),
        ({"program.exe": DATA}, "file-kind"),
    ],
)
def test_what_an_archive_may_not_hold(tmp_path: Path, files: dict[str, bytes], code: str) -> None:
    assert code_of(zipped(tmp_path / "a", files), "kirim.zip") == code


def test_bombs_stop_while_unpacking(tmp_path: Path) -> None:
    zeros = bytes(30_000_000)
    assert code_of(zipped(tmp_path / "a", {"a.csv": zeros}), "a.zip") == "file-bomb"
    (tmp_path / "b").write_bytes(gzip.compress(zeros))
    assert code_of(tmp_path / "b", "b.csv.gz") == "file-bomb"
    assert code_of(zipped(tmp_path / "c", {"xl/sheet1.xml": zeros}), "c.xlsx") == "file-bomb"
    assert code_of(zipped(tmp_path / "d", {"a.csv": DATA * 20}), "d.zip", most=50_000) == "file-bomb"


def test_a_bomb_is_stopped_within_a_piece_of_the_limit(tmp_path: Path) -> None:
    """The limit is on what comes out, not on what the archive says comes out."""
    path = zipped(tmp_path / "a", {"a.csv": bytes(30_000_000)})
    _, pieces = archives.opened(path, "a.zip", most=MOST, ratio=RATIO)
    seen = 0
    with pytest.raises(UserError):
        for piece in pieces:
            seen += len(piece)
    assert seen <= archives.SMALL + archives.PIECE


def test_a_size_that_lies_is_not_believed(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a", {"xl/sheet1.xml": bytes(30_000_000)})
    body = path.read_bytes()
    path.write_bytes(body.replace((30_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert code_of(path, "c.xlsx") in ("file-bomb", "file-damaged")
    assert code_of(path, "c.zip") in ("file-bomb", "file-damaged", "file-kind", "archive-many")


def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert code_of(zipped(tmp_path / "a", {"xl/workbook.xml": laughs}), "a.xlsx") == "file-bomb"


def test_locked_and_damaged_archives_say_so(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a", {"a.csv": DATA})
    raw = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        raw[raw.find(signature) + at] |= 1
    path.write_bytes(raw)
    assert code_of(path, "a.zip") == "file-locked"
    whole = zipped(tmp_path / "b", {"a.csv": DATA}).read_bytes()
    (tmp_path / "c").write_bytes(whole[: len(whole) // 2])
    assert code_of(tmp_path / "c", "c.zip") == "file-damaged"
    (tmp_path / "d").write_bytes(gzip.compress(DATA)[:40])
    assert code_of(tmp_path / "d", "d.csv.gz") == "file-damaged"


def test_kinds_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(DATA)
    for name in ("a.exe", "a.pdf", "a", "a.rar", "a.csv.exe", "a.html"):
        assert code_of(tmp_path / "x", name) == "file-kind", name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("..\\..\\data.csv", "data.csv"),
        (".csv", "csv"),
        ("data kél.csv", "data kel.csv"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("", "berkas"),
        ("x" * 200 + ".csv", "x" * 80 + ".csv"),
        ("<script>.csv", "_script_.csv"),
    ],
)
def test_names_are_kept_plain(given: str, kept: str) -> None:
    assert archives.clean_name(given) == kept


def test_a_real_workbook_passes(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for n in range(200):
        book.active.append([n, "nama", 3.5])
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "x").write_bytes(out.getvalue())
    assert read(tmp_path / "x", "data.xlsx") == ("data.xlsx", out.getvalue())
