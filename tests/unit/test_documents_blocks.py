"""Blocks as one line of text, their kinds, and sentences of the library turned into numbers that can be traced."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sepakat.core.errors import UserError
from sepakat.documents import Block, kinds
from sepakat.documents.making import Ask
from sepakat.documents.parts import Number, Query, digest
from sepakat.documents.tabled import sentence

HOUSE = {
    "analisis", "daftar_indikator", "disabilitas", "galat", "grafik", "indikator", "intervensi", "irisan", "isian",
    "kesetaraan", "kuadran", "lintasan", "masalah_prioritas", "narasi", "peta", "pohon_masalah", "profil_desil",
    "risiko", "sasaran", "seri", "spm", "tabel", "wilayah_prioritas",
}  # fmt: skip


def ask(text: str, region: str = "53.01") -> Ask:
    release: Any = SimpleNamespace(id="20260101-01", logical="abc", path="x")
    return Ask(None, release, Block.parse(text), region)


def runs(text: str) -> list[str]:
    made = sentence(ask("narasi"), "k", text)
    return [f"[{run}]" if isinstance(run, Number) else run for run in made]


def test_every_kind_says_what_it_takes() -> None:
    assert set(kinds()) >= HOUSE
    for name, kind in kinds().items():
        assert kind.LABEL.id and kind.LABEL.en, name
        assert all(words.id.strip() and words.en.strip() for words in kind.OPTIONS.values()), name
        assert kind.__doc__, name


def test_a_block_is_one_canonical_line() -> None:
    block = Block.parse("analisis?tingkat=desa&tanya=akta_anak")
    assert block.text() == "analisis?tanya=akta_anak&tingkat=desa"
    assert Block.parse(block.text()) == block
    odd = Block("isian", {"apa": "Visi & misi? 100% / a=b", "siapa": ""})
    assert Block.parse(odd.text()).options == {"apa": "Visi & misi? 100% / a=b"}
    assert "\n" not in odd.text() and " " not in odd.text()
    assert Block.parse("analisis?jenis=kuadran&indikator=a&indikator=b").options["indikator"] == "a,b"
    assert hash(block) == hash(Block.parse(block.text()))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("profil_desl", "unknown-block"), ("indikator?warna=merah", "block-option"), ("Ada spasi", "block-form"),
        ("indikator?id", "block-form"), ("isian?apa=a%0Ab", "block-form"), ("isian?apa=" + "a" * 700, "block-form"),
        ("analisis?tanya=akta_anak&warna=1", "block-option"), ("", "block-form"), ("../etc", "block-form"),
    ],
)  # fmt: skip
def test_what_is_no_block_is_refused(text: str, code: str) -> None:
    with pytest.raises(UserError) as found:
        Block.parse(text)
    assert found.value.code == code


def test_options_are_read_and_bounded() -> None:
    assert ask("seri?id=p0,p1&tahun=3").whole("tahun", 5, 2, 10) == 3
    assert ask("seri?id=p0, p1").listed("id") == ("p0", "p1")
    for text in ("seri?id=p0&tahun=banyak", "seri?id=p0&tahun=99"):
        with pytest.raises(UserError, match="tahun"):
            ask(text).whole("tahun", 5, 2, 10)
    with pytest.raises(UserError, match="perlu pilihan"):
        ask("seri").need("id", "p0")


def test_a_number_has_its_own_key_in_every_block_and_region() -> None:
    one, two = ask("narasi"), ask("narasi", "53.02")
    keys = [one.number("a", "1", 1.0).key, one.number("a", "1", 1.0).key, two.number("a", "1", 1.0).key]
    assert len(set(keys)) == 3
    assert ask("narasi").number("a", "9", 9.0).key == keys[0]  # whatever the figure
    assert all(key[0].isalpha() and key.isalnum() and len(key) < 30 for key in keys)
    assert one.number("a", "1", 1.0).query.slot == "a~3"
    assert digest("a", "b") != digest("ab")


def test_figures_of_a_sentence_become_numbers() -> None:
    text = "P0 di A: 20,24%, urutan 11 dari 22 (1 = terbaik); Rp1.234.567 pada 2025-03, desil 1-4, 2024 (p = 0,02)."
    assert runs(text) == [
        "P0 di A: ", "[20,24]", " persen, urutan ", "[11]", " dari ", "[22]", " (1 = terbaik); Rp", "[1.234.567]",
        " pada Maret 2025, desil 1-4, 2024 (p = ", "[0,02]", ").",
    ]  # fmt: skip
    assert runs("Anak 7-18 tahun yang tidak bersekolah") == ["Anak 7-18 tahun yang tidak bersekolah"]
    assert runs("") == []


def test_a_query_travels_as_json() -> None:
    query = ask("narasi").number("a", "1", 1.0, measure="p0", hidden=2).query
    assert Query.of({**query.as_dict(), "later": 1}) == query
