"""The five readings of an indicator, each on numbers that a reader can work out."""

from __future__ import annotations

import math

import pytest

from sepakat.analysis.effectiveness import effectiveness, steps
from sepakat.analysis.feeding import long
from sepakat.analysis.linkage import linkage
from sepakat.analysis.position import places, position
from sepakat.analysis.relevance import relevance
from sepakat.analysis.trend import line, trend
from sepakat.analysis.values import SAMPLE, Figure, Subject, points, share, year_of
from sepakat.analysis.verdicts import NONE, RULE, TEST, adjusted, by_rule, difference, judged
from sepakat.core import Text, UserError

POOR = Subject(Text("Kemiskinan", "Poverty"), "turun", "persen", 1)
SCHOOL = Subject(Text("Lama sekolah", "Schooling"), "naik", "tahun", 1)


def sampled(value: float, se: float) -> Figure:
    return Figure(value, se, SAMPLE)


def test_a_difference_of_two_samples_is_tested_by_z() -> None:
    # 12 - 10 = 2, error sqrt(0.6² + 0.8²) = 1, z = 2
    found = difference(sampled(10, 0.6), sampled(12, 0.8), smallest=5)
    assert found.difference == 2
    assert found.se == pytest.approx(1.0)
    assert found.statistic == pytest.approx(2.0)
    assert found.p == pytest.approx(0.0455003, abs=1e-6)
    assert found.low == pytest.approx(2 - 1.959964, abs=1e-5)
    assert found.real is True
    assert found.rule == TEST


def test_few_degrees_of_freedom_make_the_same_difference_unsure() -> None:
    assert judged(2.0, 1.0, degrees=5).real is False  # t of 5 degrees: p = 0.1019
    assert judged(2.0, 1.0, degrees=5).p == pytest.approx(0.10194, abs=1e-4)


@pytest.mark.parametrize(("change", "real"), [(0.49, False), (0.5, True), (0.51, True), (-0.5, True), (0.0, False)])
def test_without_errors_the_rule_is_named_a_rule(change: float, real: bool) -> None:
    found = by_rule(10.0, change, 5)
    assert found.real is real
    assert found.rule == RULE
    assert "bukan uji" in found.words.id
    assert found.p is None


def test_a_pair_picked_from_many_is_held_to_all_of_them() -> None:
    found = difference(sampled(10, 0.6), sampled(12.6, 0.8), smallest=5)  # z = 2.6, p = 0.0093
    assert adjusted(found, 1) is found
    assert adjusted(found, 5).real is True
    many = adjusted(found, 10)
    assert many.p == pytest.approx(10 * (found.p or 0))
    assert many.real is False
    assert "10 perbandingan" in many.words.id


def test_a_hidden_figure_gives_no_verdict() -> None:
    found = difference(Figure(None), sampled(3, 1), smallest=5)
    assert found.rule == NONE
    assert found.real is None


def test_nobody_in_a_full_count_is_not_certainty() -> None:
    found = share(0, 8)
    assert found.value == 0
    assert found.se == pytest.approx(100 * math.sqrt(0.1 * 0.9 / 10))  # p = 1/10, m = 10
    assert share(0, 0).value is None


def test_position_turns_with_the_good_direction() -> None:
    peers = {"a": sampled(10, 0.5), "b": sampled(14, 0.5), "c": sampled(12, 0.5), "d": Figure(None)}
    names = {"a": "Alor", "b": "Belu", "c": "Cawan", "d": "Dili", "p": "Provinsi"}
    found = position(POOR, "b", peers, names=names, references={"p": sampled(12, 0.3)}, smallest=5)
    assert found.numbers["place"] == 3
    assert found.numbers["of"] == 3
    assert found.numbers["gap_p"] == -2  # above the province in something that should fall: worse
    assert found.numbers["better"] == 0
    assert found.numbers["worse"] == 2
    assert found.sentence.id.startswith(
        "Kemiskinan di Belu: 14,0%, urutan 3 dari 3 (1 = terbaik); 2,0 poin lebih buruk"
    )
    assert "nyata, bukan kebetulan sampel" in found.sentence.id
    assert "2.0 points worse than Provinsi" in found.sentence.en
    up = position(SCHOOL, "b", peers, names=names, references={"p": sampled(12, 0.3)}, smallest=5)
    assert up.numbers["place"] == 1
    assert up.numbers["gap_p"] == 2


def test_ties_share_the_better_place() -> None:
    assert places({"a": 1.0, "b": 1.0, "c": 2.0, "d": None}, "turun") == {"a": 1, "b": 1, "c": 3}


def test_a_hidden_own_figure_is_refused() -> None:
    with pytest.raises(UserError) as problem:
        position(POOR, "a", {"a": Figure(None)}, names={"a": "Alor"}, references={}, smallest=5)
    assert problem.value.code == "analysis-hidden"


def test_the_line_through_points_is_least_squares() -> None:
    # years 0..3, values 1 3 2 4: slope 0.8, residuals -0.3 0.9 -0.9 0.3, s² = 1.8/2, se = sqrt(0.9/5)
    found = line(points([("2020", 1), ("2021", 3), ("2022", 2), ("2023", 4)]))
    assert found.slope == pytest.approx(0.8)
    assert found.se == pytest.approx(math.sqrt(0.18))
    assert found.degrees == 2
    assert found.at(2024) == pytest.approx(4.5)


def test_a_line_of_samples_weighs_by_their_errors() -> None:
    # weights 1, 1, 1/4: means t = 7/9·…, checked against the normal equations
    series = points([("2020", sampled(10, 1)), ("2021", sampled(9, 1)), ("2022", sampled(6, 2))])
    found = line(series)
    w, t, y = [1, 1, 0.25], [0, 1, 2], [10, 9, 6]
    mt = sum(a * b for a, b in zip(w, t, strict=True)) / 2.25
    my = sum(a * b for a, b in zip(w, y, strict=True)) / 2.25
    sxx = sum(a * (b - mt) ** 2 for a, b in zip(w, t, strict=True))
    sxy = sum(a * (b - mt) * (c - my) for a, b, c in zip(w, t, y, strict=True))
    assert found.slope == pytest.approx(sxy / sxx)
    assert found.se == pytest.approx(sxx**-0.5)
    assert found.degrees is None


def test_trend_says_better_or_worse_by_direction() -> None:
    falling = points([("2021-03", 20.0), ("2022-03", 19.1), ("2023-03", 18.0), ("2024-03", 17.1)])
    found = trend(POOR, "Alor", falling, smallest=5)
    assert found.numbers["change"] == pytest.approx(-2.9)
    assert found.numbers["per_year"] == pytest.approx(-0.98)
    assert found.verdict is not None
    assert found.verdict.real is True
    assert "membaik dari 20,0% (Maret 2021) menjadi 17,1% (Maret 2024)" in found.sentence.id
    assert "memburuk" in trend(SCHOOL, "Alor", falling, smallest=5).sentence.id
    neutral = Subject(Text("Penduduk", "People"), "netral", "orang", 0)
    assert " turun dari " in trend(neutral, "Alor", falling, smallest=5).sentence.id


def test_two_points_are_compared_and_one_is_refused() -> None:
    found = trend(POOR, "Alor", points([("2023", 10.0), ("2024", 9.0)]), smallest=5)
    assert found.verdict is not None
    assert found.verdict.rule == RULE
    with pytest.raises(UserError) as problem:
        trend(POOR, "Alor", points([("2023", 10.0), ("2024", None)]), smallest=5)
    assert problem.value.code == "analysis-points"


def test_effectiveness_flags_each_period() -> None:
    # poverty 20, 18, 17, 17.5: changes turned +2, +1, -0.5
    series = points([("2020", 20), ("2021", 18), ("2022", 17), ("2023", 17.5)])
    flags = [(s["change"], s["better"], s["consistent"]) for s in steps(series, "turun")]
    assert flags == [(2, "", ""), (1, "lebih buruk", "searah"), (-0.5, "lebih buruk", "berbalik")]
    found = effectiveness(POOR, "Alor", series, smallest=5)
    assert found.numbers["better"] == "lebih buruk"
    assert "memburuk; dibanding perubahan sebelumnya lajunya lebih buruk dan arahnya berbalik." in found.sentence.id


def test_effectiveness_tests_the_second_difference() -> None:
    # 20, 18, 15 with errors 1: -(15 - 36 + 20) = 1 better, error sqrt(1 + 4 + 1)
    found = effectiveness(POOR, "Alor", points([(str(2020 + i), sampled(v, 1)) for i, v in enumerate((20, 18, 15))]),
                          smallest=5)  # fmt: skip
    assert found.verdict is not None
    assert found.verdict.difference == pytest.approx(1)
    assert found.verdict.se == pytest.approx(math.sqrt(6))
    assert found.verdict.real is False
    with pytest.raises(UserError):
        effectiveness(POOR, "Alor", points([("2020", 1), ("2021", 2)]), smallest=5)


def test_a_flat_period_agrees_with_nothing() -> None:
    assert [s["consistent"] for s in steps(points([("2020", 5), ("2021", 5), ("2022", 4)]), "turun")] == ["", "datar"]


def test_relevance_compares_one_window() -> None:
    lines = {
        "53.01": points([("2020", 20), ("2021", 19), ("2022", 18)]),
        "53": points([("2021", 22), ("2022", 23)]),
        "00": points([("2021", 10), ("2022", 9.5)]),
    }
    names = {"53.01": "Kupang", "53": "NTT", "00": "Indonesia"}
    found = relevance(POOR, "53.01", lines, names=names, smallest=5)
    assert (found.numbers["from"], found.numbers["to"]) == ("2021", "2022")
    assert found.numbers["change_53"] == -1
    assert (found.numbers["same"], found.numbers["of"]) == (1, 2)
    assert found.sentence.id.startswith(
        "Kemiskinan di Kupang membaik selama 2021–2022, searah dengan Indonesia dan tidak searah dengan NTT; perubahan "
        "itu berarti menurut aturan kerja"
    )
    with pytest.raises(UserError):
        relevance(POOR, "53.01", {**lines, "53": points([("2019", 1)])}, names=names, smallest=5)


def test_linkage_gives_r_with_its_interval_and_a_warning() -> None:
    # x 1 2 3 4 5, y 2 1 4 3 5: r = 0.8
    pairs = {
        str(i): (float(b), float(a)) for i, (a, b) in enumerate(zip((1, 2, 3, 4, 5), (2, 1, 4, 3, 5), strict=True))
    }
    found = linkage(POOR, SCHOOL, pairs, Text("kecamatan", "districts"))
    assert found.numbers["r"] == pytest.approx(0.8)
    assert found.numbers["n"] == 5
    z, reach = math.atanh(0.8), 1.959964 / math.sqrt(2)
    assert found.numbers["low"] == pytest.approx(math.tanh(z - reach), abs=1e-6)
    assert found.numbers["high"] == pytest.approx(math.tanh(z + reach), abs=1e-6)
    assert found.verdict is not None
    assert found.verdict.p == pytest.approx(0.104088, abs=1e-5)
    assert "belum terlihat kaitan" in found.sentence.id
    strong = linkage(POOR, SCHOOL, {str(i): (float(i), float(2 * i)) for i in range(6)}, Text("desa", "villages"))
    assert strong.numbers["r"] == pytest.approx(1)
    assert "bukan bukti sebab-akibat" in strong.sentence.id


@pytest.mark.parametrize("pairs", [{"a": (1.0, 2.0)}, {str(i): (1.0, float(i)) for i in range(6)}])
def test_linkage_refuses_too_few_or_what_does_not_vary(pairs: dict[str, tuple[float, float]]) -> None:
    with pytest.raises(UserError) as problem:
        linkage(POOR, SCHOOL, pairs, Text("desa", "villages"))
    assert problem.value.code == "analysis-pairs"


@pytest.mark.parametrize(
    ("period", "year"), [("2024", 2024), ("2024-03", 2024 + 2 / 12), ("2024-S2", 2024.5), ("2024-Q4", 2024.75)]
)
def test_periods_become_years(period: str, year: float) -> None:
    assert year_of(period) == pytest.approx(year)


def test_a_period_that_cannot_be_read_or_occurs_twice_is_refused() -> None:
    with pytest.raises(UserError) as form:
        year_of("Maret 2024")
    assert form.value.code == "period-form"
    with pytest.raises(UserError) as twice:
        points([("2024", 1), ("2024", 2)])
    assert twice.value.code == "period-twice"


def test_a_long_table_feeds_the_readings() -> None:
    rows = [
        {"series": "p0", "region": "53.01", "period": "2023", "value": 20.0, "se": 1.0},
        {"series": "p0", "region": "53.01", "period": "2022", "value": 22.0, "se": None},
    ]
    found = long(rows)["p0"]["53.01"]
    assert [p.period for p in found] == ["2022", "2023"]
    assert found[1].figure == Figure(20.0, 1.0, SAMPLE)
    with pytest.raises(UserError) as problem:
        long([{"series": "p0", "region": "53", "period": "2023"}])
    assert problem.value.code == "long-columns"
