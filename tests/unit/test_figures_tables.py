"""Tables with years across, as BPS prints them: every figure becomes a row, nothing is guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sepakat import sources
from sepakat.core.errors import UserError
from sepakat.sources import melting
from tests.sources_rows import accepted, check_files, check_text, found, rejected

P0 = '"Persentase Penduduk Miskin Menurut Kabupaten/Kota, Maret (Persen)"\n\n'


def read(folder: Path, text: str) -> list[dict[str, Any]]:
    result = check_text(folder, "angka_bps", list=text)
    assert not result.rejected_files, rejected(result, "list")
    return accepted(result, "figure")


def values(rows: list[dict[str, Any]]) -> dict[tuple[str, str], float | None]:
    return {(r["region_code"], r["periode"]): r["nilai"] for r in rows}


def test_signs_marks_and_footnotes(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        P0 + "Kabupaten/Kota;2022;2023*\nSumba Barat;27,44;27,17\nKupang;...;NA\nKota Kupang;8,61 r;8,61 1)\n"
        "Sabu Raijua;–;\nNusa Tenggara Timur;20,05;19,96\nCatatan: 1) contoh\nSumber: BPS, Susenas\n",
    )
    assert values(rows) == {
        ("53.12", "2022-03"): 27.44, ("53.12", "2023-03"): 27.17, ("53.01", "2022-03"): None,
        ("53.01", "2023-03"): None, ("53.71", "2022-03"): 8.61, ("53.71", "2023-03"): 8.61,
        ("53.20", "2022-03"): None, ("53.20", "2023-03"): None, ("53", "2022-03"): 20.05, ("53", "2023-03"): 19.96,
    }  # fmt: skip
    told = {(r["region_code"], r["periode"]): (r["tanda"], r["status_angka"], r["catatan"]) for r in rows}
    assert told[("53.01", "2022-03")] == ("...", None, None)
    assert told[("53.01", "2023-03")] == ("NA", "sementara", None)
    assert told[("53.71", "2022-03")] == (None, "revisi", None)
    assert told[("53.71", "2023-03")] == (None, "sementara", "1)")
    assert told[("53.20", "2022-03")] == ("–", None, None)
    assert told[("53.20", "2023-03")] == ("–", "sementara", None)
    assert {r["sumber"] for r in rows} == {"BPS, Susenas"}
    assert {(r["seri"], r["definisi"], r["satuan"]) for r in rows} == {("p0", "baku", "persen")}


def test_measures_over_years_in_two_lines_of_heads(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "Tabel 4.1;;;;\nKabupaten/Kota;Harapan Lama Sekolah;;Rata-rata Lama Sekolah Penduduk 25 Tahun ke Atas;\n"
        ";2022;2023;2022;2023\nKupang;13,60;13,61;7,81;7,99\nEnde;13,80;13,83;8,01;8,12\n",
    )
    assert {(r["seri"], r["definisi"], r["periode"]): r["nilai"] for r in rows if r["region_code"] == "53.01"} == {
        ("hls", "baku", "2022"): 13.60, ("hls", "baku", "2023"): 13.61,
        ("rls", "rls_25", "2022"): 7.81, ("rls", "rls_25", "2023"): 7.99,
    }  # fmt: skip


def test_measures_of_one_year_that_the_title_names(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "Ringkasan menurut kabupaten, 2023\nKabupaten/Kota;Harapan Lama Sekolah;Indeks Ketimpangan Gender\n"
        "Kupang;13,61;0,488\n",
    )
    assert {(r["seri"], r["periode"]): r["nilai"] for r in rows} == {("hls", "2023"): 13.61, ("ikg", "2023"): 0.488}


@pytest.mark.parametrize(
    ("cell", "thousands", "value"),
    [
        ("12,34", True, "12.34"), ("1.234,5", True, "1234.5"), ("582.932", True, "582932"), ("12.34", False, "12.34"),
        ("1,234.5", False, "1234.5"), ("1 234,5", True, "1234.5"), ("-0,3", True, "-0.3"), ("7,81**", True, "7.81"),
    ],
)  # fmt: skip
def test_decimals_and_thousands(cell: str, thousands: bool, value: str) -> None:
    assert melting.read_value(cell, thousands)[0] == value


def test_dots_are_thousands_only_where_the_series_has_whole_numbers(tmp_path: Path) -> None:
    lines = "Kabupaten/Kota;2022;2023\nKupang;412.345;430.001\nEnde;398.100;410.777\n"
    assert (
        values(read(tmp_path, "Garis Kemiskinan (Rupiah/kapita/bulan), Maret\n" + lines))[("53.01", "2022-03")]
        == 412345
    )
    inside = "Gini Ratio Maret\n" + lines.replace("412.345", "0.345").replace("430.001", "0.301").replace(
        "398.100", "0.398"
    ).replace("410.777", "0.310")
    (tmp_path / "b").mkdir()
    assert values(read(tmp_path / "b", inside))[("53.01", "2022-03")] == 0.345


def test_a_regency_and_a_province_of_one_name(tmp_path: Path) -> None:
    lines = "Kabupaten/Kota;2022\nGorontalo;17,1\nKota Gorontalo;5,4\nBoalemo;18,9\n"
    last = {c: v for (c, _), v in values(read(tmp_path, P0 + lines + "Gorontalo;15,5\n")).items()}
    assert last == {"75.01": 17.1, "75.71": 5.4, "75.02": 18.9, "75": 15.5}
    (tmp_path / "b").mkdir()
    capitals = {c: v for (c, _), v in values(read(tmp_path / "b", P0 + "Kabupaten/Kota;2022\nGORONTALO;15,5\n"
                                                  "Gorontalo;17,1\nBoalemo;18,9\n")).items()}  # fmt: skip
    assert capitals == {"75": 15.5, "75.01": 17.1, "75.02": 18.9}


def test_a_title_that_names_no_series_is_refused_in_words(tmp_path: Path) -> None:
    result = check_text(tmp_path, "angka_bps", list="Produksi Padi (ton)\nKabupaten/Kota;2022\nKupang;100\nEnde;90\n")
    assert found(result, "tolak") == {("seri_angka", "seri"): 2}
    assert "Produksi Padi" in rejected(result, "list")[0]["_alasan"]
    assert rejected(result, "list")[0]["wilayah"] == "Kupang"


def test_a_region_that_is_not_known_is_refused_alone(tmp_path: Path) -> None:
    result = check_text(tmp_path, "angka_bps", list=P0 + "Kabupaten/Kota;2022\nKupang;22,1\nNegeri Antah;3\n")
    assert [r["region_code"] for r in accepted(result, "figure")] == ["53.01"]
    assert "NegeriAntah" in rejected(result, "list")[0]["_alasan"]


def test_a_year_with_two_definitions_is_refused_unless_the_title_names_one(tmp_path: Path) -> None:
    lines = "Kabupaten/Kota;2021\nKupang;65,1\nEnde;68,2\n"
    unclear = check_text(tmp_path, "angka_bps", list="Indeks Pembangunan Manusia\n" + lines)
    assert found(unclear, "tolak") == {("seri_angka", "seri"): 2}
    (tmp_path / "b").mkdir()
    rows = read(tmp_path / "b", "Indeks Pembangunan Manusia (UHH Hasil Long Form SP2020)\n" + lines)
    assert {r["definisi"] for r in rows} == {"uhh_lf_sp2020"}


def test_a_long_workbook_is_read_to_its_end(tmp_path: Path) -> None:
    from sepakat import regions

    tree = regions.load()
    codes = [c for p in ("32", "33", "35") for c in tree.codes("kabupaten", p)]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Persentase Penduduk Miskin, Maret"])
    sheet.append(["Kabupaten/Kota", 2022, 2023])
    for at, code in enumerate(codes):
        sheet.append([tree.name(code).removeprefix("Kabupaten "), 5 + at / 10, "..." if at == 40 else 4 + at / 10])
    sheet.append(["Sumber: BPS"])
    path = tmp_path / "p0.xlsx"
    book.save(path)
    seen = sources.recognise(path)
    assert seen is not None
    assert (seen.source_id, seen.role) == ("angka_bps", "list")
    result = check_files(tmp_path, "angka_bps", {"list": path})
    rows = accepted(result, "figure")
    assert len(rows) == 2 * len(codes)
    assert values(rows)[(codes[-1], "2022-03")] == pytest.approx(5 + (len(codes) - 1) / 10)
    assert values(rows)[(codes[40], "2023-03")] is None


def test_a_table_of_another_shape_is_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "lain.csv"
    path.write_text("nama;umur\nA;2020\n", encoding="utf-8")
    assert sources.recognise(path) is None
    with pytest.raises(UserError) as problem:
        sources.stage(path, sources.source("angka_bps"), "list", tmp_path / "x.parquet")
    assert problem.value.code == "table-shape"
    assert problem.value.hint is not None
