"""Questions and interventions as reviewed files: enough of them, checked as they are read, unconfirmed marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepakat import analysis, catalogue
from sepakat.analysis import scope
from sepakat.catalogue.analyses import _question, analyses
from sepakat.catalogue.analyses import analysis as one
from sepakat.catalogue.interventions import _intervention, for_indicator, intervention, interventions
from sepakat.core import UserError

QUESTION = """tanya = "Di mana?"
tanya_en = "Where?"
mengapa = "a"
mengapa_en = "a"
tema = "pendidikan"
urutan = 1
analisis = "peringkat"
indikator = ["sanitasi_layak"]
tingkat = ["desa"]
"""
INTERVENTION = """nama = "a"
apa = "a"
tema = "pendidikan"
sasaran = "a"
indikator = ["sanitasi_layak"]
perlu = "a"
[bukti]
kekuatan = "terbatas"
catatan = "a"
status = "belum dikonfirmasi"
[anggaran]
nama = "a"
status = "belum dikonfirmasi"
"""


def test_there_are_enough_and_every_kind_is_asked_for() -> None:
    assert len(analyses()) >= 25
    assert len(interventions()) >= 20
    assert {q.kind for q in analysis.questions().values()} == set(analysis.known())
    assert one("putus_sekolah_keluarga_miskin").ask.id == (
        "Di kecamatan mana anak putus sekolah dari keluarga miskin paling banyak?"
    )


def test_every_kind_documents_its_columns_and_options() -> None:
    for name, kind in analysis.known().items():
        assert kind.__doc__ and kind.run.__doc__, name
        assert len({c.name for c in kind.COLUMNS}) == len(kind.COLUMNS)
        assert all(t.id and t.en for t in [*(c.label for c in kind.COLUMNS), *kind.OPTIONS.values()])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Di mana?"', '"Di mana"'), ('["sanitasi_layak"]', '["sanitasi_layek"]'), ('["desa"]', '["dusun"]'),
        ('["desa"]', "[]"), ("urutan = 1", "urutan = 1\nlain = 2"), ('"pendidikan"', '"cuaca"'),
        ("indikator", 'seri = ["p9"]\nindikator'),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_used_names_its_file(old: str, new: str, tmp_path: Path) -> None:
    path = tmp_path / "coba.toml"
    path.write_text(QUESTION)
    assert _question(path).id == "coba"
    path.write_text(QUESTION.replace(old, new))
    with pytest.raises(UserError) as problem:
        _question(path)
    assert problem.value.code == "catalogue-file"
    assert "coba.toml" in str(problem.value.where)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"terbatas"', '"kuat"'), ('"terbatas"', '"hebat"'), ('["sanitasi_layak"]', "[]"),
        ('["sanitasi_layak"]', '["x"]'),
        ('status = "belum dikonfirmasi"\n[anggaran]\nnama = "a"\nstatus = "belum dikonfirmasi"',
         'status = "sekunder"\n[anggaran]\nnama = "a"\nstatus = "sekunder"'),
        ('[anggaran]\nnama = "a"', '[anggaran]\nkode = "1.02.02.3.01.01"\nnama = "a"'),
        ("tema =", 'program = ["pkx"]\ntema ='), ("tema =", 'syarat = "x"\ntema ='),
    ],
)  # fmt: skip
def test_an_intervention_claims_no_more_than_is_known(old: str, new: str, tmp_path: Path) -> None:
    path = tmp_path / "coba.toml"
    path.write_text(INTERVENTION)
    assert not _intervention(path).confirmed
    path.write_text(INTERVENTION.replace(old, new))
    with pytest.raises(UserError) as problem:
        _intervention(path)
    assert problem.value.code == "catalogue-file"


@pytest.mark.parametrize("code", ["1.02.02.2.01.01", "1.05.02.2.03.0002", "1.06.04"])
def test_budget_codes_of_both_decrees_are_read(code: str, tmp_path: Path) -> None:
    path = tmp_path / "coba.toml"
    path.write_text(INTERVENTION.replace('[anggaran]\nnama = "a"', f'[anggaran]\nkode = "{code}"\nnama = "a"'))
    assert _intervention(path).budget.code == code


def test_interventions_are_found_by_indicator() -> None:
    found = for_indicator("sanitasi_layak")
    assert intervention("jamban_keluarga") in found
    assert all("sanitasi_layak" in i.indicators for i in found)
    with pytest.raises(UserError) as problem:
        intervention("jamban_keluargaa")
    assert problem.value.code == "unknown-intervention"
    with pytest.raises(UserError):
        one("tidak_ada")


def test_unconfirmed_rules_are_marked() -> None:
    for name in ("prioritas_bobot", "upaya_hijau_min", "upaya_kuning_min", "sasaran_alami", "perubahan_berarti_min"):
        assert all(value.status == "belum dikonfirmasi" for _, _, value in catalogue.parameters()[name].entries)


@pytest.mark.parametrize(
    ("region", "levels", "expected"),
    [
        ("53", ("kabupaten", "desa"), ("53", "kabupaten", None)),
        ("53.01", ("kabupaten", "desa"), ("53.01", "desa", None)),
        ("53.01", ("kabupaten",), ("53", "kabupaten", "53.01")),
        ("53.01.05", ("kabupaten",), ("53", "kabupaten", "53.01")),
        ("53.01.05.2001", ("kabupaten", "desa"), ("53.01.05", "desa", "53.01.05.2001")),
        ("53", ("provinsi",), ("00", "provinsi", "53")),
    ],
)
def test_where_a_question_is_answered(region: str, levels: tuple[str, ...], expected: tuple) -> None:
    found = scope.parts(region, levels)
    assert (found.inside, found.level, found.own) == expected
    assert (found.note is not None) is (found.own is not None and found.own != region)


def test_a_question_about_one_region_needs_one() -> None:
    assert scope.focus("53.01.05", ("kabupaten",)).own == "53.01"
    with pytest.raises(UserError) as problem:
        scope.focus("00", ("kabupaten",))
    assert problem.value.code == "analysis-region"
