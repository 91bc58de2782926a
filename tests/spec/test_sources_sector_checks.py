"""What files of sectors are refused for, in words: figures, SPM, hazards, events, population, pupils, villages."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from sepakat.quality import Context, QualityResult
from tests.sources_rows import accepted, adds_up, check_files, check_text, found, rejected

DATA = Path(__file__).parents[1] / "data"
Row = dict[str, Any]

FIGURE: Row = {"seri": "rls", "definisi": "rls_25", "kode_wilayah": "53.01", "periode": "2023", "nilai": "7,9",
               "status": "tetap", "sumber": "BPS"}  # fmt: skip
OWN: Row = {"indikator": "Kunjungan K6", "kode_wilayah": "53.01", "periode": "2024", "nilai": "81,2",
            "satuan": "persen", "sumber": "Profil Kesehatan 2024", "rumus": "a / b × 100",
            "penanggung_jawab": "Dinkes"}  # fmt: skip
SPM: Row = {"kode_wilayah": "53.01", "layanan": "pend_dasar", "periode": "2024", "berhak": 100, "dilayani": 90,
            "mutu_barang": "", "mutu_petugas": "", "mutu_standar": "", "biaya_satuan": "Rp 350.000"}  # fmt: skip
HAZARD: Row = {"kode_wilayah": "53.01.25.2004", "jenis_bahaya": "Banjir", "indeks_bahaya": "0,4", "kelas_bahaya": ""}
EVENT: Row = {"id": "1", "id_kab": "5303", "id_jenis_bencana": 101, "tahun": 2021, "bulan": 4, "tanggal": 4,
              "meninggal": 1, "jumlah_kejadian": "0,5"}  # fmt: skip
PEOPLE: Row = {"kode_desa": "5301252004", "periode": "2024-S2", "laki_laki": 5, "perempuan": 6, "jumlah": 11,
               "kartu_keluarga": 3}  # fmt: skip
GOOD = {
    "angka_terbitan": FIGURE, "data_daerah": OWN, "laporan_spm": SPM, "inarisk": HAZARD, "dibi": EVENT,
    "dukcapil": PEOPLE,
}  # fmt: skip
# (source, what is changed in the good row, the check that refuses it, words of the reason)
REFUSED = [
    ("angka_terbitan", {"seri": "rlss"}, "seri_angka", "sepakat figure list"),
    ("angka_terbitan", {"definisi": "rls_30"}, "seri_angka", "bukan definisi"),
    ("angka_terbitan", {"definisi": ""}, "seri_angka", "lebih dari satu definisi"),
    ("angka_terbitan", {"nilai": "79"}, "seri_angka", "di luar batas"),
    ("angka_terbitan", {"nilai": "tujuh"}, "angka_wajar", "tujuh"),
    ("angka_terbitan", {"nilai": ""}, "nilai_angka", "kosong"),
    ("angka_terbitan", {"periode": "tahun lalu"}, "periode_angka", "2024-T1"),
    ("angka_terbitan", {"sumber": ""}, "isi_wajib", "wajib diisi"),
    ("angka_terbitan", {"kode_wilayah": "53.99"}, "wilayah", "5399"),
    ("data_daerah", {"rumus": ""}, "isi_wajib", "wajib diisi"),
    ("data_daerah", {"sumber": "-"}, "isi_wajib", "wajib diisi"),
    ("data_daerah", {"penanggung_jawab": ""}, "isi_wajib", "wajib diisi"),
    ("laporan_spm", {"layanan": "Pelayanan lain"}, "layanan_spm", "bukan layanan SPM"),
    ("laporan_spm", {"dilayani": 101}, "layanan_spm", "lebih banyak daripada yang berhak"),
    ("laporan_spm", {"berhak": ""}, "layanan_spm", "wajib diisi"),
    ("laporan_spm", {"mutu_standar": "101"}, "angka_wajar", "0 sampai 100"),
    ("inarisk", {"jenis_bahaya": "naga"}, "bahaya", "bukan jenis bahaya"),
    ("inarisk", {"indeks_bahaya": "1,2"}, "angka_wajar", "0 sampai 1"),
    ("inarisk", {"indeks_bahaya": ""}, "bahaya", "kosong"),
    ("dibi", {"bulan": 2, "tanggal": 30}, "kejadian", "kalender"),
    ("dibi", {"bulan": 13}, "angka_wajar", "1 sampai 12"),
    ("dibi", {"jumlah_kejadian": "0"}, "kejadian", "pecahannya"),
    ("dibi", {"jumlah_kejadian": "2"}, "angka_wajar", "0 sampai 1"),
    ("dukcapil", {"jumlah": 12}, "penduduk", "tidak sama"),
    ("dukcapil", {"periode": "akhir tahun"}, "periode_angka", "2024-S2"),
]


def text(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def check(folder: Path, source: str, *rows: Row, context: Context | None = None) -> QualityResult:
    result = check_text(folder, source, context, list=text(list(rows)))
    assert adds_up(result)
    return result


@pytest.mark.parametrize("source", GOOD)
def test_each_bad_row_is_refused_for_its_own_reason_and_the_good_one_stays(source: str, tmp_path: Path) -> None:
    """All cases of one source in one file: row 1 is good, every other row has one fault and a key of its own."""
    cases = [(changes, name, words) for s, changes, name, words in REFUSED if s == source]
    tell = {"angka_terbitan": "periode", "data_daerah": "periode", "laporan_spm": "periode", "dukcapil": "periode"}
    rows = [GOOD[source]]
    for at, (changes, *_) in enumerate(cases):
        own = {"id": str(100 + at)} if source == "dibi" else {}
        if source in tell and tell[source] not in changes:
            own[tell[source]] = f"{2000 + at}" if source != "dukcapil" else f"{2000 + at}-S1"
        if source == "inarisk" and "jenis_bahaya" not in changes:
            own["kode_wilayah"] = f"53.01.25.{2005 + at}"
        rows.append({**GOOD[source], **own, **changes})
    result = check(tmp_path, source, *rows)
    reasons = {int(r["_baris"]): r["_alasan"] for r in rejected(result, "list")}
    assert sorted(reasons) == list(range(2, len(cases) + 2))
    for at, (_, name, words) in enumerate(cases):
        assert words in reasons[at + 2], (name, reasons[at + 2])
    assert {name for _, name, _ in cases} <= {name for name, _ in found(result, "tolak")}


def test_a_code_without_dots_is_refused_because_it_could_be_of_bps(tmp_path: Path) -> None:
    result = check(tmp_path, "angka_terbitan", FIGURE, {**FIGURE, "kode_wilayah": "5301", "periode": "2022"})
    assert [r["_baris"] for r in rejected(result, "list")] == ["2"]
    assert "53.01" in rejected(result, "list")[0]["_alasan"]


def test_figures_of_every_level_take_their_place(tmp_path: Path) -> None:
    codes = ["00", "53", "53.01", "53.01.25", "53.01.25.2004"]
    rows = [{**FIGURE, "kode_wilayah": code, "periode": 2010 + n} for n, code in enumerate(codes)]
    assert [r["region_code"] for r in accepted(check(tmp_path, "angka_terbitan", *rows), "figure")] == codes


def test_a_sender_speaks_for_their_own_region_only(tmp_path: Path) -> None:
    rows = [OWN, {**OWN, "kode_wilayah": "53.02"}, {**OWN, "kode_wilayah": "53.01.25"}, {**OWN, "kode_wilayah": "53"}]
    result = check(tmp_path, "data_daerah", *rows, context=Context(bounds=("53.01",)))
    assert {r["kode_wilayah"] for r in rejected(result, "list")} == {"53.02", "53"}
    assert result.report["di_luar_wewenang"] == 2


def test_a_changed_formula_is_another_definition_and_spelling_is_not(tmp_path: Path) -> None:
    rows = [
        OWN,
        {**OWN, "periode": "2023", "rumus": "A / b  × 100 "},
        {**OWN, "periode": "2022", "rumus": "a / c × 100"},
    ]
    made = accepted(check(tmp_path, "data_daerah", *rows), "figure")
    assert made[0]["definisi"] == made[1]["definisi"] != made[2]["definisi"]
    assert {r["seri"] for r in made} == {"daerah:kunjungan_k6"}


def test_classes_of_hazard_follow_the_index_where_the_file_has_none(tmp_path: Path) -> None:
    index = {"0,333": 1, "0,334": 2, "0,666": 2, "0,667": 3, "0": 1}
    kinds = ("banjir", "longsor", "gempa", "tsunami", "abrasi")
    rows = [{**HAZARD, "jenis_bahaya": k, "indeks_bahaya": v} for k, v in zip(kinds, index, strict=True)]
    assert [r["kelas_bahaya"] for r in accepted(check(tmp_path, "inarisk", *rows), "hazard")] == list(index.values())
    (tmp_path / "b").mkdir()
    own = check(
        tmp_path / "b",
        "inarisk",
        {**HAZARD, "kelas_bahaya": "tinggi"},
        {**HAZARD, "jenis_bahaya": "tsunami", "kelas_bahaya": "sedang"},
    )
    assert [r["kelas_bahaya"] for r in accepted(own, "hazard")] == [3, 2]
    assert found(own, "peringatan") == {("bahaya_kelas", "kelas_bahaya"): 1}


def test_an_event_of_an_unknown_kind_is_kept_without_its_kind(tmp_path: Path) -> None:
    made = accepted(check(tmp_path, "dibi", {**EVENT, "id_jenis_bencana": 999}), "event")
    assert [(r["jenis_bencana"], r["regency_code"], r["jumlah_kejadian"]) for r in made] == [(None, "53.01", 0.5)]


def test_pupils_without_a_school_are_refused_and_names_go_nowhere_open(tmp_path: Path) -> None:
    schools = (DATA / "dapodik" / "dapodik_sekolah.csv").read_text(encoding="utf-8")
    pupils = (DATA / "dapodik" / "dapodik_peserta_didik.csv").read_text(encoding="utf-8")
    lost = pupils + "59999999;0151234599;DODI CONTOH;L;;01/02/2015;;4;20252;Tidak;Tidak;Tidak;Tidak ada;1\n"
    files = {}
    for role, body in (("school", schools), ("pupil", lost)):
        files[role] = tmp_path / f"{role}.csv"
        files[role].write_text(body, encoding="utf-8")
    result = check_files(tmp_path, "dapodik", files)
    assert adds_up(result)
    assert [r["_alasan"] for r in rejected(result, "pupil")] == ["NPSN-nya tidak ada dalam berkas sekolah."]
    made = accepted(result, "pupil")
    assert [r["village_code"] for r in made] == ["53.01.25.2004", "53.01.25.2004", "53.01.25.2005"]
    assert [r["kebutuhan_khusus"] for r in made] == [2, 2, 1]
    assert accepted(result, "facility")[0]["facility_id"] == "npsn-50300001"


def test_a_distance_beside_a_facility_is_marked_and_kept(tmp_path: Path) -> None:
    body = (DATA / "podes" / "podes2024.csv").read_text(encoding="utf-8")
    head, first, *_ = body.splitlines()
    cells = first.split(";")
    cells[head.split(";").index("R701DK4")] = "3"  # the village has a primary school
    result = check_text(tmp_path, "podes", list="\n".join([head, ";".join(cells)]) + "\n")
    assert found(result) == {("jarak_fasilitas", "R701DK4"): 1}
    row = accepted(result, "village_profile")[0]
    assert (row["sd_negeri"], row["sd_jarak"], row["jalan"], row["tahun"]) == (1, 3.0, 2, 2024)
