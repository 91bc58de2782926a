"""The words in which a score is explained, and that they add up to it."""

from __future__ import annotations

import pytest

from sepakat.welfare import explain, rupiah
from sepakat.welfare.explaining import Push
from sepakat.welfare.features import Text
from tests.unit.test_welfare_fit import model, people


def family(**changes: object) -> dict[str, object]:
    return {**people().slice(5, 1).to_pylist()[0], **changes}


def test_pushes_add_up_to_the_distance_from_the_average() -> None:
    for row in people().slice(0, 20).to_pylist():
        found = explain(model(), row)
        assert found.score is not None
        assert sum(p.effect for p in found.pushes) == pytest.approx(found.score - found.mean, abs=1e-9)


def test_an_earth_floor_lowers_the_score_in_words() -> None:
    lines = [line.id for line in explain(model(), family(lantai=8)).lines(limit=40)]
    assert any(line.startswith("Lantai tanah menurunkan skor 0,") for line in lines)
    raised = explain(model(), family(lantai=2)).score
    lowered = explain(model(), family(lantai=8)).score
    assert raised is not None and lowered is not None and lowered < raised


def test_sentences_in_both_languages() -> None:
    push = Push("lantai", Text("Lantai tanah", "Earth floor"), -0.214)
    assert push.sentence() == ("Lantai tanah menurunkan skor 0,21.", "Earth floor: lowers the score by 0.21.")


def test_ranks_chance_and_label_are_told() -> None:
    ranks = {"desil_nasional": 4, "desil_kabupaten": 5, "peluang_d14": 0.55, "dekat_batas": 1, "desil_resmi": 3}
    lines = " ".join(line.id for line in explain(model(), family(**ranks)).lines())
    assert "Desil 4 nasional (simulasi)" in lines and "Desil 5 kabupaten/kota" in lines
    assert "55%" in lines and "Dekat batas desil 4/5" in lines and "Desil resmi di berkas sumber: 3" in lines
    assert model().id in lines


def test_a_family_that_cannot_be_ranked_is_told_the_questions() -> None:
    found = explain(model(), family(lantai=None, penerangan=1, daya_1=None))
    assert not found.rankable and found.score is None and not found.pushes
    assert found.missing_columns == ("daya_1", "lantai")
    text = " ".join(line.id for line in found.lines())
    assert "tidak dapat diperingkat" in text and "Jenis lantai terluas" in text and "Desil" not in text
    assert found.as_dict()["dapat_diperingkat"] is False


def test_questions_that_were_not_asked_have_no_words() -> None:
    found = explain(model(), family(fasilitas_bab=6, kloset=None, tinja=None))
    words = next(p.words.id for p in found.pushes if p.group == "sanitasi")
    assert words == "Tanpa jamban atau tidak memakainya"


def test_small_pushes_are_summed_so_that_sentences_add_up_too() -> None:
    found = explain(model(), family())
    few = found.lines(limit=2)
    assert sum("skor 0," in line.id for line in few) <= 4
    assert any(line.id.startswith("Jawaban lain bersama-sama") for line in few)


def test_rupiah_uses_the_smearing_factor() -> None:
    assert rupiah(model(), 0.0, 500_000) == pytest.approx(500_000 * model().facts["smearing"])
