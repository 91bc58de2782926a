"""What a region brings itself: urban/rural classification and the history of codes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.regions import bps, urban, validity
from sepakat.regions.codes import plain

TREE = regions.load()
VILLAGES = TREE.codes("desa", "53.71")


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


# -- urban or rural ----------------------------------------------------------------------------------------------------


def test_without_a_classification_it_is_unknown(tmp_path: Path) -> None:
    table = urban.load(tmp_path)
    assert table.num_rows == 0 and table.schema.names == ["village_code", "tipe_daerah"]


@pytest.mark.parametrize("form", ["dotted", "plain", "bps"])
def test_three_kinds_of_codes_give_the_same_classification(tmp_path: Path, form: str) -> None:
    known = [c for c in VILLAGES if bps.from_kemendagri(c)]
    written = {
        "dotted": known,
        "plain": [plain(c) for c in known],
        "bps": [pair.bps_code for c in known if (pair := bps.from_kemendagri(c))],
    }[form]
    rows = "".join(f"{code};{1 + i % 2}\n" for i, code in enumerate(written))
    report = urban.import_file(write(tmp_path / "k.csv", "kode_desa;klasifikasi\n" + rows), tmp_path)
    assert report.accepted == report.read == len(known) and report.problems == []
    assert set(report.missing) == set(VILLAGES) - set(known)
    stored = {r["village_code"]: r["tipe_daerah"] for r in urban.load(tmp_path).to_pylist()}
    assert stored == {c: 1 + i % 2 for i, c in enumerate(known)}


def test_a_workbook_with_words(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["KODE_DESA", "Nama", "Klasifikasi"])
    for i, code in enumerate(VILLAGES):
        sheet.append([int(plain(code)), "x", "Perkotaan" if i else "PERDESAAN"])
    book.save(tmp_path / "k.xlsx")
    report = urban.import_file(tmp_path / "k.xlsx", tmp_path, label="contoh")
    assert report.kind == "kemendagri_plain" and report.accepted == len(VILLAGES)
    assert urban.load(tmp_path).column("tipe_daerah").to_pylist()[:2] == [2, 1]


def test_rows_that_cannot_be_used_are_listed(tmp_path: Path) -> None:
    a, b, c, d = VILLAGES[:4]
    text = f"kode_desa,klasifikasi\n{a},1\n{b},3\n53.71.99.9999,1\n{c},2\n{c},1\n{d},\n"
    report = urban.import_file(write(tmp_path / "k.csv", text, "utf-8-sig"), tmp_path)
    assert [p.row for p in report.problems] == [2, 3, 5, 6] and report.accepted == 2


def test_a_mixed_up_classification_is_refused(tmp_path: Path) -> None:
    text = "kode_desa,klasifikasi\n" + "".join(f"{plain(c)},1\n" for c in VILLAGES)
    file = write(tmp_path / "k.csv", text)
    with pytest.raises(UserError) as caught:
        urban.import_file(file, tmp_path, kind="bps")
    assert caught.value.code == "code-kind-mixed" and not urban.path_in(tmp_path).exists()
    with pytest.raises(UserError):
        urban.import_file(write(tmp_path / "l.csv", "kode_desa,klasifikasi\nx,1\n"), tmp_path, kind="kemendagri")


# -- validity ----------------------------------------------------------------------------------------------------------


def test_without_a_history_only_the_decree_speaks() -> None:
    assert validity.at("53.01", validity.LIST_DATE).status == validity.VALID
    assert validity.at("53.01", validity.LIST_DATE - dt.timedelta(days=1)).status == validity.UNSURE
    assert validity.at("53.99", dt.date(2026, 1, 1)).status == validity.UNKNOWN
    with pytest.raises(UserError):
        validity.at("5301", dt.date(2026, 1, 1))


def test_an_imported_history_knows_better(tmp_path: Path) -> None:
    file = write(
        tmp_path / "riwayat.csv",
        "kode,berlaku_dari,berlaku_sampai,kode_pengganti\n91.01,2010-01-01,2022-11-10,93.01\n53.01,2010-01-01,,\n",
    )
    assert validity.import_file(file, tmp_path) == (2, [])
    history = validity.path_in(tmp_path)
    assert validity.at("53.01", dt.date(2015, 1, 1), history).status == validity.VALID
    assert validity.at("91.01", dt.date(2015, 1, 1), history).status == validity.VALID
    ended = validity.at("91.01", dt.date(2026, 1, 1), history)
    assert (ended.status, ended.successors) == (validity.ENDED, ("93.01",))
    assert validity.at("53.02", dt.date(2015, 1, 1), history).status == validity.UNSURE
    table = validity.table("kabupaten", history)
    assert table.num_rows == 516 and validity.table("kabupaten").num_rows == 514
    assert validity.table("desa", history).num_rows == 83762


def test_a_history_with_a_wrong_row_is_not_stored(tmp_path: Path) -> None:
    file = write(tmp_path / "r.csv", "kode,berlaku_dari,berlaku_sampai\n5301,,\n53.01,kemarin,\n53.02,,\n")
    stored, problems = validity.import_file(file, tmp_path)
    assert stored == 0 and [p.row for p in problems] == [1, 2] and not validity.path_in(tmp_path).exists()


# -- files as people save them -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_small_files_in_any_dress(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [["kode_desa", "klasifikasi", "nama"], [VILLAGES[0], "1", "Café"], ["", "", ""], [VILLAGES[1], "2", "B"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    report = urban.import_file(write(tmp_path / "k.csv", text, encoding), tmp_path)
    assert (report.read, report.accepted) == (2, 2)


def test_a_file_far_too_large_for_regions_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sepakat.regions.rows.MAX_BYTES", 10)
    with pytest.raises(UserError) as caught:
        urban.import_file(write(tmp_path / "k.csv", "kode_desa,klasifikasi\n"), tmp_path)
    assert caught.value.code == "region-file-size"
