"""What the command line says to newcomers: click's words in Bahasa, names where codes are asked for, where to look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sepakat.catalogue import reading
from sepakat.cli import clicks, main
from sepakat.cli.commands import people
from sepakat.core import UserError
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text, reading_in
from sepakat.matching import files
from sepakat.regions import parse


@pytest.mark.parametrize(
    ("arguments", "id_", "en"),
    [
        (["indicator", "compute"], "Galat: Belum diisi: argumen 'IDS...'.", "Error: Missing argument 'IDS...'."),
        (["table", "orang", "--format", "x"], "'x' bukan salah satu dari", "'x' is not one of"),
        (["sample", "--families", "x", "--out", "y"], "bukan angka", "is not a valid integer"),
        (["sample", "--outt", "y"], "Pilihan '--outt' tidak dikenal. Maksud Anda '--out'?", "No such option"),
    ],
)
def test_click_speaks_the_readers_language(arguments: list[str], id_: str, en: str, capsys: Any) -> None:
    for lang, words in (("id", id_), ("en", en)):
        with reading_in(lang):
            assert main(arguments) == 2
        assert words in capsys.readouterr().err


def test_every_sentence_that_is_translated_is_one_of_clicks() -> None:
    import click

    source = "".join(p.read_text(encoding="utf-8") for p in Path(click.__file__).parent.glob("*.py"))
    assert [text for text in clicks.INDONESIAN if text.replace("\n", "\\n").replace("\t", "\\t") not in source] == []


def test_a_name_where_a_code_is_asked_for_gets_the_codes_that_bear_it() -> None:
    with pytest.raises(UserError) as found:
        parse("Kupang")
    assert found.value.code == "region-code-form"
    assert "53.01 (Kabupaten Kupang" in str(found.value) and "53.71 (Kota Kupang" in str(found.value)
    with pytest.raises(UserError, match="bukan bentuk"):
        parse("5x")


def test_an_unknown_name_gets_the_names_there_are_or_the_command_that_lists_them() -> None:
    few = unknown_name(Text("Daftar", "List"), "xyz", ["dtks", "p3ke"], "overlap-source")
    many = unknown_name(
        Text("Indikator", "Indicator"), "xyz", map("indikator_{}".format, range(90)), "unknown-indicator"
    )
    assert "Yang ada: dtks, p3ke." in str(few) and "`sepakat indicator list`" in str(many)
    assert "Maksud Anda `dtks`" in str(unknown_name(Text("Daftar", "List"), "dtsk", ["dtks", "p3ke"], "overlap-source"))


def test_a_broken_file_is_told_in_one_language(tmp_path: Path) -> None:
    path = tmp_path / "rusak.toml"
    path.write_text('id = "a"\nnama = ?\n', encoding="utf-8")
    with pytest.raises(UserError) as found:
        reading.read(path)
    assert "di baris 2, kolom 8" in found.value.render("id") and "nvalid" not in found.value.render("id")
    assert "line 2" in found.value.render("en")


def test_a_region_that_is_not_there_is_an_error_of_the_analysis(sample_lake: Path, capsys: Any) -> None:
    for region in ("53.99", "11.01"):
        assert main(["--lake", str(sample_lake), "analyse", "kemiskinan_posisi", "--region", region]) == 1
    assert "Maksud Anda `53." in capsys.readouterr().err


def test_an_invitation_leads_to_the_name_that_the_site_has(monkeypatch: pytest.MonkeyPatch) -> None:
    for hosts, address in (
        ("", "http://127.0.0.1:8000"),
        ("localhost,127.0.0.1", "http://127.0.0.1:8000"),
        ("web,sepakat.contoh.go.id,localhost", "https://sepakat.contoh.go.id"),
    ):
        monkeypatch.setenv("SEPAKAT_HOSTS", hosts)
        assert people._address() == address


def test_a_run_says_what_it_searched_and_where_the_links_went() -> None:
    one = [str(t) for t in files.told_of({"lists": {"warga": 1200}, "links": 3}, None)]
    assert "tercatat lebih dari sekali di warga (1.200 catatan)" in one[0] and "--out" in one[1]
    two = [str(t) for t in files.told_of({"lists": {"a": 1, "b": 2}, "links": 3}, Path("p.csv"))]
    assert two == ["Padanan ditulis ke p.csv."]
