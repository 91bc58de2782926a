"""The rules of the form REGSOSEK2022.K, one literal row each: what is refused, what is only marked, in which words."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources_rows import (
    FAMILY,
    HEAD,
    SPOUSE,
    accepted,
    adds_up,
    found,
    refused,
    regsosek,
    rejected,
)


def test_a_family_that_keeps_the_rules_passes(tmp_path: Path) -> None:
    result = regsosek(tmp_path)
    assert result.report["hasil"] == "lolos"
    assert result.report["pemeriksaan"] == []
    assert (result.report["dibaca"], result.report["diterima"]) == (3, 3)
    assert result.rejected is None
    family = accepted(result, "family")[0]
    assert family["village_code"] == "53.01.25.2004"  # BPS 5303142001
    assert family["sls_code"] == "5303142001000100"
    person = accepted(result, "person")[0]
    assert (person["nik"], person["no_kk"]) == ("5301054101800001", "5301050101200001")
    assert person["family_key"] == family["family_key"]


# Row of the family file → check that refuses it.
REFUSED_FAMILIES = [
    ({"R303": 10}, "daftar_kode", "R303"),
    ({"R305": 0}, "daftar_kode", "R305"),
    ({"R306B": 3}, "daftar_kode", "R306B"),
    ({"R308": 12}, "daftar_kode", "R308"),
    ({"R302": 0}, "angka_wajar", "R302"),
    ({"R302": 998}, "angka_wajar", "R302"),
    ({"R302": "40,5"}, "angka_wajar", "R302"),
    ({"R504A": 1000}, "angka_wajar", "R504A"),
    ({"R114": "530105010120001"}, "nik_bentuk", "R114"),
    ({"R201": "31/02/2022"}, "tanggal", "R201"),
    ({"R104": "999"}, "wilayah", "R104"),
    ({"R104": ""}, "isi_wajib", "R104"),
    ({"R110": ""}, "isi_wajib", "R110"),
    ({"R301A": 2}, "lompatan_terisi", "R301B"),
    ({"R306A": 3}, "lompatan_terisi", "R306B"),
    ({"R307A": 2}, "lompatan_terisi", "R307B1"),
    ({"R309A": 4}, "lompatan_terisi", "R309B"),
    ({"R501B": 2, "R501B_BLN": 9}, "lompatan_terisi", "R501B_BLN"),
]


@pytest.mark.parametrize(("change", "check", "column"), REFUSED_FAMILIES)
def test_family_rows_that_are_refused(tmp_path: Path, change: dict, check: str, column: str) -> None:
    result = regsosek(tmp_path, [{**FAMILY, **change}])
    assert (check, column) in found(result, "tolak")
    assert result.report["berkas"]["family"]["ditolak"] == 1
    assert adds_up(result)


@pytest.mark.parametrize("value", [1, 997])
def test_floor_area_at_its_bounds_passes(tmp_path: Path, value: int) -> None:
    assert regsosek(tmp_path, [{**FAMILY, "R302": value}]).report["ditolak"] == 0


REFUSED_MEMBERS = [
    ({"R404": 7}, "daftar_kode", "R404"),
    ({"R407": 99}, "angka_wajar", "R407"),
    ({"R403": "530105020378"}, "nik_bentuk", "R403"),
    ({"R406": "31/02/1978"}, "tanggal", "R406"),
    ({"R411": 8}, "daftar_kode", "R411"),
    ({"R431A": 16}, "daftar_kode", "R431A"),
    ({"R431A": 98}, "daftar_kode", "R431A"),
    ({"R431F": 32}, "daftar_kode", "R431F"),
    ({"R410": 2}, "lompatan_terisi", "R410"),  # a man
    ({"R412": 1}, "lompatan_terisi", "R413"),
    ({"R422": 1}, "lompatan_terisi", "R422"),
    ({"R427": 3}, "lompatan_terisi", "R427"),
    ({"R429": 1}, "lompatan_terisi", "R429"),
    ({"R431E": 2}, "lompatan_terisi", "R431E"),
    ({"R404": 2}, "lompatan_terisi", "R404"),  # deceased, yet questioned
]


@pytest.mark.parametrize(("change", "check", "column"), REFUSED_MEMBERS)
def test_a_member_that_is_refused_leaves_the_family_in_place(
    tmp_path: Path, change: dict, check: str, column: str
) -> None:
    result = regsosek(tmp_path, members=[HEAD, {**SPOUSE, **change}])
    assert (check, column) in found(result, "tolak")
    assert result.report["berkas"]["member"]["ditolak"] == 1
    assert result.report["berkas"]["family"]["diterima"] == 1
    assert adds_up(result)


AGES = [("R428A", 1, True), ("R428A", 2, False), ("R428G", 4, True), ("R428G", 5, False)]


@pytest.mark.parametrize(("column", "age", "refuses"), AGES)
def test_difficulties_are_asked_from_an_age(tmp_path: Path, column: str, age: int, refuses: bool) -> None:
    """428a-f from age 2, 428g-j from age 5: just below is refused, exactly on passes."""
    child = {k: v for k, v in SPOUSE.items() if k < "R410"}
    child |= {"R401": 3, "R403": "", "R406": "", "R407": age, "R408": 1, "R409": 3, "R430": 1, "R431A": 0, column: 4}
    result = regsosek(tmp_path, members=[HEAD, SPOUSE, child])
    assert (("lompatan_terisi", column) in found(result, "tolak")) is refuses


WARNED_FAMILIES = [
    ({"R306B": ""}, "lompatan_kosong", "R306B"),
    ({"R307B1": ""}, "lompatan_kosong", "R307B1"),
    ({"R307A": 4, "R307B1": "", "R502B": 1}, "listrik", "R502B"),
    ({"R502A": 1}, "gas", "R502A"),
    ({"R308": 2}, "gas", "R502A"),
    ({"R112": 3}, "jumlah_anggota", "R112"),
    ({"R114": "5301050101200000"}, "nik_mencurigakan", "R114"),
    ({"R501B": 1, "R501B_BLN": 9, "R501B_THN": 2021}, "masa_bantuan", "R501B_THN"),
]


@pytest.mark.parametrize(("change", "check", "column"), WARNED_FAMILIES)
def test_family_rows_that_are_kept_with_a_warning(tmp_path: Path, change: dict, check: str, column: str) -> None:
    result = regsosek(tmp_path, [{**FAMILY, **change}])
    assert (check, column) in found(result, "peringatan")
    assert result.report["ditolak"] == 0
    assert result.report["hasil"] == "peringatan"


@pytest.mark.parametrize(("month", "year", "warns"), [(9, 2021, True), (10, 2021, False), (10, 2022, False), (11, 2022, True)])
def test_the_window_of_aid(tmp_path: Path, month: int, year: int, warns: bool) -> None:
    result = regsosek(tmp_path, [{**FAMILY, "R501B": 1, "R501B_BLN": month, "R501B_THN": year}])
    assert (("masa_bantuan", "R501B_THN") in found(result)) is warns
    assert accepted(result, "family")[0]["bulan_pkh"] == year * 100 + month


WARNED_MEMBERS = [
    ({"R403": "5301054203780001"}, "nik_cocok", "R403"),  # a woman's day on a man
    ({"R403": "5301050303780001"}, "nik_cocok", "R403"),  # another day
    ({"R403": "5399990203780001"}, "nik_wilayah", "R403"),
    ({"R403": "0530105200100001"}, "nik_sementara", "R403"),
    ({"R403": HEAD["R403"]}, "nik_ganda", "R403"),
    ({"R407": 50}, "umur_cocok", "R407"),
    ({"R428A": 1}, "kosong_bukan_baik", "R429"),  # a difficulty, and no word about a caregiver
    ({"R413": ""}, "lompatan_kosong", "R413"),
]


@pytest.mark.parametrize(("change", "check", "column"), WARNED_MEMBERS)
def test_member_rows_that_are_kept_with_a_warning(tmp_path: Path, change: dict, check: str, column: str) -> None:
    result = regsosek(tmp_path, members=[HEAD, {**SPOUSE, **change}])
    assert (check, column) in found(result, "peringatan")
    assert result.report["ditolak"] == 0


@pytest.mark.parametrize("nik", ["", "0", "0530105200100001", "'5301050203780001", "5301 0502 0378 0001"])
def test_unknown_temporary_and_spaced_niks_pass(tmp_path: Path, nik: str) -> None:
    result = regsosek(tmp_path, members=[HEAD, {**SPOUSE, "R403": nik}])
    assert result.report["ditolak"] == 0
    given = accepted(result, "person")[1]["nik"]
    assert given == {"": None, "0": None, "0530105200100001": nik}.get(nik, "5301050203780001")


def test_a_nik_that_excel_turned_into_a_number_is_told_apart(tmp_path: Path) -> None:
    result = regsosek(tmp_path, members=[HEAD, {**SPOUSE, "R403": "5,30105E+15"}])
    assert "Excel" in rejected(result, "member")[0]["_alasan"]


def test_children_without_a_nutrition_record_are_unknown_not_fine(tmp_path: Path) -> None:
    """427 has no code for "normal": an empty cell is counted on its own, and stays empty."""
    child = {k: v for k, v in SPOUSE.items() if k < "R408"}
    child |= {"R401": 3, "R403": "", "R406": "", "R407": 3, "R408": 1, "R409": 3, "R428A": 4, "R430": 1, "R431A": 0}
    result = regsosek(tmp_path, [{**FAMILY, "R112": 3}], [HEAD, SPOUSE, child])
    assert ("kosong_bukan_baik", "R427") in found(result, "peringatan")
    assert accepted(result, "person")[2]["gizi"] is None


# -- rows that hang together -------------------------------------------------------------------------------------------


def test_no_head_refuses_the_family_and_its_members(tmp_path: Path) -> None:
    result = regsosek(tmp_path, members=[{**HEAD, "R409": 8}, SPOUSE])
    assert refused(result) == {"kepala", "keluarga_ditolak"}
    assert result.report["ditolak"] == 3
    assert "Keluarganya ditolak (baris 1" in rejected(result, "member")[0]["_alasan"]
    assert adds_up(result)


def test_two_heads_refuse_the_family(tmp_path: Path) -> None:
    result = regsosek(tmp_path, members=[HEAD, {**SPOUSE, "R409": 1}])
    assert "Ada 2 kepala keluarga" in rejected(result, "family")[0]["_alasan"]


def test_two_spouses_are_a_warning(tmp_path: Path) -> None:
    third = {**SPOUSE, "R401": 3, "R403": ""}
    result = regsosek(tmp_path, [{**FAMILY, "R112": 3}], [HEAD, SPOUSE, third])
    assert found(result, "peringatan")[("pasangan", "R409")] == 2
    assert result.report["ditolak"] == 0


def test_a_refused_head_takes_the_family_along(tmp_path: Path) -> None:
    result = regsosek(tmp_path, members=[{**HEAD, "R407": 150}, SPOUSE])
    assert refused(result) == {"angka_wajar", "kepala_ditolak", "keluarga_ditolak"}
    assert result.report["diterima"] == 0
    reasons = rejected(result, "member")[0]["_alasan"]
    assert "R407" in reasons  # its own reason
    assert "Keluarganya ditolak" in reasons  # and what followed


def test_an_absent_head_is_a_warning(tmp_path: Path) -> None:
    gone = {k: v for k, v in HEAD.items() if k < "R410"} | {"R404": 2}
    result = regsosek(tmp_path, [{**FAMILY, "R112": 1}], [gone, SPOUSE])
    assert ("pasangan", "R404") in found(result, "peringatan")
    assert result.report["ditolak"] == 0


def test_members_without_a_family_and_families_without_members(tmp_path: Path) -> None:
    other = {**FAMILY, "R110": "002", "R114": ""}
    orphan = {**SPOUSE, "R110": "003", "R403": ""}
    result = regsosek(tmp_path, [FAMILY, other], [HEAD, SPOUSE, orphan])
    assert found(result, "tolak") == {("yatim", None): 1}
    assert found(result, "peringatan") == {("jumlah_anggota", None): 1}
    assert adds_up(result)


def test_the_same_row_twice_and_the_same_key_twice(tmp_path: Path) -> None:
    """The first stays; a copy of a family takes no members along."""
    result = regsosek(tmp_path, [FAMILY, FAMILY, {**FAMILY, "R302": 50}], [HEAD, SPOUSE, SPOUSE])
    family, member = rejected(result, "family"), rejected(result, "member")
    assert [r["_baris"] for r in family] == ["2", "3"]
    assert family[0]["_alasan"] == "Sama persis dengan baris 1."
    assert family[1]["_alasan"] == "Nomor urutnya sama dengan baris 1, isinya berbeda."
    assert [r["_baris"] for r in member] == ["3"]
    assert (result.report["berkas"]["family"]["diterima"], result.report["berkas"]["member"]["diterima"]) == (1, 2)


# -- what the operator reads -------------------------------------------------------------------------------------------


def test_reasons_name_column_value_and_what_fits(tmp_path: Path) -> None:
    result = regsosek(tmp_path, [{**FAMILY, "R303": 10, "R302": 0}])
    row = rejected(result, "family")[0]
    assert "R303 – Jenis lantai terluas berisi “10”; isi yang ada: 1–9." in row["_alasan"]
    assert "R302 – Luas lantai (m2) berisi “0”; isi angka 1 sampai 997." in row["_alasan"]
    assert row["R303"] == "10"  # the file's own columns follow, so that it can be mended and sent again


def test_identity_is_masked_in_reasons_and_absent_from_the_report(tmp_path: Path) -> None:
    result = regsosek(tmp_path, members=[HEAD, {**SPOUSE, "R403": "530105020378001"}])
    reason = rejected(result, "member")[0]["_alasan"]
    assert "5301•••••••8001" in reason
    assert "530105020378001" not in reason
    assert "15 huruf/angka" in reason
    text = repr(result.report)
    for secret in ("530105", "CONTOH", "Dusun I"):
        assert secret not in text


def test_reasons_in_english(tmp_path: Path) -> None:
    from sepakat.quality import Context

    result = regsosek(tmp_path, [{**FAMILY, "R303": 10}], context=Context(lang="en"))
    assert "R303 – Floor material holds “10”; codes: 1–9." in rejected(result, "family")[0]["_alasan"]


def test_forbidden_words_are_not_used(tmp_path: Path) -> None:
    """No "valid", no "mohon", no "maaf": the interface book."""
    from sepakat.quality import discover

    for check in discover().values():
        for text in (check.title.id, check.hint.id):
            assert not any(word in text.lower() for word in ("valid", "mohon", "maaf"))
