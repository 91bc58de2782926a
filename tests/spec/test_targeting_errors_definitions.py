"""Every named definition on the worked example of the methods book, exactly: by family, by member, by group."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepakat.targeting import errors
from sepakat.targeting.errors import agreement, ranked, studies
from sepakat.targeting.errors.fairness import holm
from tests.errors_people import LISTED, NOT, SECRET, SILENT, VILLAGE, family, release

# E = 1111000000, S = 1110100000: three rightly in, one wrongly in, one wrongly out, five rightly out
EXAMPLE = [
    (1, LISTED),
    (2, LISTED),
    (3, LISTED),
    (4, NOT),
    (7, LISTED),
    (6, NOT),
    (8, NOT),
    (8, NOT),
    (9, NOT),
    (9, NOT),
]
EXPECTED = {
    "exclusion": 25.0,
    "inclusion_of_beneficiaries": 25.0,
    "inclusion_of_non_poor": 100 / 6,
    "inclusion_of_poor": 25.0,
    "accuracy": 80.0,
    "bpac": 75.0,
    "cgh": (3 / 4) / 0.4,
}


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    monkeypatch.setattr(studies, "noise_rule", lambda on: SILENT)
    monkeypatch.setattr(ranked, "noise_rule", lambda on: SILENT)


def rates(path: Path, families, region: str = "53", weight: str = "keluarga", **asked):
    found = errors.study(release(path, families), "sembako", region, weight=weight, secret=SECRET)
    return errors.rates(found, region, **asked)


def example(**more):
    return [family(i, decile, listed, **more) for i, (decile, listed) in enumerate(EXAMPLE, 1)]


def test_all_definitions_of_the_worked_example(tmp_path):
    table = rates(tmp_path, example())
    assert {r["definition"]: r["value"] for r in table.rows()} == pytest.approx(EXPECTED)
    denominators = {r["definition"]: r["denominator"] for r in table.rows()}
    assert denominators == {
        "exclusion": 4, "inclusion_of_beneficiaries": 4, "inclusion_of_non_poor": 6, "inclusion_of_poor": 4,
        "accuracy": 10, "bpac": 4, "cgh": 4,
    }  # fmt: skip
    assert table.protected and table.release == "20241101-01"


def test_counted_by_member_each_family_weighs_as_many_as_it_has(tmp_path):
    families = example()
    families[3]["members"] = 9  # the family that is wrongly out
    found = {r["definition"]: r["value"] for r in rates(tmp_path, families, weight="orang").rows()}
    assert found["exclusion"] == pytest.approx(100 * 9 / 18)
    assert found["inclusion_of_beneficiaries"] == pytest.approx(25)
    assert found["accuracy"] == pytest.approx(100 * 24 / 36)


def test_by_group_and_region_the_parts_are_those_of_the_example(tmp_path):
    others = [(1, NOT), (2, NOT), (9, NOT)]
    families = example(jenis_kelamin_kk=1) + [
        family(20 + i, d, s, jenis_kelamin_kk=2, village_code="53.01.06.2001") for i, (d, s) in enumerate(others)
    ]
    by = rates(tmp_path, families, by=["jenis_kelamin_kk"], definitions=["exclusion"]).rows()
    assert [(r["jenis_kelamin_kk"], r["value"], r["denominator"]) for r in by] == [(1, 25.0, 4), (2, 100.0, 2)]
    parts = rates(tmp_path, families, level="kecamatan", definitions=["exclusion"]).rows()
    assert [(r["region"], r["value"]) for r in parts] == [("53.01.05", 25.0), ("53.01.06", 100.0)]


def test_families_without_a_decile_or_a_list_are_left_out_and_told(tmp_path):
    families = [*example(), family(50, None, NOT), family(51, 1, None)]
    table = rates(tmp_path, families, definitions=["accuracy"])
    assert table.rows()[0]["denominator"] == 10
    assert any("1 tanpa desil" in note.id for note in table.notes)


def test_nobody_due_means_no_figure_not_zero(tmp_path):
    row = rates(tmp_path, [family(1, 9, LISTED), family(2, 8, NOT)], definitions=["exclusion"]).rows()[0]
    assert row["value"] is None and row["suppressed"]


def test_a_list_that_is_not_there_is_an_error(tmp_path):
    from sepakat.core import UserError

    with pytest.raises(UserError) as problem:
        rates(tmp_path, [family(1, 2, None), family(2, 8, None)])
    assert problem.value.code == "error-no-list"


# deciles: official (rows) and ours, one family a pair
PAIRS = [(1, 1), (1, 2), (2, 2), (2, 2), (3, 1), (4, 8), (10, 10), (10, 9), (5, 5), (6, 3)]


def test_kappa_and_moves_are_those_worked_out_by_another_library(tmp_path):
    from sklearn.metrics import cohen_kappa_score

    families = [family(i, ours, NOT, desil_resmi=theirs) for i, (theirs, ours) in enumerate(PAIRS, 1)]
    held = errors.families(release(tmp_path, families), "53", secret=SECRET)
    row = errors.compare(held, "53").rows()[0]
    a, b = zip(*PAIRS, strict=True)
    assert row["kappa_linear"] == pytest.approx(cohen_kappa_score(a, b, weights="linear"), abs=0.005)
    assert row["kappa_quadratic"] == pytest.approx(cohen_kappa_score(a, b, weights="quadratic"), abs=0.005)
    assert [row[n] for n in ("sama", "satu", "dua", "tiga_lebih", "naik", "turun")] == [50, 20, 10, 20, 10, 20]
    cells = {(r["first"], r["second"]): r["n"] for r in errors.matrix(held, "53").rows()}
    assert cells[2, 2] == 2 and cells[4, 8] == 1 and sum(cells.values()) == 10 and len(cells) == 100


def test_kappa_of_a_constant_ranking_is_not_a_number():
    import numpy as np

    square = np.zeros((10, 10))
    square[3, 3] = 7
    assert np.isnan(agreement.kappa(square, 1))
    assert agreement.moves(square)[0] == 1


@pytest.mark.parametrize(
    ("p", "corrected"),
    [
        ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),  # 3·.01; 2·.03; then never below the one before
        ([0.5], [0.5]),
        ([0.9, 0.9], [1.0, 1.0]),
        ([], []),
    ],
)
def test_holm_step_by_step(p, corrected):
    assert holm(p) == pytest.approx(corrected)


def test_a_village_is_remote_by_the_kinds_of_facility_in_it(tmp_path):
    near, far = VILLAGE, "53.01.06.2001"
    families = [family(1, 1, NOT), family(2, 9, LISTED, village_code=far)]
    facilities = [{"village_code": near, "jenis": kind} for kind in ("SD", "posyandu", "pasar")]
    facilities.append({"village_code": far, "jenis": "SD"})
    found = errors.study(release(tmp_path, families, facility=facilities), "sembako", "53", secret=SECRET)
    assert found.units.codes["terpencil"].tolist() == [2, 1]
    assert found.units.remote is not None and found.units.remote.status == "belum dikonfirmasi"
