"""Programme files: each answers its own worked example, says its source, and refuses what cannot be meant."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from sepakat import catalogue
from sepakat.catalogue import schemes
from sepakat.core.errors import UserError
from sepakat.targeting import worked

WANTED = {
    "pkh",
    "sembako",
    "pbi_jkn",
    "pip",
    "jkn_daerah",
    "beasiswa_daerah",
    "rtlh",
    "stunting",
    "bantuan_disabilitas",
    "kemiskinan_ekstrem",
}
HEAD = 'nama = "Uji"\npenyelenggara = "Dinas"\nsatuan = "keluarga"\n'
RULE = '[[aturan]]\nsejak = 2024-01-01\ndesil_min = 1\ndesil_maks = 4\nsumber = "Perbup"\nstatus = "sekunder"\n'


@pytest.mark.parametrize("id_", sorted(catalogue.programmes()))
def test_every_programme_answers_its_own_example(id_: str) -> None:
    programme = catalogue.programme(id_)
    assert programme.contoh is not None
    assert worked.answer(programme) == (programme.contoh.layak, programme.contoh.urutan)


def test_an_example_can_fail() -> None:
    programme = catalogue.programme("pkh")
    wrong = replace(programme, rules=(replace(programme.rules[-1], decile_max=5),))
    assert wrong.contoh is not None
    assert worked.answer(wrong)[0] != wrong.contoh.layak


def test_the_programmes_of_the_issue_are_there_with_source_status_and_payers() -> None:
    known = catalogue.programmes()
    assert set(known) >= WANTED
    for programme in known.values():
        assert programme.pembayar, programme.id
        for entry in (*programme.rules, *programme.manfaat, *programme.kuota, *programme.pembayar):
            assert entry.source
            assert entry.status in ("terverifikasi", "sekunder", "belum dikonfirmasi")
        for rule in programme.rules:
            # every dated number that a rule reads is known on the day that it begins
            assert catalogue.numbers(rule.parameters, dt.date(2024, 3, 1)) is not None


def _read(tmp_path: Path, text: str) -> schemes.Programme:
    path = tmp_path / "uji.toml"
    path.write_text(text, encoding="utf-8")
    return schemes.read_programme(path)


def test_dated_benefit_quota_and_payers(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        HEAD
        + RULE
        + '[[manfaat]]\nsejak = 2024-01-01\njumlah = 200000\nper = "bulan"\nsumber = "Perbup"\nstatus = "sekunder"\n'
        + '[[manfaat]]\nsejak = 2025-01-01\njumlah = 250000\nper = "bulan"\nsumber = "Perbup"\nstatus = "sekunder"\n'
        + '[[kuota]]\nsejak = 2025-01-01\njumlah = 500\nsumber = "Perbup"\nstatus = "sekunder"\n'
        + "[[pembayar]]\nsejak = 2024-01-01\nbagian = { provinsi = 0.4, kabupaten = 0.6 }\n"
        + 'sumber = "P"\nstatus = "sekunder"\n',
    )
    old, new = dt.date(2024, 6, 1), dt.date(2025, 6, 1)
    first, second = found.benefit(old), found.benefit(new)
    assert first is not None and first.amount == 200000
    assert second is not None and second.amount == 250000
    assert found.quota(old) is None
    quota, payers = found.quota(new), found.payers(new)
    assert quota is not None and quota.units == 500
    assert payers is not None and [str(s) for s in payers.shares.values()] == ["0.4", "0.6"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD, "catalogue-file"),
        (HEAD + RULE.replace("desil_maks = 4", "desil_maks = 11"), "catalogue-file"),
        (HEAD + RULE + 'syarat_ekspresi = "nik IS NOT NULL"\n', "identity-column"),
        (HEAD + RULE + 'syarat_ekspresi = "jumlah_balita"\n', "catalogue-file"),
        (HEAD + RULE + 'syarat_ekspresi = "jumlah_balitaa > 0"\n', "unknown-column"),
        (HEAD + RULE + '[aturan.anggota]\nmembers = "umur > 60"\n', "catalogue-file"),
        (HEAD + RULE + '[aturan.anggota]\ntua = "umur"\n', "catalogue-file"),
        (
            HEAD
            + RULE
            + '[[pembayar]]\nsejak = 2024-01-01\nbagian = { pusat = 0.5 }\nsumber = "P"\nstatus = "sekunder"\n',
            "catalogue-file",
        ),
        (
            HEAD + RULE + '[[kuota]]\nsejak = 2024-01-01\njumlah = 0\nsumber = "P"\nstatus = "sekunder"\n',
            "catalogue-file",
        ),
        (HEAD + RULE + "umur = 3\n", "catalogue-file"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        _read(tmp_path, text)
    assert caught.value.code == code


def test_a_regions_own_programme_is_seen_as_soon_as_its_file_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEPAKAT_PROGRAMMES", str(tmp_path))
    assert "uji" not in catalogue.programmes()
    _read(tmp_path, HEAD + RULE)
    assert catalogue.programme("uji").own
    assert not catalogue.programme("pkh").own
    _read(tmp_path, HEAD + RULE.replace("desil_maks = 4", "desil_maks = 2"))
    assert catalogue.programme("uji").rules[-1].decile_max == 2
    (tmp_path / "pkh.toml").write_text(HEAD + RULE, encoding="utf-8")
    with pytest.raises(UserError, match="pkh"):
        catalogue.programmes()


def test_expressions_see_member_counts_and_for_persons_the_family(tmp_path: Path) -> None:
    found = _read(
        tmp_path,
        HEAD.replace("keluarga", "orang")
        + RULE
        + 'syarat_ekspresi = "lantai = 8 AND tua > 0 AND umur < 10"\n[aturan.anggota]\ntua = "umur >= 60"\n',
    )
    rule = found.rules[-1]
    assert rule.syarat_ekspresi is not None
    assert rule.syarat_ekspresi.columns == {"lantai", "tua", "umur"}
