"""Scenario files: what they say, what they leave to the programme, and the sentence for each slip."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sepakat.core.errors import UserError
from sepakat.targeting.scenarios import load_file

DAY = dt.date(2026, 1, 1)
WHOLE = """
nama = "Iuran JKN"
program = "pbi_jkn"
biaya = 42000
bulan = 6
plafon = 1_000_000
penyerapan = 90

[aturan]
desil_maks = 4
kategori = ["lansia"]
desil_maks_kategori = 6

[pembayar]
provinsi = 40
kabupaten = 60

[pembayar_wilayah."75.01"]
provinsi = 30
kabupaten = 70
"""


def read(folder: Path, text: str) -> list:
    path = folder / "skenario.toml"
    path.write_text(text, encoding="utf-8")
    return load_file(path, DAY)


def test_a_file_says_rule_money_and_payers(tmp_path):
    (one,) = read(tmp_path, WHOLE)
    assert (one.programme, one.decile_max, one.category_decile, one.months, one.take_up) == ("pbi_jkn", 4, 6, 6, 90)
    assert one.shares_of("75.01.02.2001") == {"provinsi": 30, "kabupaten": 70}
    assert one.shares_of("75.02.02.2001") == {"provinsi": 40, "kabupaten": 60}
    assert one.payers == ("provinsi", "kabupaten")
    assert one.rule_words.id == "desil nasional 1–4, dan desil nasional 1–6 dengan lansia"


def test_what_the_file_leaves_out_is_the_programmes_own_rule(tmp_path):
    (one,) = read(tmp_path, 'nama = "A"\nprogram = "sembako"\nbiaya = 1')
    assert (one.decile_min, one.decile_max, one.scope, one.months) == (1, 5, "tambahan", 12)
    assert one.cash == 1, "what a cash programme costs is what the family gets"
    (two,) = read(tmp_path, 'nama = "A"\nprogram = "pbi_jkn"\nbiaya = 1')
    assert two.cash == 0, "a contribution is no money in the family's hand"


def test_several_scenarios_share_what_stands_above_them(tmp_path):
    text = 'program = "pkh"\nbiaya = 5\n[aturan]\ndesil_maks = 4\nkategori = ["hamil"]\n'
    text += '[[skenario]]\nnama = "A"\n[[skenario]]\nnama = "B"\n[skenario.aturan]\ndesil_maks = 3\n'
    a, b = read(tmp_path, text)
    assert (a.decile_max, b.decile_max) == (4, 3)
    assert a.categories == b.categories == ("hamil",)


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("provinsi = 40", "provinsi = 30"), "scenario-field", "100 persen; sekarang 90"),
        (("desil_maks = 4", "desil_maks = 11"), "scenario-field", "antara 0 dan 10"),
        (('["lansia"]', '["manula"]'), "scenario-field", "salah satu dari"),
        (("penyerapan = 90", "penyerapan = 0"), "scenario-field", "antara 1 dan 100"),
        (("bulan = 6", "bulen = 6"), "scenario-file", "Maksud Anda `bulan`?"),
        (("biaya = 42000", 'biaya = "murah"'), "scenario-file", "harus berupa angka"),
        (('"pbi_jkn"', '"pbi_jkm"'), "unknown-programme", ""),
        (("biaya = 42000", "biaya = 0"), "scenario-field", "memerlukan isian `biaya`"),
        (('"75.01"]', '"7501"]'), "scenario-field", "75.01"),
        (("[aturan]", "[aturan"), "scenario-file", "TOML"),
    ],
)
def test_every_slip_has_its_sentence(tmp_path, change, code, said):
    assert change[0] in WHOLE
    with pytest.raises(UserError) as caught:
        read(tmp_path, WHOLE.replace(*change))
    assert caught.value.code == code
    assert said in (caught.value.detail.id if caught.value.detail else "")


def test_five_scenarios_are_one_too_many(tmp_path):
    with pytest.raises(UserError) as caught:
        read(tmp_path, 'program = "pkh"\n' + '[[skenario]]\nnama = "A"\n' * 5)
    assert caught.value.code == "scenario-file"


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(UserError) as caught:
        load_file(tmp_path / "tidak-ada.toml")
    assert caught.value.code == "scenario-file"
