"""The nation in small: two provinces stand for 38, and the pool of the larger is a third of its families."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from sepakat.core.errors import UserError
from sepakat.core.files import read_json
from sepakat.sample import SampleReport, calibrate, nation, targets
from sepakat.sample.nation import make, plan

CODES = ["31", "94"]
FAMILIES = 6_000
FOLDERS = (
    "regsosek2022k_keluarga", "regsosek2022k_anggota", "dtks_bdt_rumah_tangga", "dtks_bdt_individu", "p3ke_keluarga",
    "p3ke_individu", "penerima_pkh", "penerima_sembako", "truth/families", "truth/people",
)  # fmt: skip
KEY = "R101||R102||R103||R104||R105||R105A||R109||R110"


@pytest.fixture(scope="module")
def few() -> Iterator[None]:
    """Two provinces, small pools; nothing is kept for other tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(targets, "codes", lambda: CODES)
        patch.setattr(plan, "_LEAST", 1_500)
        patch.setattr(plan, "_POOL", 100)
        yield
    for cached in (plan.province, plan.pool, make._loaded):
        cached.cache_clear()


@pytest.fixture(scope="module")
def made(few: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SampleReport]:
    out = tmp_path_factory.mktemp("nasional") / "isi"
    return out, nation.generate(out, families=FAMILIES, seed=5, workers=1)


@pytest.fixture(scope="module")
def con(made: tuple[Path, SampleReport]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        for name in FOLDERS:
            view = name.replace("/", "_")
            con.execute(
                f"CREATE VIEW {view} AS SELECT * FROM read_parquet('{made[0]}/{name}/*.parquet', filename=true)"
            )
        yield con


def one(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, ...]:
    row = con.execute(sql).fetchone()
    assert row is not None
    return row


def test_every_regency_has_its_part_of_every_file_in_the_same_types(made: tuple[Path, SampleReport]) -> None:
    out, report = made
    regencies = sorted(code for province in CODES for code in targets.province(province).regencies)
    for name in FOLDERS:
        parts = sorted((out / name).iterdir())
        assert [p.name for p in parts] == [f"{code}.parquet" for code in regencies]
        assert len({str(pq.read_schema(p)) for p in parts}) == 1
        assert sum(pq.read_metadata(p).num_rows for p in parts) == report.files[name]
    assert report.families == report.files["regsosek2022k_keluarga"] == FAMILIES
    assert read_json(out / "sampel.json")["berkas"] == report.files
    assert {p.name for p in out.iterdir() if p.is_file()} == {
        "BACA-DULU.txt", "klasifikasi_desa.csv", "sakernas.csv", "sampel.json", "susenas_kor_individu.dta",
        "susenas_kor_rt.sav", "susenas_kp.dbf",
    }  # fmt: skip
    assert not (out / make.RUN).exists()


def test_families_hang_together_and_ages_fit_their_dates(con: duckdb.DuckDBPyConnection) -> None:
    assert one(con, f"SELECT count(DISTINCT {KEY}) FROM regsosek2022k_keluarga") == (FAMILIES,)
    odd = f"""SELECT count(*) FILTER (ada <> R112) FROM regsosek2022k_keluarga k FULL JOIN (SELECT {KEY} AS kunci,
    count(*) FILTER (R404 IN (1, 5)) AS ada FROM regsosek2022k_anggota GROUP BY 1) ON kunci = {KEY}"""
    assert one(con, odd) == (0,)
    wrong = f"""SELECT count(*), count(*) FILTER (a.R407 <> least(98, date_part('year', age(k.R201, a.R406))))
    FROM (SELECT *, {KEY} AS kunci FROM regsosek2022k_anggota) a JOIN (SELECT *, {KEY} AS kunci
    FROM regsosek2022k_keluarga) k USING (kunci) WHERE a.R406 < '2030-01-01'"""
    rows, off = one(con, wrong)
    assert rows > 2 * FAMILIES
    assert off == 0
    late = """SELECT count(*) FILTER (Umur <> date_part('year', age(DATE '2018-06-30', TglLahir))) FROM
    dtks_bdt_individu WHERE TglLahir < '2018-06-30'"""
    assert one(con, late) == (0,)


def test_numbers_are_ones_own_and_faulty_at_the_samples_rates(con: duckdb.DuckDBPyConnection) -> None:
    """Rates of `anggapan.toml` for Regsosek, of `raw/dtks.py` for DTKS; those who share a number are the twins."""
    lost, held, different, short = one(
        con,
        "SELECT avg((R403 IS NULL)::int), count(R403), count(DISTINCT R403), count(*) FILTER (length(R403) <> 16) "
        "FROM regsosek2022k_anggota",
    )
    assert lost == pytest.approx(0.7 * 0.04, abs=0.005)
    assert 0.001 < 1 - different / held < 0.006
    assert short == 0
    sex = "R405 = 2 AND substr(R403, 7, 2)::int > 40 OR R405 = 1 AND substr(R403, 7, 2)::int <= 31"
    assert one(con, f"SELECT avg(({sex})::int) FROM regsosek2022k_anggota WHERE R403 NOT LIKE '0%'")[0] > 0.98
    assert one(con, "SELECT avg((NIK IS NULL)::int) FROM dtks_bdt_individu")[0] == pytest.approx(0.11, abs=0.015)
    assert one(con, "SELECT count(*) - count(DISTINCT R114) FROM regsosek2022k_keluarga WHERE R114 > ''") == (0,)
    for household, person, key in (
        ("dtks_bdt_rumah_tangga", "dtks_bdt_individu", "IDBDT"),
        ("p3ke_keluarga", "p3ke_individu", "id_keluarga_P3KE"),
    ):
        assert one(con, f"SELECT count(*) - count(DISTINCT {key}) FROM {household}") == (0,)
        assert one(con, f"SELECT count(*) FROM {person} ANTI JOIN {household} USING ({key})") == (0,)


@pytest.mark.parametrize(
    ("file", "row", "nik", "name"),
    [("dtks_bdt_individu", "dtks_row", "NIK", "Nama"), ("p3ke_individu", "p3ke_row", "nik", "nama")],
)
def test_the_truth_says_who_is_who(con: duckdb.DuckDBPyConnection, file: str, row: str, nik: str, name: str) -> None:
    """Persons linked by the truth have the same number and name but for slips; everyone of the list is linked."""
    numbered = (
        "SELECT *, regexp_extract(filename, '([0-9.]{5}).parquet', 1) AS bagian, row_number() OVER () AS urut FROM"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE kiri AS {numbered} regsosek2022k_anggota")
    con.execute(f"CREATE OR REPLACE TEMP TABLE kanan AS {numbered} {file}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE benar AS {numbered} truth_people")
    place = "urut - min(urut) OVER (PARTITION BY bagian) + 1"
    linked = f"""SELECT count(*), avg((a.R403 = b.{nik})::int), avg((a.R402 = b.{name})::int) FROM benar t
    JOIN (SELECT *, {place} AS baris FROM kiri) a ON a.bagian = t.bagian AND a.baris = t.regsosek_row
    JOIN (SELECT *, {place} AS baris FROM kanan) b ON b.bagian = t.bagian AND b.baris = t.{row}"""
    rows, same_number, same_name = one(con, linked)
    assert rows == one(con, f"SELECT count(*) FROM {file}")[0]
    assert same_number > 0.9
    assert same_name > 0.75


def test_figures_of_provinces_and_deciles_of_the_nation_are_met(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "SELECT left(village_code, 2), sum(members * poor::int) / sum(members), avg(sanitasi_layak::int), "
        "avg(air_layak::int) FROM truth_families GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert [row[0] for row in found] == CODES
    for code, poor, sanitation, water in found:
        facts = targets.province(code)
        assert poor == pytest.approx(facts.p0, abs=0.02)
        assert sanitation == pytest.approx(facts.sanitation, abs=0.04)
        assert water == pytest.approx(facts.water, abs=0.03)
    for column in ("desil_true", "desil_resmi"):
        tenths = (
            f"SELECT sum(members) / (SELECT sum(members) FROM truth_families) FROM truth_families GROUP BY {column}"
        )
        assert [share for (share,) in con.execute(tenths).fetchall()] == pytest.approx([0.1] * 10, abs=0.015)


def test_survey_weights_add_up_to_the_households(
    con: duckdb.DuckDBPyConnection, made: tuple[Path, SampleReport]
) -> None:
    import pyreadstat

    households = one(con, "SELECT count(DISTINCT household_true_id) FROM truth_families")[0]
    table, _ = pyreadstat.read_sav(str(made[0] / "susenas_kor_rt.sav"))
    assert table["FWT"].sum() == pytest.approx(households, rel=0.02)
    assert table["URUT"].is_unique


def _digests(folder: Path) -> dict[str, str]:
    files = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_a_run_cut_short_goes_on_and_ends_in_the_same_bytes(
    few: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nation.generate(tmp_path / "utuh", families=300, seed=5, workers=1)
    whole, seen = make.entries.tables, []

    def broken(living, serial):  # type: ignore[no-untyped-def]
        for name, table in whole(living, serial):
            yield name, table
            if living.block.regency == "94.02" and name.startswith("p3ke"):
                raise KeyboardInterrupt

    def watched(living, serial):  # type: ignore[no-untyped-def]
        seen.append(living.block.regency)
        return whole(living, serial)

    monkeypatch.setattr(make.entries, "tables", broken)
    with pytest.raises(KeyboardInterrupt):
        nation.generate(tmp_path / "putus", families=300, seed=5, workers=1)
    assert not (tmp_path / "putus" / "sampel.json").exists()
    assert not (tmp_path / "putus" / "regsosek2022k_anggota" / "94.02.parquet").exists()
    monkeypatch.setattr(make.entries, "tables", watched)
    monkeypatch.setattr(calibrate, "with_scores", None)  # pools are there: nothing is calibrated again
    nation.generate(tmp_path / "putus", families=300, seed=5, workers=1)
    assert seen[0] == "94.02"
    assert _digests(tmp_path / "putus") == _digests(tmp_path / "utuh")


def test_another_size_in_the_same_folder_begins_anew(few: None, tmp_path: Path) -> None:
    (tmp_path / make.STATE).write_text('{"stempel": {"keluarga": 7}}')
    (tmp_path / "regsosek2022k_anggota").mkdir()
    (tmp_path / "regsosek2022k_anggota" / "99.99.parquet").write_text("")
    with pytest.raises(UserError) as caught:
        nation.generate(tmp_path, families=0)
    assert caught.value.code == "sample-families"
    assert not (tmp_path / "regsosek2022k_anggota").exists()
