"""The traps of the data dictionary, one test each: the same answer, written in each source's own way."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepakat.core.errors import UserError
from sepakat.sources import discover, source
from sepakat.sources.adapters import (
    dtks_bdt,
    dtsen_extract,
    opensid_regsosek,
    p3ke,
    regsosek2022k,
    sakernas,
    susenas_kor,
)
from sepakat.sources.model import Role
from sepakat.sources.plan import edition
from tests.sources_rows import FAMILY, FAMILY_COLUMNS, HEAD, SPOUSE, accepted, check_text, csv_text, found, regsosek


def _csv(role: Role, rows: list[dict], delimiter: str = ";") -> str:
    """A file with the columns of a role, under their first names."""
    return csv_text(list(dict.fromkeys(f.names[0] for f in role.fields)), rows, delimiter)


DTSEN_FAMILY = {
    "no_kk": "5301050101200001", "kode_kelurahan_desa": "5301252004", "id_atap_terluas": 5, "id_bb_utama": 0,
    "aset_bergerak_lemari_es": 3, "aset_bergerak_ac": 0, "aset_bergerak_sepeda_motor": 1, "cut_off": "2025-06-30",
    "desil_nasional_keluarga": 4, "jml_sapi": 12,
}  # fmt: skip
DTSEN_MEMBER = {
    "no_kk": "5301050101200001", "nik": "5301054101800001", "tanggal_lahir": "1980-07-01", "id_jenis_kelamin": 2,
    "id_hub_kepala_keluarga": 1, "id_penglihatan": 1, "status_dtsen": "DTSEN AKTIF", "cut_off": "2025-06-30",
    "desil_nasional": 5, "id_kepemilikan_izin_usaha": 2,
}  # fmt: skip
BDT_HOUSEHOLD = {
    "IDBDT": "A1", "KDPROP": "53", "KDKAB": "03", "KDKEC": "142", "KDDESA": "001", "Ada_tabung_gas": 1,
    "Ada_lemari_es": 3,
    "Ada_ac": 4, "Ada_pemanas": 2, "Lantai": 9, "Atap": 8, "Dinding": 3, "Sumber_airminum": 4, "Sumber_penerangan": 1,
    "Daya": 6, "bb_masak": 2, "Fasbab": 3, "Percentile": 10, "Jumlah_ART": 1,
}  # fmt: skip
BDT_MEMBER = {
    "IDARTBDT": "A101", "IDBDT": "A1", "NIK": "5301054101800001", "JnsKel": 2, "Hub_KRT": 1, "Umur": 40,
    "TglLahir": "01/01/1980",
}  # fmt: skip
P3KE_FAMILY = {
    "id_keluarga_P3KE": "P1", "kode_kemdagri": "5301252004", "desil_kesejahteraan": 2, "jenis_dinding": "Bambu",
    "sumber_penerangan": "Listrik Pribadi s/d 900 Watt", "bahan_bakar_memasak": "Minyak  tanah",
    "memiliki_fasilitas_buang_air_besar": "Ya, dengan Septic Tank", "penerima_pkh": "Ya", "kepemilikan_rumah": "Aneh",
}  # fmt: skip
SUSENAS = {
    "URUT": 1, "R101": 53, "R102": 3, "R105": 2, "STRATA": 53031, "PSU": 7, "FWT": 10.5, "R301": 2, "R1802": 1,
    "R1804": 36,
    "R1805": 5, "R1806A": 5, "R1810A": 4, "R1810C": 8, "R1816": 1, "R1816B1": 3, "R1817": 0, "R2001A": 1, "R2001B": 5,
    "R2001F": 5, "R2001H": 1, "R2001L": 5, "R2204A": 8, "R2207": 1,
}  # fmt: skip


def test_roof_5_is_bamboo_and_6_is_wood(tmp_path: Path) -> None:
    """The printed form, the DTSEN extract and Susenas agree; OpenSID's own list swaps the two; BDT numbers anew."""
    families = [{**FAMILY, "R110": "001", "R305": 5}, {**FAMILY, "R110": "002", "R305": 6}]
    result = regsosek(tmp_path, families, [HEAD, SPOUSE])
    assert [row["atap"] for row in accepted(result, "family")] == [5, 6]
    dtsen = check_text(tmp_path, "dtsen_extract", family=_csv(dtsen_extract.FAMILY, [DTSEN_FAMILY]))
    assert accepted(dtsen, "family")[0]["atap"] == 5
    survey = check_text(tmp_path, "susenas_kor", household=_csv(susenas_kor.HOUSEHOLD_2024, [SUSENAS]))
    assert accepted(survey, "survey_susenas_household")[0]["atap"] == 5
    bdt = check_text(tmp_path, "dtks_bdt", family=_csv(dtks_bdt.HOUSEHOLD, [BDT_HOUSEHOLD]))
    assert accepted(bdt, "family")[0]["atap"] == 5  # BDT code 8


OPENSID_ROW = {
    "no_kk": "5301050101200001", "kode_provinsi": "53", "kode_kabupaten": "03", "kode_kecamatan": "142",
    "kode_desa": "001", "kd_stat_bangunan_tinggal": 1, "kd_jenis_lantai_terluas": 6, "kd_jenis_atap": 5,
    "kd_sumber_air_minum": 4, "kd_jarak_sumber_air_ke_tpl": 3, "kd_bahan_bakar_memasak": 12,
}  # fmt: skip


def test_opensid_counts_roof_distance_and_fuel_otherwise(tmp_path: Path) -> None:
    """By OpenSID's list 5 is wood, 306b = 3 is "do not know" (8) and 308 = 12 is "not cooking" (0)."""
    result = check_text(tmp_path, "opensid_regsosek", family=csv_text(list(OPENSID_ROW), [OPENSID_ROW]))
    family = accepted(result, "family")[0]
    assert (family["atap"], family["jarak_tinja"], family["bahan_bakar"]) == (6, 8, 0)
    assert ("atap_opensid", "kd_jenis_atap") in found(result, "peringatan")
    by_form = {"no_kk": "5301050101200001", **{k: FAMILY[k] for k in ("R101", "R102", "R103", "R104")}, "301a": 1}
    by_form |= {"303": 6, "305": 5, "306a": 4, "306b": 8, "308": 0}
    result = check_text(tmp_path, "opensid_regsosek", family=csv_text(list(by_form), [by_form]))
    family = accepted(result, "family")[0]
    assert (family["atap"], family["jarak_tinja"], family["bahan_bakar"]) == (5, 8, 0)


def test_on_the_form_306b_is_8_and_308_is_0(tmp_path: Path) -> None:
    result = regsosek(tmp_path, [{**FAMILY, "R306B": 8, "R308": 0}])
    family = accepted(result, "family")[0]
    assert (family["jarak_tinja"], family["bahan_bakar"]) == (8, 0)


def test_yes_and_no_in_five_spellings(tmp_path: Path) -> None:
    """1/2 (Regsosek), 1/5 (Susenas), odd/even (BDT), counts (DTSEN extract), words (P3KE): all become 1/2."""
    form = accepted(regsosek(tmp_path, [{**FAMILY, "R502B": 1, "R502C": 2}]), "family")[0]
    assert (form["kulkas"], form["ac"]) == (1, 2)
    dtsen = check_text(tmp_path, "dtsen_extract", family=_csv(dtsen_extract.FAMILY, [DTSEN_FAMILY]))
    counts = accepted(dtsen, "family")[0]
    assert (counts["kulkas"], counts["ac"], counts["sepeda_motor"]) == (1, 2, 1)
    assert counts["sapi"] == 12  # livestock stays a number
    bdt = check_text(tmp_path, "dtks_bdt", family=_csv(dtks_bdt.HOUSEHOLD, [BDT_HOUSEHOLD]))
    odd = accepted(bdt, "family")[0]
    assert (odd["tabung_gas"], odd["kulkas"], odd["ac"], odd["pemanas_air"]) == (1, 1, 2, 2)
    survey = check_text(tmp_path, "susenas_kor", household=_csv(susenas_kor.HOUSEHOLD_2024, [SUSENAS]))
    fives = accepted(survey, "survey_susenas_household")[0]
    assert (fives["tabung_gas"], fives["kulkas"], fives["rumah_lain"]) == (1, 2, 2)
    assert fives["terima_pkh"] is None  # 8: does not know
    words = accepted(check_text(tmp_path, "p3ke", family=_csv(p3ke.FAMILY, [P3KE_FAMILY])), "family")[0]
    assert words["terima_pkh"] == 1


def test_a_2_in_a_1_5_column_is_refused(tmp_path: Path) -> None:
    result = check_text(tmp_path, "susenas_kor", household=_csv(susenas_kor.HOUSEHOLD_2024, [{**SUSENAS, "R2001A": 2}]))
    assert found(result, "tolak") == {("daftar_kode", "R2001A"): 1}


def test_susenas_has_its_own_order_of_assets(tmp_path: Path) -> None:
    """R2001F is the computer and R2001L the flat TV; Regsosek has them as 502h and 502f."""
    row = {**SUSENAS, "R2001F": 1, "R2001L": 5}
    survey = check_text(tmp_path, "susenas_kor", household=_csv(susenas_kor.HOUSEHOLD_2024, [row]))
    got = accepted(survey, "survey_susenas_household")[0]
    assert (got["komputer"], got["tv_datar"]) == (1, 2)


def test_the_top_power_class_of_susenas_is_1300_and_more(tmp_path: Path) -> None:
    """3 stays 3 and is never read as 2,200 VA; Regsosek's 4 does not exist there."""
    survey = check_text(tmp_path, "susenas_kor", household=_csv(susenas_kor.HOUSEHOLD_2024, [SUSENAS]))
    assert accepted(survey, "survey_susenas_household")[0]["daya_1"] == 3
    result = check_text(
        tmp_path, "susenas_kor", household=_csv(susenas_kor.HOUSEHOLD_2024, [{**SUSENAS, "R1816B1": 4}])
    )
    assert ("daftar_kode", "R1816B1") in found(result, "tolak")


BITS = [("R411", "identitas", 7, 8), ("R431A", "jaminan_kesehatan", 15, 16), ("R431F", "jaminan_kerja", 31, 32)]


def test_bit_sums_and_99(tmp_path: Path) -> None:
    """Every sum of bits passes, the next bit does not; 99 is a value of 431a and 431f only."""
    result = regsosek(
        tmp_path,
        members=[{**HEAD, "R411": 7, "R431A": 99, "R431F": 31}, {**SPOUSE, "R411": 0, "R431A": 15, "R431F": 99}],
    )
    rows = accepted(result, "person")
    assert [(r["identitas"], r["jaminan_kesehatan"], r["jaminan_kerja"]) for r in rows] == [(7, 99, 31), (0, 15, 99)]
    spoilt = [{**SPOUSE, "R401": 3 + n, "R403": "", column: over} for n, (column, _, _, over) in enumerate(BITS)]
    spoilt.append({**SPOUSE, "R401": 9, "R403": "", "R411": 99})
    result = regsosek(tmp_path, [{**FAMILY, "R112": 6}], [HEAD, SPOUSE, *spoilt])
    assert result.report["berkas"]["member"]["ditolak"] == 4
    assert found(result, "tolak")[("daftar_kode", "R411")] == 2


def test_the_difficulty_scales_run_against_each_other(tmp_path: Path) -> None:
    """Regsosek 1 = cannot, 4 = none; Sakernas 1 = none, 4 = cannot."""
    rows = [
        {"kode_prov": 53, "kode_kab": 3, "id_nks": 1, "no_dsrt": 1, "k1": n, "k4": 1, "k6": 30, "weight": 1,
         "r8a": code, "r8b": 1, "r8c": 1, "r8e": 1, "r9a": 1, "r12a": 1}
        for n, code in enumerate((1, 2, 3, 4), 1)
    ]  # fmt: skip
    text = csv_text(list(rows[0]), rows, ",")
    result = check_text(tmp_path, "sakernas", list=text)
    assert [r["disabilitas"] for r in accepted(result, "survey_sakernas")] == [2, 2, 1, 1]
    assert sakernas.TURNED == {1: 4, 2: 3, 3: 2, 4: 1}
    dtsen = check_text(tmp_path, "dtsen_extract", member=_csv(dtsen_extract.PERSON, [DTSEN_MEMBER]))
    assert accepted(dtsen, "person")[0]["sulit_lihat"] == 1  # the extract follows the form


def test_labels_are_never_read(tmp_path: Path) -> None:
    """A label in place of a code is refused, even the right one: labels keep the spelling of their source."""
    result = regsosek(tmp_path, [{**FAMILY, "R303": "Keramik"}])
    assert found(result, "tolak")[("daftar_kode", "R303")] == 1


def test_codes_that_cover_two_are_unknown_not_guessed(tmp_path: Path) -> None:
    """BDT "gas over 3 kg" and "public toilet", P3KE "Bambu" have no single code in the form: they stay unknown."""
    bdt = accepted(check_text(tmp_path, "dtks_bdt", family=_csv(dtks_bdt.HOUSEHOLD, [BDT_HOUSEHOLD])), "family")[0]
    assert (bdt["bahan_bakar"], bdt["fasilitas_bab"]) == (None, None)
    assert (bdt["lantai"], bdt["air_minum"], bdt["dinding"]) == (8, 3, 3)
    assert bdt["penerangan"] == 2  # PLN, and the power column says "unmetered"
    text = accepted(check_text(tmp_path, "p3ke", family=_csv(p3ke.FAMILY, [P3KE_FAMILY])), "family")[0]
    assert (text["dinding"], text["penerangan"], text["bahan_bakar"], text["fasilitas_bab"], text["tinja"]) == (
        None,
        1,
        7,
        1,
        1,
    )


def test_a_word_that_no_public_list_has_is_a_warning(tmp_path: Path) -> None:
    result = check_text(tmp_path, "p3ke", family=_csv(p3ke.FAMILY, [P3KE_FAMILY]))
    assert found(result) == {("kata_lain", "kepemilikan_rumah"): 1}
    assert accepted(result, "family")[0]["status_kepemilikan"] is None


@pytest.mark.parametrize(
    ("percentile", "decile"), [(0, 1), (10, 1), (11, 2), (20, 2), (21, 3), (30, 3), (31, 4), (40, 4), (41, None)]
)
def test_percentiles_of_bdt_become_deciles(percentile: int, decile: int | None) -> None:
    import duckdb

    sql = dtks_bdt.DECILE.replace("_persentil", str(percentile))
    assert duckdb.sql(f"SELECT {sql}").fetchall() == [(decile,)]


def test_registry_entries_carry_unit_status_and_decile(tmp_path: Path) -> None:
    dtsen = check_text(
        tmp_path, "dtsen_extract",
        family=_csv(dtsen_extract.FAMILY, [DTSEN_FAMILY]), member=_csv(dtsen_extract.PERSON, [DTSEN_MEMBER]),
    )  # fmt: skip
    entry = accepted(dtsen, "registry")[0]
    assert (entry["unit"], entry["status"], entry["desil"]) == ("family", "DTSEN AKTIF", 4)
    assert (entry["village_code"], entry["nik"]) == ("53.01.25.2004", "5301054101800001")
    person = accepted(dtsen, "person")[0]
    assert (person["umur"], person["izin_usaha"], person["keberadaan"]) == (44, 11, 1)  # on the cut-off day
    bdt = check_text(
        tmp_path, "dtks_bdt",
        family=_csv(dtks_bdt.HOUSEHOLD, [BDT_HOUSEHOLD]), member=_csv(dtks_bdt.PERSON, [BDT_MEMBER]),
    )  # fmt: skip
    entry = accepted(bdt, "registry")[0]
    assert (entry["unit"], entry["persentil"], entry["desil"]) == ("household", 10, 1)


# -- region codes ------------------------------------------------------------------------------------------------------


def test_a_file_with_the_other_kind_of_region_code_is_refused_whole(tmp_path: Path) -> None:
    """BPS digits in a Kemendagri column (and the reverse) silently give wrong regions: the file is not read."""
    from sepakat.regions import bps

    codes = [r["bps_code"] for r in bps.table("desa").to_pylist() if r["bps_code"].startswith("53")][:60]
    classes = csv_text(["kode_desa", "klasifikasi"], [{"kode_desa": c, "klasifikasi": 1} for c in codes])
    with pytest.raises(UserError) as caught:
        check_text(tmp_path, "klasifikasi_desa", list=classes)
    assert caught.value.code == "code-kind-mixed"
    ours = [
        r["kemendagri_code"].replace(".", "")
        for r in bps.table("desa").to_pylist()
        if r["kemendagri_code"].startswith("53")
    ]
    families = [
        {**FAMILY, "R101": c[:2], "R102": c[2:4], "R103": c[4:7], "R104": c[7:], "R110": f"{n:03}"}
        for n, c in enumerate(ours[:60])
    ]
    with pytest.raises(UserError) as caught:
        check_text(tmp_path, "regsosek2022k", family=csv_text(FAMILY_COLUMNS, families))
    assert caught.value.code == "code-kind-mixed"


def test_dotted_and_undotted_kemendagri_codes_are_the_same(tmp_path: Path) -> None:
    rows = [{"kode_desa": "53.01.25.2004", "klasifikasi": 1}, {"kode_desa": "5301252005", "klasifikasi": 2}]
    result = check_text(tmp_path, "klasifikasi_desa", list=csv_text(["kode_desa", "klasifikasi"], rows))
    assert [r["village_code"] for r in accepted(result, "village")] == ["53.01.25.2004", "53.01.25.2005"]


# -- years and units ---------------------------------------------------------------------------------------------------

YEARS = [
    ({"R1802": 1, "R1810A": 3, "R1806A": 2}, "2024", {"air_minum": 3, "atap": 2}),
    ({"R1604": 40, "R1606": 2, "R1610A": 3, "R1616": 1}, "2025", {"air_minum": 3, "atap": 2, "luas_lantai": 40}),
    ({"R1710A": 3, "R1606": 2}, "2020", {"air_minum": 3, "atap": None}),
]


@pytest.mark.parametrize(("answers", "year", "expected"), YEARS, ids=[y for _, y, _ in YEARS])
def test_susenas_numbers_drift_by_year(tmp_path: Path, answers: dict, year: str, expected: dict) -> None:
    """The same question under three numbers; R1606 is the roof in 2025 and food insecurity in 2020."""
    row = {"URUT": 1, "R101": 53, "R102": 3, "R105": 1, "FWT": 1.5, "R301": 4, **answers}
    result = check_text(tmp_path, "susenas_kor", household=csv_text(list(row), [row]))
    assert result.report["berkas"]["household"]["edisi"] == year
    got = accepted(result, "survey_susenas_household")[0]
    assert {k: got[k] for k in expected} == expected
    assert (got["regency_code"], got["penimbang"], got["members"]) == ("53.01", 1.5, 4)


def test_years_are_told_by_signature_columns() -> None:
    susenas = source("susenas_kor")
    headers = ("URUT", "R101", "R102", "FWT", "R1604", "R1610A")
    assert edition(susenas, "household", headers).edition == "2025"


def test_every_source_says_who_is_missing_and_how_far_it_is_trusted() -> None:
    for one in discover().values():
        assert len(one.not_covered.id) > 30
        assert len(one.not_covered.en) > 20
        assert one.status
        assert one.reference
        assert one.unit


def test_every_question_of_the_opensid_list_is_a_question_of_the_form() -> None:
    known = {name for role in (regsosek2022k.FAMILY, regsosek2022k.PERSON) for f in role.fields for name in f.names}
    assert set(opensid_regsosek.NAMES) <= known
