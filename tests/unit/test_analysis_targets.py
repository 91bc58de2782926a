"""Monitoring, proposals and evaluation on worked numbers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from sepakat import survey
from sepakat.analysis.evaluation import Sample, evaluate, sentence
from sepakat.analysis.feeding import targets
from sepakat.analysis.monitoring import GREEN, GREY, RED, YELLOW, Target, progress
from sepakat.analysis.proposals import best_quarter, extrapolated, implied
from sepakat.analysis.values import Subject, points
from sepakat.core import Text, UserError

POOR = Subject(Text("Kemiskinan", "Poverty"), "turun", "persen", 1)
WATER = Subject(Text("Air layak", "Safe water"), "naik", "persen", 1)
LIMITS = {"green": 1.0, "yellow": 0.5}


def test_scores_are_those_of_the_methods_book() -> None:
    assert progress(WATER, "Alor", 95, 2024, Target("RKPD", 2024, 100), **LIMITS).score == 95
    assert progress(POOR, "Alor", 11, 2024, Target("RKPD", 2024, 10), **LIMITS).score == pytest.approx(90)
    assert progress(POOR, "Alor", 11, 2024, Target("SDG", 2030, 0), **LIMITS).score is None


@pytest.mark.parametrize(
    ("real", "effort", "colour"),
    [(16.0, 1.0, GREEN), (17.9, 0.525, YELLOW), (18.0, 0.5, YELLOW), (18.1, 0.475, RED), (21.0, -0.25, RED)],
)
def test_effort_is_the_share_of_the_way(real: float, effort: float, colour: str) -> None:
    # from 20 in 2020 to 10 in 2030: by 2024 the way is 4
    found = progress(POOR, "Alor", real, 2024, Target("RPJMD", 2030, 10, 20, 2020), **LIMITS)
    assert found.expected == pytest.approx(16)
    assert found.effort == pytest.approx(effort)
    assert found.colour == colour


def test_the_suggestion_tells_the_pace_that_is_needed() -> None:
    found = progress(POOR, "Alor", 18, 2024, Target("RPJMD", 2030, 10, 20, 2020), **LIMITS)
    assert found.pace == pytest.approx(0.5)
    assert found.needed == pytest.approx(8 / 6)
    assert "Perlu perbaikan 1,3 poin setahun, 2,7 kali laju sejauh ini." in found.sentence.id
    assert "perlu dorongan (kuning)" in found.sentence.id
    worse = progress(POOR, "Alor", 21, 2024, Target("RPJMD", 2030, 10, 20, 2020), **LIMITS)
    assert "belum membaik" in worse.sentence.id


def test_what_cannot_be_judged_is_grey_and_what_is_reached_is_green() -> None:
    assert progress(POOR, "Alor", None, 2024, Target("RPJMD", 2030, 10), **LIMITS).colour == GREY
    assert progress(POOR, "Alor", 15, 2024, Target("RPJMD", 2030, 10), **LIMITS).colour == GREY
    assert progress(POOR, "Alor", 15, 2024, Target("RPJMD", 2030, 10, 10, 2020), **LIMITS).colour == GREY
    done = progress(POOR, "Alor", 10, 2024, Target("RPJMD", 2030, 10), **LIMITS)
    assert done.colour == GREEN
    assert "Sasaran tercapai" in done.sentence.id
    late = progress(POOR, "Alor", 15, 2030, Target("RPJMD", 2030, 10, 20, 2020), **LIMITS)
    assert late.needed is None
    assert "tinjau penyebabnya" in late.sentence.id


def test_targets_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "sasaran.csv"
    path.write_text("indicator;region;document;year;target;baseline;baseline_year\np0;53.01;RPJMD;2030;10,5;20;2020\n")
    found = targets(path)[("p0", "53.01")][0]
    assert (found.document, found.target, found.baseline, found.since) == ("RPJMD", 10.5, 20, 2020)
    path.write_text("indicator,region,document,year,target\np0,53.01,RPJMD,2030,sepuluh\n")
    with pytest.raises(UserError) as problem:
        targets(path)
    assert problem.value.code == "targets-file"
    assert "baris 2" in str(problem.value.detail)


def test_extrapolation_has_a_prediction_interval() -> None:
    # years 0..3, values 1 3 2 4: line 2.5 + 0.8 (t - 1.5), s² = 0.9, spread 5; at t = 4: 4.5
    plain = Subject(Text("Lama sekolah", "Schooling"), "naik", "tahun", 1)
    found = extrapolated(plain, points([("2020", 1), ("2021", 3), ("2022", 2), ("2023", 4)]), 2024)
    assert found.value == pytest.approx(4.5)
    reach = 4.302653 * math.sqrt(0.9) * math.sqrt(1 + 1 / 4 + 2.5**2 / 5)
    assert found.high == pytest.approx(4.5 + reach, abs=1e-5)
    assert found.low == pytest.approx(4.5 - reach, abs=1e-5)
    assert "4 titik (2020–2023)" in found.basis.id


def test_two_points_make_no_target_and_percentages_stay_inside() -> None:
    with pytest.raises(UserError) as problem:
        extrapolated(WATER, points([("2020", 1), ("2021", 3)]), 2030)
    assert problem.value.code == "analysis-points"
    high = extrapolated(WATER, points([("2020", 90), ("2021", 94), ("2022", 98)]), 2030)
    assert high.value == 100


def test_best_quarter_is_on_the_good_side() -> None:
    peers = {"own": 99.0, "a": 10.0, "b": 20.0, "c": 30.0, "d": 40.0, "e": 50.0, "f": None}
    assert best_quarter(POOR, "own", peers).value == 20
    assert best_quarter(WATER, "own", peers).value == 40
    assert best_quarter(POOR, "own", {"a": 1.0, "b": 2.0, "c": 3.0}).value is None


def test_what_a_target_above_implies() -> None:
    # the province goes from 20 to 15: a quarter less; own 24 becomes 18
    same, pace = implied(POOR, 24.0, "NTT", 20.0, 15.0)
    assert (same.value, pace.value) == (15, 18)
    # water from 80 to 90: half of the way to 100; own 60 becomes 80
    assert implied(WATER, 60.0, "NTT", 80.0, 90.0)[1].value == pytest.approx(80)
    assert implied(POOR, 24.0, "NTT", 20.0, None) == []
    assert len(implied(POOR, 24.0, "NTT", None, 15.0)) == 1
    assert len(implied(POOR, 24.0, "NTT", 0.0, 15.0)) == 1


BEFORE, AFTER = np.array([0.6, 0.8, 1.2, 1.4, 2.0]), np.array([0.66, 1.1, 1.3, 1.5, 2.44])


def test_growth_and_redistribution_are_those_of_the_methods_book() -> None:
    ones = np.ones(5)
    found = evaluate(Sample(BEFORE, ones), Sample(AFTER, ones), alpha=1, method="residual")
    assert found.parts["growth"] == pytest.approx(-4.66667, abs=1e-5)
    assert found.parts["redistribution"] == pytest.approx(-2.17143, abs=1e-5)
    assert found.parts["residual"] == pytest.approx(1.63810, abs=1e-5)
    assert found.parts["bias"] == pytest.approx(0.53333, abs=1e-5)
    assert found.errors == {}
    shapley = evaluate(Sample(BEFORE, ones), Sample(AFTER, ones), alpha=1)
    assert shapley.parts["growth"] == pytest.approx(-3.84762, abs=1e-5)
    assert shapley.parts["redistribution"] == pytest.approx(-1.35238, abs=1e-5)
    said = sentence(shapley, "Alor", 1).id
    assert said.startswith("Kedalaman kemiskinan (P1) di Alor turun 5,20 poin, dari 12,00% menjadi 6,80%: pertumbuhan")
    assert "memihak penduduk miskin" in said and "Pemerataan membantu" in said


def test_errors_come_from_units_resampled_each_year_by_itself() -> None:
    rng = np.random.default_rng(1)
    plan = survey.sampling(np.zeros(300), np.arange(300) // 10, 300)
    one, two = (Sample(np.exp(rng.normal(m, 0.5, 300)), np.ones(300), plan) for m in (0.2, 0.3))
    found = evaluate(one, two, replicates=200)
    means = [float(np.mean(s.welfare < 1)) for s in (one, two)]
    rough = 100 * math.sqrt(sum(p * (1 - p) / 300 for p in means))
    assert found.errors["change"] == pytest.approx(rough, rel=0.35)
    assert found.verdicts["change"].p is not None
    said = sentence(found, "Alor")
    assert found.verdicts["redistribution"].real is False
    assert "jangan ubah kebijakan" in said.id and "Belum terbukti" in said.id and "is not shown" in said.en
