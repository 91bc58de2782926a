"""The raw files of a small sample: complete, coherent, by the rules of the form, the same for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from sepakat import sample, sources
from sepakat.core.errors import UserError
from sepakat.core.files import read_json

FAMILIES = 1200
RAW = (
    "regsosek2022k_keluarga.csv", "regsosek2022k_anggota.csv", "dtsen_keluarga.csv", "dtsen_anggota.csv",
    "dtks_bdt_rumah_tangga.csv", "dtks_bdt_individu.csv", "p3ke_keluarga.csv", "p3ke_individu.csv", "penerima_pkh.csv",
    "penerima_sembako.csv", "penerima_pip.csv", "peserta_jkn.csv", "susenas_kor_rt.sav", "susenas_kor_individu.dta",
    "susenas_kp.dbf", "sakernas.csv", "fasilitas.csv", "koordinat_keluarga.csv", "klasifikasi_desa.csv",
    "dapodik_sekolah.csv", "dapodik_peserta_didik.csv", "podes_2024.csv", "inarisk_bahaya.csv", "dibi_kejadian.csv",
    "dukcapil_penduduk.csv", "laporan_spm.csv", "angka_terbitan.csv", "bps_persentase_penduduk_miskin.csv",
    "data_daerah.csv",
)  # fmt: skip
KEY = "R101||R102||R103||R104||R105||R105A||R109||R110"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, sample.SampleReport]:
    out = tmp_path_factory.mktemp("contoh") / "isi"
    return out, sample.generate(out, province="53", families=FAMILIES, seed=11)


@pytest.fixture(scope="module")
def con(made: tuple[Path, sample.SampleReport]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Views: keluarga and anggota (Regsosek, clean rows only, all text), families, people, links (truth)."""
    out, _ = made
    con = duckdb.connect()
    for name in ("families", "people", "links"):
        con.execute(f"CREATE VIEW {name} AS FROM '{out}/truth/{name}.parquet'")
    for view, file in (("keluarga", "regsosek2022k_keluarga"), ("anggota", "regsosek2022k_anggota")):
        con.execute(
            f"CREATE VIEW semua_{view} AS SELECT *, {KEY} AS kunci "
            f"FROM read_csv('{out}/{file}.csv', delim=';', all_varchar=true, header=true)"
        )
        con.execute(
            f"CREATE VIEW {view} AS FROM semua_{view} WHERE kunci NOT IN "
            "(SELECT regsosek_key FROM families WHERE cacat IS NOT NULL)"
        )
    yield con
    con.close()


def count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def test_every_file_is_there_and_recognised(made: tuple[Path, sample.SampleReport]) -> None:
    out, report = made
    names = {p.name for p in out.iterdir() if p.is_file()}
    assert names == {*RAW, "BACA-DULU.txt", "sampel.json"}
    assert {p.name for p in (out / "truth").iterdir()} == {"families.parquet", "people.parquet", "links.parquet"}
    assert all(sources.recognise(out / name) is not None for name in RAW)
    facts = read_json(out / "sampel.json")
    assert facts["contoh"] is True
    assert (facts["seed"], facts["families"], facts["province"]) == (11, FAMILIES, ["53"])
    assert "DATA CONTOH" in (out / "BACA-DULU.txt").read_text(encoding="utf-8")
    assert report.families == FAMILIES


def test_counts_of_the_report_are_those_of_the_files(made: tuple[Path, sample.SampleReport]) -> None:
    out, report = made
    for name in RAW:
        if name.endswith(".csv") and not name.startswith("bps_"):  # that one has a title and footnotes
            encoding = "latin-1" if name.startswith("dtks") else "utf-8-sig"
            lines = (out / name).read_text(encoding=encoding).splitlines()
            assert len(lines) - 1 == report.files[name], name


# The form's own skips and domains (data dictionary 3.1), as what must not be found in a clean row.
MEMBER_RULES = {
    "404 ends the record": "R404 IN ('2','3','4','6') "
    "AND coalesce(R405, R406, R407, R408, R409, R412, R430, R431A) IS NOT NULL",
    "404 goes on": "R404 IN ('1','5') "
    "AND (R405 IS NULL OR R406 IS NULL OR R408 IS NULL OR R409 IS NULL OR R411 IS NULL OR R431A IS NULL)",
    "410 women 10-54 ever married": "(R404 IN ('1','5') AND R405 = '2' AND R407::INT BETWEEN 10 AND 54 "
    "AND R408 <> '1') <> (R410 IS NOT NULL)",
    "412 from age 5": "(R404 IN ('1','5') AND R407::INT >= 5) <> (R412 IS NOT NULL)",
    "412 = 1 skips to 416": "(coalesce(R412, '1') <> '1') "
    "<> (R413 IS NOT NULL AND R414 IS NOT NULL AND R415 IS NOT NULL)",
    "416b-418 who work": "(coalesce(R416A, '2') = '1') "
    "<> (R416B IS NOT NULL AND R417 IS NOT NULL AND R418 IS NOT NULL)",
    "420a = 2 skips to 427": "(coalesce(R420A, '2') = '1') <> (coalesce(R421, R424, R425, R426) IS NOT NULL)",
    "427 age 0-4": "(R404 IN ('1','5') AND R407::INT <= 4) <> (R427 IS NOT NULL)",
    "428a-f from age 2": "(R404 IN ('1','5') AND R407::INT >= 2) <> (R428A IS NOT NULL AND R428F IS NOT NULL)",
    "428g-j from age 5": "(R404 IN ('1','5') AND R407::INT >= 5) <> (R428G IS NOT NULL AND R428J IS NOT NULL)",
    "429 elderly or impaired": "(R404 IN ('1','5') AND (R407::INT >= 60 OR least(R428A::INT, R428B::INT, R428C::INT, "
    "R428D::INT, R428E::INT, R428F::INT, R428G::INT, R428H::INT, R428I::INT, R428J::INT) <= 2)) <> (R429 IS NOT NULL)",
    "431b-d from age 5": "(R404 IN ('1','5') AND R407::INT >= 5) <> (R431B IS NOT NULL AND R431D IS NOT NULL)",
    "431e age 5-30": "(R404 IN ('1','5') AND R407::INT BETWEEN 5 AND 30) <> (R431E IS NOT NULL)",
    "431f from age 15": "(R404 IN ('1','5') AND R407::INT >= 15) <> (R431F IS NOT NULL)",
    "nobody under 15 is married": "R408 <> '1' AND R407::INT < 15",
    "NIK has sixteen digits": "R403 IS NOT NULL AND NOT regexp_full_match(R403, '[0-9]{16}')",
    "411 no identity card under 17": "R407::INT < 17 AND R411::INT >= 4",
}
FAMILY_RULES = {
    "301b only for owners": "(R301A = '1') <> (R301B IS NOT NULL)",
    "302 in range": "R302::INT NOT BETWEEN 1 AND 997",
    "306b for 306a 4-8": "R306A IS NOT NULL AND (R306A::INT BETWEEN 4 AND 8) <> (R306B IS NOT NULL)",
    "307b for metered PLN": "R307A IS NOT NULL AND (R307A = '1') <> (R307B1 IS NOT NULL)",
    "309b and 310 for 309a 1-3": "R309A IS NOT NULL "
    "AND (R309A IN ('1','2','3')) <> (R309B IS NOT NULL AND R310 IS NOT NULL)",
    "electric goods need electricity": "R307A = '4' AND '1' IN (R502B, R502C, R502D, R502F, R502H)",
    "large gas cylinder goes with gas": "(R502A = '1') <> (R308 IN ('2','3'))",
    "501 month for receivers": "(R501A = '1') <> (R501A_BLN IS NOT NULL) OR (R501B = '1') <> (R501B_THN IS NOT NULL)",
    "501 window": "R501B_THN::INT * 100 + R501B_BLN::INT NOT BETWEEN 202110 AND 202210",
    "complete means complete": "R205 = '1' AND (R302 IS NULL OR R306A IS NULL OR R307A IS NULL OR R309A IS NULL)",
}  # fmt: skip


@pytest.mark.parametrize("rule", MEMBER_RULES)
def test_members_keep_the_rules_of_the_form(con: duckdb.DuckDBPyConnection, rule: str) -> None:
    assert count(con, f"SELECT count(*) FROM anggota WHERE {MEMBER_RULES[rule]}") == 0


@pytest.mark.parametrize("rule", FAMILY_RULES)
def test_families_keep_the_rules_of_the_form(con: duckdb.DuckDBPyConnection, rule: str) -> None:
    assert count(con, f"SELECT count(*) FROM keluarga WHERE {FAMILY_RULES[rule]}") == 0


def test_the_rules_are_not_kept_by_emptiness(con: duckdb.DuckDBPyConnection) -> None:
    """Each asked question is answered somewhere, each faulty kind of row occurs."""
    filled = con.execute(
        "SELECT count(R410), count(R413), count(R417), count(R421), count(R427), count(R429) FROM anggota"
    )
    assert min(filled.fetchone() or (0,)) > 20
    assert 0 < count(con, "SELECT count(*) FROM families WHERE cacat IS NOT NULL") < FAMILIES * 0.025
    assert count(con, "SELECT count(*) FROM keluarga WHERE R205 = '2'") > 0


def test_each_family_has_one_head_and_its_members(con: duckdb.DuckDBPyConnection) -> None:
    odd = """SELECT count(*) FROM (SELECT kunci, count(*) FILTER (R409 = '1') AS kepala, count(*) FILTER (R409 = '2') AS
    pasangan, count(*) FILTER (R404 IN ('1','5')) AS ada FROM anggota GROUP BY kunci) JOIN keluarga USING (kunci)
    WHERE kepala <> 1 OR pasangan > 1 OR ada <> R112::INT"""
    assert count(con, odd) == 0
    assert count(con, "SELECT count(*) - count(DISTINCT kunci) FROM semua_keluarga") == 0
    assert count(con, "SELECT count(*) FROM semua_anggota ANTI JOIN semua_keluarga USING (kunci)") == 0


def test_ages_fit_birth_dates_and_parents_their_children(con: duckdb.DuckDBPyConnection) -> None:
    wrong = """SELECT count(*) FROM anggota a JOIN keluarga k USING (kunci) WHERE a.R407 IS NOT NULL AND a.R407::INT <>
    least(98, date_part('year', age(strptime(k.R201, '%d/%m/%Y'), strptime(a.R406, '%d/%m/%Y'))))"""
    assert count(con, wrong) == 0
    gap = """SELECT count(*) FROM anggota p JOIN anggota c USING (kunci) WHERE p.R409 = '{}' AND c.R409 = '3'
    AND c.R407 IS NOT NULL AND p.R407::INT - c.R407::INT {}"""
    assert count(con, gap.format(1, "< 15")) == 0
    assert count(con, gap.format(2, "NOT BETWEEN 15 AND 45")) == 0
    assert count(con, gap.format(2, "BETWEEN 18 AND 30")) > 100


def test_true_numbers_are_unique_and_well_formed(con: duckdb.DuckDBPyConnection) -> None:
    assert count(con, "SELECT count(*) - count(DISTINCT nik_true) FROM people") == 0
    assert count(con, "SELECT count(*) - count(DISTINCT no_kk_true) FROM families") == 0
    wrong = """SELECT count(*) FROM people WHERE NOT regexp_full_match(nik_true, '[1-9][0-9]{15}')
    OR nik_true[7:12] <> lpad((day(tanggal_lahir) + CASE jenis_kelamin WHEN 2 THEN 40 ELSE 0 END)::VARCHAR, 2, '0')
       || strftime(tanggal_lahir, '%m%y') OR nik_true[13:16] = '0000'"""
    assert count(con, wrong) == 0


def test_registries_disagree_about_as_much_as_assumed(con: duckdb.DuckDBPyConnection) -> None:
    share = con.execute(
        "SELECT avg((nik = 'kosong')::INT), avg((nik = 'salah')::INT) FROM links WHERE registry = 'regsosek2022k'"
    ).fetchone()
    assert share is not None
    assert 0.015 < share[0] < 0.05  # a third of the missing carry a temporary number, which counts as wrong
    assert 0.02 < share[1] < 0.05
    covered = count(con, "SELECT count(DISTINCT family_true_id) FROM links WHERE registry = 'dtks_bdt'") / FAMILIES
    assert 0.3 < covered < 0.48
    poor = con.execute("SELECT avg((dtks_row > 0)::INT) FILTER (desil_true <= 4), avg((dtks_row > 0)::INT) FILTER "
                       "(desil_true >= 8) FROM families").fetchone()  # fmt: skip
    assert poor is not None
    assert poor[0] > 0.5 > 0.15 > poor[1] > 0


def test_lists_miss_some_who_are_due_and_hold_some_who_are_not(con: duckdb.DuckDBPyConnection) -> None:
    missed, wrong, listed = (
        count(con, f"SELECT count(*) FROM families WHERE {w}")
        for w in ("layak_pkh AND NOT penerima_pkh", "penerima_pkh AND NOT layak_pkh", "penerima_pkh")
    )
    assert 0.08 * listed < wrong < 0.6 * listed
    assert missed > 0.2 * listed


def test_truth_points_at_the_rows_of_the_files(
    con: duckdb.DuckDBPyConnection, made: tuple[Path, sample.SampleReport]
) -> None:
    """Row numbers of `truth/` and the birth dates and NIKs in those rows agree (where the file did not slip)."""
    out, report = made
    for registry, file, nik, options in (
        ("regsosek", "regsosek2022k_anggota.csv", "R403", "delim=';'"),
        ("dtsen", "dtsen_anggota.csv", "nik", "delim=','"),
        ("dtks", "dtks_bdt_individu.csv", "NIK", "delim=';', encoding='latin-1'"),
        ("p3ke", "p3ke_individu.csv", "nik", "delim=','"),
        ("jkn", "peserta_jkn.csv", "nik", "delim=';'"),
        ("pip", "penerima_pip.csv", "nik", "delim=';'"),
    ):
        rows = con.execute(f"""
            WITH berkas AS (SELECT {nik} AS nik, row_number() OVER () AS baris FROM
                read_csv('{out}/{file}', {options}, all_varchar=true, header=true, parallel=false))
            SELECT count(*), avg((nik = nik_true)::INT), count(DISTINCT baris)
            FROM berkas JOIN people ON {registry}_row = baris""").fetchone()
        assert rows is not None
        twice = 0.02 if registry == "jkn" else 0  # some JKN members stand in the list twice
        assert rows[0] == rows[2]
        assert report.files[file] * (1 - twice) <= rows[0] <= report.files[file]
        assert rows[1] > 0.93, registry


def test_the_survey_adds_up_and_is_of_the_same_people(
    con: duckdb.DuckDBPyConnection, made: tuple[Path, sample.SampleReport]
) -> None:
    import pyreadstat

    out, report = made
    homes, _ = pyreadstat.read_sav(out / "susenas_kor_rt.sav", output_format="dict")
    members, _ = pyreadstat.read_dta(out / "susenas_kor_individu.dta", output_format="dict")
    households = count(con, "SELECT count(DISTINCT household_true_id) FROM families")
    assert sum(homes["FWT"]) == pytest.approx(households, rel=1e-4)
    assert len(members["URUT"]) == sum(homes["R301"])
    assert set(members["URUT"]) == set(homes["URUT"])
    assert all(v in (1, 2, 3, None) for v in homes["R1816B1"])
    assert all(s // 10 == p * 100 + k for s, p, k in zip(homes["STRATA"], homes["R101"], homes["R102"], strict=True))
    assert report.files["susenas_kor_rt"] == count(
        con, "SELECT count(DISTINCT household_true_id) FROM families WHERE susenas_urut > 0"
    )


def digests(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        sample.generate(tmp_path / name, province="75", families=120, seed=seed)
    a, b, c = (digests(tmp_path / name) for name in "abc")
    assert a == b
    same = {name for name in a if a[name] == c[name]}
    assert same <= {"BACA-DULU.txt"}


@pytest.mark.parametrize(("province", "families"), [("31", 90), ("94", 90), ("53", 5)])
def test_other_provinces_and_tiny_samples_work(tmp_path: Path, province: str, families: int) -> None:
    report = sample.generate(tmp_path / "x", province=province, families=families, seed=1)
    assert report.families == families
    assert report.persons >= families


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "surat.txt").write_text("penting")
    with pytest.raises(UserError) as caught:
        sample.generate(tmp_path, families=20)
    assert caught.value.code == "sample-folder"
    assert (tmp_path / "surat.txt").read_text() == "penting"


def test_no_families_is_a_users_error(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        sample.generate(tmp_path / "x", families=0)
    assert caught.value.code == "sample-families"


def test_gender_indices_follow_from_their_printed_parts(
    con: duckdb.DuckDBPyConnection, made: tuple[Path, object]
) -> None:
    """Who does the sum again, with the printed parts, finds the printed index; SPM has two years of every service."""
    from sepakat import measures

    file = made[0] / "angka_terbitan.csv"
    read = f"read_csv('{file}', delim=';', all_varchar=true)"
    value = "replace(nilai, ',', '.')::DOUBLE"
    rows = con.execute(f"SELECT kode_wilayah, periode, seri, {value} FROM {read} WHERE definisi = 'baku'").fetchall()
    held: dict[tuple[str, str], dict[str, float]] = {}
    for place, period, series, value in rows:
        held.setdefault((place, period), {})[series] = float(value)
    years = [one for one in held.values() if "ikg" in one]
    assert len(years) == 23 * 5
    for one in years:
        seats = one["parlemen_perempuan"]
        wanted = measures.ikg(
            one["mtf"] / 100, one["mhpk20"] / 100, seats, 100 - seats, one["sma_perempuan"], one["sma_laki_laki"],
            one["angkatan_kerja_perempuan"], one["angkatan_kerja_laki_laki"],
        )  # fmt: skip
        assert one["ikg"] == pytest.approx(wanted["ikg"], abs=5.1e-4)
        assert one["ipg"] == pytest.approx(100 * one["ipm_perempuan"] / one["ipm_laki_laki"], abs=5.1e-3)
        assert 0 < one["idg"] < 100
    reports = f"read_csv('{made[0]}/laporan_spm.csv', delim=';', all_varchar=true)"
    years_each = f"SELECT count(*) n FROM {reports} GROUP BY kode_wilayah, layanan"
    assert count(con, f"SELECT count(*) FROM ({years_each}) WHERE n <> 2") == 0
    assert count(con, f"SELECT count(*) FROM {reports} WHERE dilayani::INT > berhak::INT OR berhak::INT < 0") == 0
