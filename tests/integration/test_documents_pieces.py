"""Blocks of the site's pages (scenario, comparison, errors in parts, overlap, index …) over the sample release: every
kind gives figures in Bahasa, each of which can be worked out again; kept trees; scenarios as words."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from sepakat import documents
from sepakat.analysis import trees
from sepakat.core.errors import UserError
from sepakat.documents import Missing, Paragraph, Tabulated, shelf
from sepakat.documents.parts import numbers
from sepakat.lake import Lake
from sepakat.targeting.scenarios import Scenario, typed
from tests.two_releases import LATER, publish, two_releases

SCENARIO = "skenario?biaya=200000&desil=4|5&nama=A|B&pembayar=provinsi:40,kabupaten:60&plafon=50000000&program=pkh"
PROVINCE = (
    "bandingkan?bagian=53&id=sanitasi_layak,tpt",
    "definisi?kedua=air_minum_layak&pertama=sanitasi_layak",
    "fasilitas",
    "fasilitas?isi=wilayah",
    "galat?program=pkh&ukuran=semua",
    "galat?isi=sebab&program=pkh",
    "galat?isi=bidang&program=pkh",
    "galat?isi=kelompok&program=pkh",
    "galat?isi=wilayah&program=pkh",
    "banding_desil",
    "banding_desil?isi=kelompok",
    "banding_desil?isi=wilayah",
    "kesetaraan?lensa=perempuan",
    "miskin_di_luar_daftar?tingkat=kabupaten",
    "irisan_daftar?menurut=jenis_kelamin&tingkat=kabupaten",
    "program?program=pkh",
    "program?isi=alasan&program=pkh",
    "seri?id=p0&tingkat=bawah",
    "spm?isi=bagian",
    "spm?isi=registri",
    SCENARIO,
    f"{SCENARIO}&isi=aturan",
    f"{SCENARIO}&isi=perpindahan",
)
AGAIN = {"definisi?kedua=air_minum_layak&pertama=sanitasi_layak", "galat?isi=kelompok&program=pkh", "spm?isi=registri",
         "irisan_daftar?menurut=jenis_kelamin&tingkat=kabupaten", "program?program=pkh", SCENARIO}  # fmt: skip
ENGLISH = re.compile(r"\b(the|of|and|percent|families|wrongly|decile|region)\b", re.IGNORECASE)


@pytest.mark.parametrize("block", PROVINCE)
def test_a_piece_has_figures_in_bahasa_that_can_be_worked_out_again(sample_lake: Path, block: str) -> None:
    lake = Lake.open(sample_lake)
    parts = documents.make(block, lake, "53", pictures=block == SCENARIO)
    held = list(numbers(parts))
    assert not [p for p in parts if isinstance(p, Missing)]
    assert any(n.value is not None for n in held)
    assert len({n.query.slot for n in held}) == len(held)
    assert all(n.query.label and n.query.formula and n.query.period for n in held)
    said = " ".join(
        p.text if isinstance(p, Paragraph) else " ".join((p.caption, *p.heads, p.note))
        for p in parts
        if isinstance(p, Paragraph | Tabulated)
    )
    assert ENGLISH.findall(said) == []
    for number in held[:: max(1, len(held) // 8)] if block in AGAIN else ():  # the whole block is made once more
        assert documents.recompute(lake, number.query) == number.shown


def test_what_no_region_can_have_is_a_gap_or_a_reason(sample_lake: Path) -> None:
    lake = Lake.open(sample_lake)
    for block in ("indeks_data", "program?isi=lalu&program=pkh", "galat?isi=sebab&program=pkh"):
        found = documents.make(block, lake, "53.01")
        assert [type(p) for p in found] == [Missing] and found[0].next, block
    refused = {"skenario?desil=x": "scenario-field", "kesetaraan?lensa=apa": "block-option",
               "galat?isi=apa": "block-option", "pohon_masalah?pohon=daerah:apa": "unknown-tree"}  # fmt: skip
    for block, code in refused.items():
        with pytest.raises(UserError) as problem:
            documents.make(block, lake, "53.01")
        assert problem.value.code == code, block


def test_pieces_that_rest_on_what_lies_beside_a_release(sample_lake: Path, tmp_path: Path) -> None:
    """A tree of one's own, a month of the index, the release before: all in the lake, so a document can be checked."""
    from sepakat.analysis import scoring

    home = tmp_path / "lake"
    first = two_releases(sample_lake, home)
    lake = Lake.open(home)
    tree = trees.add(trees.from_indicator("sanitasi_layak", "53.01"), "masalah", "Air jauh dari rumah")
    id_ = shelf.keep(home, tree)
    assert shelf.keep(home, tree) == id_
    parts = documents.make(f"pohon_masalah?pohon={id_}", lake, "53.01")
    assert any("Air jauh dari rumah" in map(str, row) for p in parts if isinstance(p, Tabulated) for row in p.rows)
    with pytest.raises(UserError):
        documents.make(f"pohon_masalah?pohon={id_}", lake, "53.02")
    assert isinstance(documents.make("indeks_data", lake, "53.01")[0], Missing)
    scoring.run(lake, "2027-12", today=dt.date(2027, 12, 5))
    for part in ("bagian", "setara", "riwayat", "semua"):
        table = documents.make(f"indeks_data?isi={part}", lake, "53.01")[0]
        assert isinstance(table, Tabulated) and "Usulan, bukan penilaian resmi" in table.note
    publish(home)
    over = documents.make("antarrilis?id=sanitasi_layak", Lake.open(home), "53.01")[-1]
    assert isinstance(over, Tabulated) and [row[0] for row in over.rows] == [first, LATER]
    assert over.rows[0][2] != over.rows[1][2]


def test_scenarios_as_words_and_back() -> None:
    made = (
        Scenario("A|B", "pkh", 4, cost=200_000.0, ceiling=1e9, shares={"provinsi": 40.0, "kabupaten": 60.0}),
        Scenario("C", "pkh", 0, categories=("lansia", "balita"), category_decile=6, first=("lansia",), scope="geser",
                 quota=50, months=6, take_up=80.0),
    )  # fmt: skip
    told = typed.words(made)
    assert (
        documents.Block.parse(documents.Block("skenario", {"program": "pkh", **told}).text()).options["desil"] == "4|0"
    )
    back = typed.scenarios("pkh", told)
    assert back[1] == made[1] and back[0].name == "A/B" and back[0].shares == made[0].shares
    assert typed.scenarios("pkh", typed.words([Scenario("Skenario 1", "pkh", 3)])) == (
        Scenario("Skenario 1", "pkh", 3),
    )
    with pytest.raises(UserError):
        typed.scenarios("pkh", {"nama": "a|b|c|d|e"})
    with pytest.raises(UserError):
        typed.scenarios("pkh", {"desil": "4,5"})
