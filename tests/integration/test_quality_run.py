"""Whole files: what refuses a file, what the report says, how little memory it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pytest

from sepakat import quality
from sepakat.core.errors import UserError
from sepakat.quality import Check, Context, report_table
from tests.sources_rows import (
    FAMILY,
    FAMILY_COLUMNS,
    HEAD,
    accepted,
    adds_up,
    check_text,
    csv_text,
    found,
    regsosek,
    rejected,
)


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    columns = [c for c in FAMILY_COLUMNS if c not in ("R104", "R110")]
    with pytest.raises(UserError) as caught:
        check_text(tmp_path, "regsosek2022k", family=csv_text(columns, [FAMILY]))
    assert caught.value.code == "columns-missing"
    assert "R104, R110" in str(caught.value)


def test_a_used_header_twice_is_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        check_text(tmp_path, "regsosek2022k", family=csv_text([*FAMILY_COLUMNS, "r303"], [FAMILY]))
    assert caught.value.code == "columns-double"
    result = check_text(tmp_path, "regsosek2022k", family=csv_text([*FAMILY_COLUMNS, "x", "x"], [FAMILY]))
    assert result.report["diterima"] == 1


def test_columns_that_are_not_there_are_told_and_unknown(tmp_path: Path) -> None:
    columns = [c for c in FAMILY_COLUMNS if c not in ("R305", "R501B_BLN")]
    result = check_text(tmp_path, "regsosek2022k", family=csv_text(columns, [FAMILY]))
    assert result.report["berkas"]["family"]["kolom_tidak_ada"] == ["R305", "R501B_BLN"]
    row = accepted(result, "family")[0]
    assert (row["atap"], row["bulan_pkh"]) == (None, None)


def test_a_file_with_headers_only_reads_nothing(tmp_path: Path) -> None:
    result = check_text(tmp_path, "regsosek2022k", family=csv_text(FAMILY_COLUMNS, []))
    assert (result.report["dibaca"], result.report["hasil"]) == (0, "peringatan")
    assert not result.report["above_ceiling"]
    assert accepted(result, "family") == []


def test_ragged_rows_are_refused_with_a_reason(tmp_path: Path) -> None:
    text = csv_text(FAMILY_COLUMNS, [FAMILY, {**FAMILY, "R110": "002"}]) + "53;03;142\r\n" + "a;" * 200 + "b\r\n"
    result = check_text(tmp_path, "regsosek2022k", family=text)
    assert found(result, "tolak")[("baris_utuh", None)] == 2
    assert [r["_baris"] for r in rejected(result, "family")] == ["3", "4"]
    assert "Jumlah sel kurang" in rejected(result, "family")[0]["_alasan"]
    assert adds_up(result)


def test_the_ceiling(tmp_path: Path) -> None:
    families = [{**FAMILY, "R110": f"{n:03}"} for n in range(1, 11)]
    families[0]["R303"] = 10
    text = csv_text(FAMILY_COLUMNS, families)
    assert not check_text(tmp_path, "regsosek2022k", family=text).report["above_ceiling"]  # exactly a tenth
    result = check_text(tmp_path, "regsosek2022k", Context(ceiling=0.09), family=text)
    assert result.report["above_ceiling"]
    assert result.report["bagian_ditolak"] == 0.1


def test_a_dry_run_keeps_the_report_and_nothing_else(tmp_path: Path) -> None:
    result = regsosek(tmp_path, [{**FAMILY, "R303": 10}], context=Context(dry_run=True))
    assert result.report["ditolak"] == 3
    assert (result.accepted, result.rejected_files) == ({}, {})
    assert list((tmp_path / "mutu").iterdir()) == []


def test_only_results_are_left_behind(tmp_path: Path) -> None:
    regsosek(tmp_path, [{**FAMILY, "R303": 10}])
    names = {p.name for p in (tmp_path / "mutu").iterdir()}
    assert names == {"family.parquet", "person.parquet", "ditolak_family.csv", "ditolak_member.csv"}


def test_counts_by_region_add_up(tmp_path: Path) -> None:
    families = [FAMILY, {**FAMILY, "R104": "002", "R303": 10}, {**FAMILY, "R104": "002", "R110": "002"}]
    result = check_text(tmp_path, "regsosek2022k", family=csv_text(FAMILY_COLUMNS, families))
    places = {p["kode"]: p for p in result.report["wilayah"]}
    assert sum(p["dibaca"] for p in places.values()) == result.report["dibaca"] == 3
    assert sum(p["ditolak"] for p in places.values()) == result.report["ditolak"] == 1
    spoilt = next(p for p in places.values() if p["ditolak"])
    assert (spoilt["dibaca"], spoilt["pemeriksaan"]) == (2, {"daftar_kode": 1})


def test_the_report_is_json_and_a_table(tmp_path: Path) -> None:
    result = regsosek(tmp_path, [{**FAMILY, "R303": 10, "R502A": 1}])
    assert json.loads(json.dumps(result.report)) == result.report
    table = report_table(result.report)
    assert [c.name for c in table.columns] == ["judul", "berkas", "kolom", "tingkat", "jumlah", "contoh_baris", "saran"]
    first = table.rows()[0]
    assert first["tingkat"] == "tolak"
    assert table.column("tingkat") == sorted(table.column("tingkat"), reverse=True)
    assert "ditolak 3" in str(table.notes[0])
    assert report_table(result.report, "en").rows()[-1]["kolom"].endswith("Gas cylinder >= 5.5 kg")


def test_refused_rows_can_be_mended_and_sent_again(tmp_path: Path) -> None:
    """The file of refused rows, with the fault mended, is itself a delivery."""
    families = [FAMILY, {**FAMILY, "R110": "002", "R303": 10}]
    text = csv_text(FAMILY_COLUMNS, families)
    result = check_text(tmp_path, "regsosek2022k", family=text)
    mended = result.rejected_files["family"].read_text(encoding="utf-8-sig").replace(";10;1;3;4;", ";9;1;3;4;")
    (tmp_path / "lagi").mkdir()
    again = check_text(tmp_path / "lagi", "regsosek2022k", family=mended)
    assert (again.report["dibaca"], again.report["ditolak"]) == (1, 0)


def test_formulas_in_refused_rows_are_made_harmless(tmp_path: Path) -> None:
    result = regsosek(tmp_path, [{**FAMILY, "R303": 10, "R107": "=HYPERLINK(1)"}])
    assert rejected(result, "family")[0]["R107"] == "'=HYPERLINK(1)"


def test_coordinates(tmp_path: Path) -> None:
    """Decimal comma; outside Indonesia is refused; outside an imported boundary is a warning."""
    base = {k: FAMILY[k] for k in ("R101", "R102", "R103", "R104", "R105", "R105A", "R109", "R110")}
    points = [("-9,5", "123,9"), ("-10,1", "124,2"), ("123,9", "-9,5"), ("0", "0"), ("-9.5", ""), ("x", "123")]
    rows = [{**base, "R110": f"{n:03}", "lat": lat, "lon": lon} for n, (lat, lon) in enumerate(points, 1)]
    text = csv_text([*base, "lat", "lon"], rows)

    def boundary(batch: pa.Table) -> pa.Array:
        assert batch.column_names == ["code", "lat", "lon"]
        assert set(batch.column("code").to_pylist()) == {"53.01.25.2004"}
        return pa.array([None if lat > -1 else lat > -10 for lat in batch.column("lat").to_pylist()])

    result = check_text(tmp_path, "koordinat", Context(boundary=boundary), list=text)
    assert [r["_baris"] for r in rejected(result, "list")] == ["3", "4", "5", "6"]
    assert found(result, "peringatan") == {("batas_wilayah", "lat"): 1}
    assert [(r["lat"], r["lon"]) for r in accepted(result, "location")] == [(-9.5, 123.9), (-10.1, 124.2)]
    assert adds_up(result)


def test_recipient_lists(tmp_path: Path) -> None:
    """The file's name tells the programme; money and months are forgiven their spelling, unknown villages are kept."""
    rows = [
        {"periode": "2025-03", "nik": HEAD["R403"], "nominal": "Rp1.200.000", "kode_desa": "5301252004"},
        {"periode": "202506", "nik": HEAD["R403"], "nominal": "600000,50", "kode_desa": ""},
        {"periode": "3/2025", "nik": "", "nominal": "750000", "kode_desa": "5301259999"},
        {"periode": "2025-13", "nik": "", "nominal": "1", "kode_desa": "5301252004"},
        {"periode": "2025-03", "nik": "", "nominal": "banyak", "kode_desa": "5301252004"},
    ]
    text = csv_text(["periode", "nik", "no_kk", "nama", "alamat", "kode_desa", "nominal"], rows)
    result = check_text(tmp_path, "penerima_program", name="Penerima BPNT Maret.csv", list=text)
    got = [(r["programme"], r["period"], r["amount"], r["village_code"]) for r in accepted(result, "receipt")]
    assert got == [
        ("sembako", "2025-03", 1_200_000, "53.01.25.2004"), ("sembako", "2025-06", 600_000.5, None),
        ("sembako", "2025-03", 750_000, None),
    ]  # fmt: skip
    assert found(result, "tolak") == {("periode", "periode"): 1, ("angka_wajar", "nominal"): 1}
    assert found(result, "peringatan")[("wilayah_daftar", "kode_desa")] == 2
    with pytest.raises(UserError) as caught:
        check_text(tmp_path, "penerima_program", name="daftar.csv", list=text)
    assert caught.value.code == "programme-unknown"


def test_surveys_need_weights_and_spending(tmp_path: Path) -> None:
    rows = [
        {"URUT": 1, "R101": 53, "R102": 3, "R105": 1, "R301": 4, "FOOD": "1.200.000", "NONFOOD": 800000,
         "KAPITA": "500000,25", "WERT": "2,5", "WEIND": 10},
        {"URUT": 2, "R101": 53, "R102": 3, "KAPITA": 0, "WERT": 1, "WEIND": ""},
    ]  # fmt: skip
    result = check_text(tmp_path, "susenas_kp", list=csv_text(list(rows[0]), rows))
    assert set(found(result, "tolak")) == {("pengeluaran", "KAPITA"), ("penimbang", "WEIND")}
    row = accepted(result, "survey_susenas_consumption")[0]
    assert (row["pengeluaran_kapita"], row["makanan_kapita"], row["penimbang"]) == (500000.25, 300000, 2.5)


def test_regencies_that_no_one_knows_are_refused(tmp_path: Path) -> None:
    rows = [
        {"URUT": n, "R101": 53, "R102": r, "KAPITA": 1, "WERT": 1, "WEIND": 1} for n, r in enumerate((3, 1, 77, "x"))
    ]
    result = check_text(tmp_path, "susenas_kp", list=csv_text(list(rows[0]), rows))
    assert found(result, "tolak") == {("wilayah", "R102"): 2}


def test_imported_tables_of_regions_count(tmp_path: Path) -> None:
    """A code that ended before the date of the data is refused; one whose partner was imported is known."""
    import datetime as dt

    import pyarrow.parquet as pq

    from sepakat.regions import bps, validity

    history = tmp_path / "riwayat.parquet"
    row = {
        "code": "53.01.25.9999",
        "valid_from": dt.date(2010, 1, 1),
        "valid_to": dt.date(2020, 1, 1),
        "successor": None,
    }
    pq.write_table(pa.Table.from_pylist([row], schema=validity.SCHEMA), history)
    rows = [{"kode_desa": c, "klasifikasi": 1} for c in ("5301259999", "5301252004", "5301252005", "5301252006")]
    text = csv_text(["kode_desa", "klasifikasi"], rows)
    result = check_text(tmp_path, "klasifikasi_desa", Context(history=history), list=text)
    assert "tidak berlaku lagi" in rejected(result, "list")[0]["_alasan"]
    assert (
        "tidak ada dalam daftar" in rejected(check_text(tmp_path, "klasifikasi_desa", list=text), "list")[0]["_alasan"]
    )
    crosswalk = tmp_path / "padanan.parquet"
    pair = {
        "bps_code": "5303142999",
        "kemendagri_code": "53.01.25.2004",
        "status": "impor",
        "valid_from": None,
        "valid_to": None,
        "series": "2017",
    }
    pq.write_table(pa.Table.from_pylist([pair], schema=bps.SCHEMA), crosswalk)
    text = csv_text(FAMILY_COLUMNS, [{**FAMILY, "R104": "999"}])
    assert check_text(tmp_path, "regsosek2022k", Context(crosswalk=crosswalk), family=text).report["ditolak"] == 0


def test_checks_are_found_by_walking_the_folder() -> None:
    checks = quality.discover()
    assert len(checks) >= 30
    for check in checks.values():
        assert isinstance(check, Check)
        assert check.severity in ("tolak", "peringatan")
        assert check.title.id != check.title.en
        assert check.hint.id.endswith((".", "?"))


# -- size --------------------------------------------------------------------------------------------------------------

ROWS = 300_000
_RUN = """
import json, re, sys
from pathlib import Path
from sepakat import quality, sources
folder = Path(sys.argv[1])
source = sources.source("jkn")
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1))
before = peak()
staged = sources.stage(folder / "peserta_jkn.csv", source, "list", folder / "tahap.parquet")
result = quality.run(source, {"list": staged}, folder / "mutu")
after = peak()
lines = sum(1 for _ in open(result.rejected, "rb")) - 1
sums = {k: result.report[k] for k in ("dibaca", "ditolak")}
print(json.dumps({"mb": (after - before) / 1024, "lines": lines, **sums}))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux's /proc")
def test_a_large_file_full_of_errors_is_reported_whole_in_bounded_memory(tmp_path: Path) -> None:
    """Every row has faults of its own. Measured in a process of its own, because peaks never come down again."""
    numbers = pa.array(range(ROWS))
    text = numbers.cast(pa.string())
    short = pa.compute.binary_join_element_wise("53010541018", text, "")
    table = pa.table(
        {
            "nomor_kartu": text, "nik": short, "no_kk": short, "nama": pa.array(["NAMA CONTOH"] * ROWS),
            "tanggal_lahir": pa.array(["31/02/1980"] * ROWS), "jenis_kelamin": pa.array(["X"] * ROWS),
            "kode_desa": pa.array(["53012520AB"] * ROWS), "segmen": pa.array(["TIDAK ADA"] * ROWS),
            "status_peserta": pa.array(["AKTIF"] * ROWS),
        }
    )  # fmt: skip
    pacsv.write_csv(table, tmp_path / "peserta_jkn.csv", pacsv.WriteOptions(delimiter=";"))
    environment = {**os.environ, "SEPAKAT_MEMORY": "256MB", "SEPAKAT_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
    )
    got = json.loads(done.stdout)
    assert got["dibaca"] == got["ditolak"] == got["lines"] == ROWS
    assert got["mb"] < 600  # DuckDB's 256 MB, a batch of text in Arrow, and what Python keeps
