"""OpenSID's workbook of five sheets, keyed by card number, and its export of two sheets."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sepakat import sources
from sepakat.core.errors import UserError
from sepakat.sources.adapters.opensid_regsosek import NAMES
from tests.sources_rows import FAMILY, HEAD, SPOUSE, accepted, adds_up, check_files, found

KK = "5301050101200001"


def _book(path: Path, sheets: dict[str, list[list]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def _rows(key: str, questions: list[str], rows: list[dict]) -> list[list]:
    header = [key, *(q.lower().removeprefix("r") for q in questions)]
    return [header, *([row.get("kk", KK), *(row.get(q) for q in questions)] for row in rows)]


def _workbook(path: Path) -> Path:
    key = "No Kartu Keluarga"
    other = {**FAMILY, "kk": "5301050101200002", "R110": "002"}
    place = [q for q in FAMILY if q[:2] == "R1" and q != "R114"]
    housing = [q for q in FAMILY if q[:2] == "R3"]
    programmes = [q for q in FAMILY if q[:2] == "R5"]
    people = [q for q in HEAD if q[:2] == "R4"]
    second = {**HEAD, "kk": "5301050101200002", "R403": ""}
    return _book(
        path,
        {
            "1. Keterangan Tempat": [["Regsosek desa contoh"], *_rows(key, place, [FAMILY, other])],
            "2. Keterangan Petugas": _rows(key, ["R201", "R205"], [FAMILY, other]),
            "3. Keterangan Perumahan": _rows(key, housing, [other, FAMILY]),
            "4. Ket Sos-Ek Anggota": _rows(key, people, [HEAD, SPOUSE, second]),
            "5. Keikutsertaan Program": _rows(key, programmes, [FAMILY]),
        },
    )


def test_five_sheets_are_two_roles_of_one_workbook(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "regsosek.xlsx")
    seen = sources.recognise(path)
    assert seen is not None
    assert seen.source_id == "opensid_regsosek"
    result = check_files(tmp_path, "opensid_regsosek", {"family": path, "member": path})
    assert adds_up(result)
    assert result.report["ditolak"] == 0, found(result)
    first, second = sorted(accepted(result, "family"), key=lambda r: r["family_key"])
    assert (first["family_key"], first["village_code"], first["lantai"]) == (KK, "53.01.25.2004", 6)
    assert first["kulkas"] == 2
    assert second["kulkas"] is None  # the last sheet has no row of this family
    assert second["lantai"] == 6
    persons = accepted(result, "person")
    assert [p["family_key"] for p in persons] == [KK, KK, "5301050101200002"]
    assert persons[1]["umur"] == 44


def test_the_export_with_two_sheets(tmp_path: Path) -> None:
    family = {
        "No KK": KK,
        **{NAMES.get(q, q): v for q, v in FAMILY.items() if q not in ("R114", "R305")},
        "kd_jenis_atap": 6,
    }
    member = {"No KK": KK, "nik": HEAD["R403"], "nama": "MARIA CONTOH", "sex": 2, "tanggallahir": "1980-01-01"}
    member |= {NAMES[q]: v for q, v in HEAD.items() if q in NAMES and q[:2] == "R4"}
    path = _book(
        tmp_path / "ekspor.xlsx",
        {
            "Keluarga": [list(family), list(family.values())],
            "Anggota Keluarga": [list(member), list(member.values())],
        },
    )
    result = check_files(tmp_path, "opensid_regsosek", {"family": path, "member": path})
    assert result.report["ditolak"] == 0, found(result)
    assert accepted(result, "family")[0]["atap"] == 5  # 6 of OpenSID's list is bamboo
    person = accepted(result, "person")[0]
    assert (person["nik"], person["umur"], person["village_code"]) == (HEAD["R403"], 42, "53.01.25.2004")


def test_a_sheet_without_the_card_number(tmp_path: Path) -> None:
    path = _book(
        tmp_path / "rusak.xlsx",
        {
            "Keterangan tempat": _rows("No KK", ["R101", "R102", "R103", "R104"], [FAMILY]),
            "Keterangan perumahan": _rows("nomor", ["R301A", "R303"], [FAMILY]),
        },
    )
    with pytest.raises(UserError) as caught:
        check_files(tmp_path, "opensid_regsosek", {"family": path})
    assert caught.value.code == "sheet-key"
