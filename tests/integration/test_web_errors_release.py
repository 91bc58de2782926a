"""Salah sasaran and Banding desil on the sample release: page, file and command line have the library's figures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sepakat.cli import tree
from sepakat.core.errors import UserError
from sepakat.core.text import number
from sepakat.lake import Release
from sepakat.targeting import errors
from sepakat.web.lake_source import LakeSource
from tests.web_site import page, site

QUERY = "program=pkh&wilayah=53"


@pytest.fixture
def client(sample_lake: Path) -> Iterator[Any]:
    with site(LakeSource(sample_lake)) as made:
        yield made


def by_definition(release: Release, region: str = "53") -> dict[str, dict[str, Any]]:
    return {r["definition"]: r for r in errors.rates(errors.study(release, "pkh", region), region).rows()}


def test_the_short_page_says_two_rounded_sentences_with_their_intervals(client, release):
    rows = by_definition(release)
    words = page(client, f"/salah-sasaran/?{QUERY}").words
    for name in ("exclusion", "inclusion_of_beneficiaries"):
        row = rows[name]
        assert f"sekitar {number(row['expected'])} " in words
        assert f"(antara {number(row['low'])} dan {number(row['high'])})" in words
    assert "Yang berhak" in words and "Sebab terbesar" in words


def test_the_short_page_names_the_three_largest_causes_and_leads_on(client, release):
    table = errors.cause_table(errors.study(release, "pkh", "53"), "53")
    largest = sorted((r["n"] for r in table.rows() if r["n"]), reverse=True)[:3]
    found = page(client, f"/salah-sasaran/?{QUERY}")
    for n in largest:
        assert number(n) in found.words
    answer = client.get(f"/salah-sasaran/?{QUERY}").content.decode()
    assert "/salah-sasaran/rinci/?program=pkh&amp;wilayah=53" in answer
    assert "/daftar-nama/baru/?program=pkh&amp;wilayah=53" in answer
    assert "/banding-desil/?wilayah=53" in answer


def test_the_whole_page_has_every_definition_field_and_group(client, release):
    words = page(client, f"/salah-sasaran/rinci/?{QUERY}").words
    for row in by_definition(release).values():
        digits = 2 if row["definition"] == "cgh" else 1
        assert number(row["value"], digits) in words
        assert f"{number(row['low'], digits)}–{number(row['high'], digits)}" in words
    for said in ("Galat model peringkat (PMT)", "Galat registri", "Galat pelaksanaan", "Desa terpencil", "Holm"):
        assert said in words


def test_page_file_and_command_line_have_the_same_rows(client, release, sample_lake):
    rows = errors.rates(errors.study(release, "pkh", "53"), "53").rows()
    told = client.get(f"/salah-sasaran/unduh/galat.csv?{QUERY}").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(told), delimiter=";"))
    n = next(i for i, head in enumerate(lines[0]) if head.split(" ")[0] == "n")
    assert [int(line[n]) for line in lines[1 : 1 + len(rows)]] == [r["n"] for r in rows]
    for table in ("wilayah", "sebab", "bidang", "kelompok"):
        assert client.get(f"/salah-sasaran/unduh/{table}.xlsx?{QUERY}").content[:2] == b"PK"
    said = CliRunner().invoke(tree, ["errors", "pkh", "--region", "53", "--lake", str(sample_lake), "--format", "json"])
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout) == json.loads(json.dumps(rows))


def test_one_definition_by_groups_and_regions_from_the_command_line(sample_lake):
    said = CliRunner().invoke(
        tree,
        ["errors", "pkh", "--region", "53", "--definition", "exclusion", "--by", "jenis_kelamin_kk", "--level",
         "kabupaten", "--lake", str(sample_lake), "--format", "json"],
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    rows = json.loads(said.stdout)
    assert {r["definition"] for r in rows} == {"exclusion"} and {r["level"] for r in rows} == {"kabupaten"}
    assert {r["jenis_kelamin_kk"] for r in rows} >= {1, 2} and len({r["region"] for r in rows}) == 22
    assert any(r["sign"] for r in rows) and all(r["value"] is None for r in rows if r["sign"])


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (["pkh", "--definition", "eksklusi"], "error-definition"),
        (["pkh", "--by", "jenis_kelamin"], "dimension-unknown"),
        (["atensi"], "error-no-list"),
        (["pip", "--weight", "keluarga"], "error-weight"),
        (["--table", "rates"], "error-programme"),
        (["--pair", "dtks"], "error-pair"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_code(sample_lake, extra, code):
    said = CliRunner().invoke(
        tree, ["errors", *extra, "--region", "53", "--lake", str(sample_lake), "--format", "json"]
    )
    assert isinstance(said.exception, UserError)
    assert said.exception.code == code


def test_an_unknown_region_keeps_the_page_and_offers_names(client):
    assert "Wilayah mana yang Anda maksud?" in page(client, "/salah-sasaran/?program=pkh&wilayah=Kupang").words
    assert "Tidak ada wilayah bernama" in page(client, "/salah-sasaran/?program=pkh&wilayah=xyzzyq").words


def test_a_region_without_data_is_said_on_the_page(client):
    assert client.get("/salah-sasaran/?program=pkh&wilayah=31").status_code == 200


def test_deciles_side_by_side(client, release):
    held = errors.families(release, "53")
    row = errors.compare(held, "53").rows()[0]
    words = page(client, "/banding-desil/?wilayah=53").words
    assert f"{number(row['sama'])} ada di desil yang sama" in words
    assert f"Kappa berbobot linear {number(row['kappa_linear'], 2)}" in words
    other = page(client, "/banding-desil/?wilayah=53&pasangan=dtks-simulasi").words
    assert "Persentil DTKS" in other and "dengan NIK yang persis sama" in other
    assert client.get("/banding-desil/unduh/matriks.csv?wilayah=53").status_code == 200


def test_pages_of_strangers_are_kept_by_release(client):
    """(These tests may not touch the database: nor do the pages.)"""
    first = client.get(f"/salah-sasaran/?{QUERY}")
    again = client.get(f"/salah-sasaran/?{QUERY}", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304


def test_english_has_no_bahasa_sentence(client):
    words = page(client, f"/en/salah-sasaran/rinci/?{QUERY}").words
    assert "Every definition" in words and "Setiap definisi" not in words
