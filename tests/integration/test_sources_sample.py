"""The sample region's files are recognised, read and accepted as the agencies' own would be."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sepakat import quality, sources
from sepakat.sample import generate
from tests.sources_rows import adds_up, check_files

EXPECTED = {
    "regsosek2022k_keluarga.csv": ("regsosek2022k", "family"),
    "regsosek2022k_anggota.csv": ("regsosek2022k", "member"),
    "dtsen_keluarga.csv": ("dtsen_extract", "family"),
    "dtsen_anggota.csv": ("dtsen_extract", "member"),
    "dtks_bdt_rumah_tangga.csv": ("dtks_bdt", "family"),
    "dtks_bdt_individu.csv": ("dtks_bdt", "member"),
    "p3ke_keluarga.csv": ("p3ke", "family"),
    "p3ke_individu.csv": ("p3ke", "member"),
    "penerima_pkh.csv": ("penerima_program", "list"),
    "penerima_sembako.csv": ("penerima_program", "list"),
    "penerima_pip.csv": ("penerima_program", "list"),
    "peserta_jkn.csv": ("jkn", "list"),
    "susenas_kor_rt.sav": ("susenas_kor", "household"),
    "susenas_kor_individu.dta": ("susenas_kor", "member"),
    "susenas_kp.dbf": ("susenas_kp", "list"),
    "sakernas.csv": ("sakernas", "list"),
    "fasilitas.csv": ("fasilitas", "list"),
    "koordinat_keluarga.csv": ("koordinat", "list"),
    "klasifikasi_desa.csv": ("klasifikasi_desa", "list"),
    "dapodik_sekolah.csv": ("dapodik", "school"),
    "dapodik_peserta_didik.csv": ("dapodik", "pupil"),
    "podes_2024.csv": ("podes", "list"),
    "inarisk_bahaya.csv": ("inarisk", "list"),
    "dibi_kejadian.csv": ("dibi", "list"),
    "dukcapil_penduduk.csv": ("dukcapil", "list"),
    "laporan_spm.csv": ("laporan_spm", "list"),
    "angka_terbitan.csv": ("angka_terbitan", "list"),
    "bps_persentase_penduduk_miskin.csv": ("angka_bps", "list"),
    "data_daerah.csv": ("data_daerah", "list"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("contoh")
    generate(out, province="53", families=300, seed=11)
    return out


@pytest.mark.slow
def test_every_file_is_recognised(folder: Path) -> None:
    found = {}
    for path in folder.iterdir():
        if path.name in EXPECTED:
            what = sources.recognise(path)
            found[path.name] = (what.source_id, what.role) if what else None
    assert found == EXPECTED


def _check(folder: Path, tmp_path: Path, *names: str) -> quality.QualityResult:
    source = EXPECTED[names[0]][0]
    result = check_files(tmp_path, source, {EXPECTED[name][1]: folder / name for name in names})
    assert adds_up(result)
    assert not result.report["above_ceiling"]
    return result


@pytest.mark.slow
def test_registries(folder: Path, tmp_path: Path) -> None:
    """Only the families that the sample spoils on purpose are refused; stale lists pass whole."""
    result = _check(folder, tmp_path / "a", "regsosek2022k_keluarga.csv", "regsosek2022k_anggota.csv")
    assert result.report["ditolak"] < 0.03 * result.report["dibaca"]
    for n, names in enumerate(
        (
            ("dtsen_keluarga.csv", "dtsen_anggota.csv"),
            ("dtks_bdt_rumah_tangga.csv", "dtks_bdt_individu.csv"),
            ("p3ke_keluarga.csv", "p3ke_individu.csv"),
        )
    ):
        result = _check(folder, tmp_path / str(n), *names)
        assert result.report["ditolak"] == 0
        entries = pq.read_table(result.accepted["registry"])
        persons = pq.read_metadata(result.accepted["person"]).num_rows
        assert entries.num_rows == persons
        assert entries.column("village_code").null_count == 0
        assert result.report["berkas"]["family"]["kolom_tidak_ada"] == []


@pytest.mark.slow
def test_lists_and_surveys(folder: Path, tmp_path: Path) -> None:
    for name in ("penerima_pkh.csv", "peserta_jkn.csv", "sakernas.csv", "koordinat_keluarga.csv", "fasilitas.csv"):
        assert _check(folder, tmp_path / name, name).report["ditolak"] == 0
    pkh = pq.read_table(_check(folder, tmp_path / "pkh", "penerima_pkh.csv").accepted["receipt"])
    assert set(pkh.column("programme").to_pylist()) == {"pkh"}
    assert set(pkh.column("period").to_pylist()) <= {"2025-03", "2025-06"}
    assert min(pkh.column("amount").to_pylist()) > 100_000
    jkn = pq.read_table(_check(folder, tmp_path / "jkn", "peserta_jkn.csv").accepted["receipt"])
    assert set(jkn.column("segment").to_pylist()) <= {1, 2, 3, 4}
    survey = _check(folder, tmp_path / "ss", "susenas_kor_rt.sav", "susenas_kor_individu.dta")
    household = pq.read_table(survey.accepted["survey_susenas_household"])
    member = pq.read_table(survey.accepted["survey_susenas_member"])
    for column in ("umur_kk", "jumlah_bekerja", "tingkat_ijazah_maks", "jumlah_jamkes", "penimbang", "strata", "psu"):
        assert household.column(column).null_count == 0, column
    for column in ("umur", "kelompok_umur", "regency_code", "jenis_kelamin_kk", "punya_jamkes"):
        assert member.column(column).null_count == 0, column
    spending = pq.read_table(_check(folder, tmp_path / "kp", "susenas_kp.dbf").accepted["survey_susenas_consumption"])
    rows = spending.to_pylist()
    assert all(abs(r["makanan_kapita"] + r["nonmakanan_kapita"] - r["pengeluaran_kapita"]) < 1 for r in rows)
    assert {r["household_key"] for r in rows} == set(household.column("household_key").to_pylist())
