"""The crosswalk: what BPS calls a region, what the decree calls it, and what is not known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.regions import bps, crosswalk

TREE = regions.load()


def test_199_regency_codes_differ() -> None:
    pairs = bps.table("kabupaten").to_pylist()
    assert len(pairs) == 514 and len({p["kemendagri_code"] for p in pairs}) == 514
    assert sum(p["bps_code"] != p["kemendagri_code"].replace(".", "") for p in pairs) == 199


def test_simeulue() -> None:
    pair = bps.to_kemendagri("1101")
    assert pair is not None and pair.kemendagri_code == "11.09" and TREE.name("11.09") == "Kabupaten Simeulue"
    back = bps.from_kemendagri("11.09")
    assert back is not None and back.bps_code == "1101"
    district = bps.to_kemendagri("1101010")
    assert district is not None and district.kemendagri_code == "11.09.07"


def test_the_same_digits_are_two_regions() -> None:
    pair = bps.to_kemendagri("5301")
    assert pair is not None and TREE.name(pair.kemendagri_code) == "Kabupaten Sumba Barat"
    assert TREE.name("53.01") == "Kabupaten Kupang"


@pytest.mark.parametrize(
    ("number", "code", "name"),
    [
        ("94", "91", "Papua"),
        ("91", "92", "Papua Barat"),
        ("95", "93", "Papua Selatan"),
        ("96", "94", "Papua Tengah"),
        ("97", "95", "Papua Pegunungan"),
        ("92", "96", "Papua Barat Daya"),
    ],
)
def test_papua_since_2023(number: str, code: str, name: str) -> None:
    pair = bps.to_kemendagri(number, series="2023")
    assert pair is not None and pair.kemendagri_code == code and TREE.name(code) == name
    assert pair.valid_from == dt.date(2023, 1, 1)


def test_undivided_papua_has_no_single_heir() -> None:
    assert bps.to_kemendagri("94") is None and bps.to_kemendagri("91") is None
    sides = {(r["side"], r["code"]) for r in bps.unmatched("provinsi").to_pylist()}
    assert ("bps", "94") in sides and ("kemendagri", "95") in sides


def test_numbers_of_2017_in_papua_have_an_end_and_no_life_after() -> None:
    pair = bps.to_kemendagri("9471")
    assert pair is not None and pair.kemendagri_code == "91.71" and pair.valid_to == dt.date(2022, 12, 31)
    assert bps.to_kemendagri("9471", series="2023") is None
    outside = bps.to_kemendagri("1101", series="2023")
    assert outside is not None and outside.valid_to is None


@pytest.mark.parametrize("level", ["kecamatan", "desa"])
def test_matched_and_unmatched_are_all_there_is(level: str) -> None:
    """Every code of either list is matched once, or listed as open; nothing is in both places."""
    table = bps.table(level)
    rest = bps.unmatched(level).to_pylist()
    ours = table.column("kemendagri_code").to_pylist()
    theirs = table.column("bps_code").to_pylist()
    open_ours = [r["code"] for r in rest if r["side"] == "kemendagri"]
    open_theirs = [r["code"] for r in rest if r["side"] == "bps"]
    assert len(set(ours)) == len(ours) and len(set(theirs)) == len(theirs)
    assert sorted(ours + open_ours) == TREE.codes(level)
    assert not set(theirs) & set(open_theirs)
    assert len(theirs) + len(open_theirs) == {"kecamatan": 7215, "desa": 80532}[level]


def test_matching_by_name_says_so_and_covers_most() -> None:
    districts, villages = bps.table("kecamatan"), bps.table("desa")
    assert districts.num_rows > 0.99 * 7215 and villages.num_rows > 0.96 * 80532
    pair = bps.from_kemendagri("53.01.08.2010")
    assert pair is not None and pair.method == "dicocokkan menurut nama"
    assert set(villages.column("status").to_pylist()) <= set(bps.STATUS)
    assert table_method("1101") == "tabel padanan"


def table_method(code: str) -> str:
    pair = bps.to_kemendagri(code)
    assert pair is not None
    return pair.method


def test_a_matched_village_stays_in_its_matched_regency() -> None:
    regency = {p["bps_code"]: p["kemendagri_code"] for p in bps.table("kabupaten").to_pylist()}
    for pair in bps.table("desa").to_pylist():
        assert pair["kemendagri_code"].startswith(regency[pair["bps_code"][:4]] + ".")


@pytest.mark.parametrize("code", ["53.01", "530", "", "53010820100", "abcd", None, 5301])
def test_what_is_no_bps_code_is_refused(code: object) -> None:
    with pytest.raises(UserError) as caught:
        bps.to_kemendagri(code)  # type: ignore[arg-type]
    assert caught.value.code == "bps-code-form"


def test_unknown_series_and_level() -> None:
    with pytest.raises(UserError):
        bps.to_kemendagri("5301", series="2018")
    with pytest.raises(UserError):
        bps.table("dusun")
    assert bps.from_kemendagri("00") is None


# -- an imported crosswalk ---------------------------------------------------------------------------------------------


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_an_imported_crosswalk_replaces_its_level(tmp_path: Path) -> None:
    file = write(
        tmp_path / "padanan.csv",
        "kode_bps;kode_kemendagri;berlaku_dari;berlaku_sampai\n9401;91.03;2023-01-01;\n5301;53.12;01/02/2024;\n",
    )
    report = crosswalk.import_file(file, tmp_path, series="2024")
    assert (report.read, report.accepted, report.levels, report.problems) == (2, 2, {"kabupaten": 2}, [])
    stored = crosswalk.path_in(tmp_path)
    pair = bps.to_kemendagri("9401", crosswalk=stored)
    assert pair is not None and (pair.kemendagri_code, pair.series, pair.method) == ("91.03", "2024", "diimpor")
    assert bps.to_kemendagri("1101", crosswalk=stored) is None  # the level is replaced as a whole
    assert bps.table("desa", crosswalk=stored).num_rows == bps.table("desa").num_rows
    assert bps.table("kabupaten", crosswalk=tmp_path / "none.parquet").num_rows == 514


def test_every_problem_of_a_crosswalk_is_reported_with_its_row(tmp_path: Path) -> None:
    file = write(
        tmp_path / "padanan.csv",
        "kode_bps,kode_kemendagri,berlaku_dari,berlaku_sampai\n"
        "5301,53.12,,\n"  # good
        "53.01,53.12,,\n"  # a dotted code is not of BPS
        "5302,5313,,\n"  # undotted
        "5303,53.99,,\n"  # unknown
        "5304,53.01.01,,\n"  # levels differ
        "5301,53.13,,\n"  # a second partner
        "5305,53.05,besok,\n"  # no date
        "5306,53.06,2024-01-01,2023-01-01\n",  # ends before it starts
    )
    report = crosswalk.import_file(file, tmp_path)
    assert [p.row for p in report.problems] == [2, 3, 4, 5, 6, 7, 8]
    assert report.path is None and not crosswalk.path_in(tmp_path).exists()
    kept = crosswalk.import_file(file, tmp_path, strict=False)
    assert kept.path is not None and kept.accepted == 1


def test_two_partners_in_two_periods_are_no_conflict(tmp_path: Path) -> None:
    file = write(
        tmp_path / "padanan.csv",
        "kode_bps,kode_kemendagri,berlaku_dari,berlaku_sampai\n"
        "9401,93.01,2017-01-01,2022-12-31\n9401,91.03,2023-01-01,\n",
    )
    assert crosswalk.import_file(file, tmp_path).accepted == 2
    newest = bps.to_kemendagri("9401", crosswalk=crosswalk.path_in(tmp_path))
    assert newest is not None and newest.kemendagri_code == "91.03"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("bps,kemendagri\n1,2\n", "region-file-columns"),
        ("", "region-file-columns"),
        ("kode_bps,kode_kemendagri\nx,y\n", "crosswalk-empty"),
    ],
)
def test_a_crosswalk_that_cannot_be_used(tmp_path: Path, content: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        crosswalk.import_file(write(tmp_path / "p.csv", content), tmp_path)
    assert caught.value.code == code


def test_missing_and_broken_files(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        crosswalk.import_file(tmp_path / "tidak-ada.csv", tmp_path)
    assert caught.value.code == "file-missing"
    (tmp_path / "rusak.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(UserError) as caught:
        crosswalk.import_file(tmp_path / "rusak.xlsx", tmp_path)
    assert caught.value.code == "region-file-unreadable"
