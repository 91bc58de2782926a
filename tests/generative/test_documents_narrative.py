"""Sentences never say what the printed figures do not: direction, size, better or worse, whether a change is real."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sepakat.analysis.values import Figure, Subject, sign
from sepakat.analysis.verdicts import difference
from sepakat.core import Text
from sepakat.documents import narrative
from sepakat.documents.narrative import changes, comparing, phrases
from sepakat.documents.parts import Number, Query, Runs

VALUE = st.integers(-50_000, 50_000).map(lambda n: n / 1000)
DIRECTION = st.sampled_from(["naik", "turun", "netral"])
DECIMALS = st.integers(0, 3)
PLACE = "Kabupaten A"


def subject(direction: str, decimals: int, unit: str = "persen") -> Subject:
    return Subject(Text("Angka uji", "x"), direction, unit, decimals)


def give(slot: str, shown: str, value: float) -> Number:
    return Number(slot, shown, value, Query("b", "53", slot, "r", "h"))


def said(runs: Runs) -> dict[str, float]:
    """The numbers of a sentence as a reader takes them, by slot up to the colon."""
    return {
        run.key.partition(":")[0]: float(run.shown.replace(".", "").replace(",", "."))
        for run in runs
        if isinstance(run, Number)
    }


@settings(max_examples=120)
@given(VALUE, VALUE, DIRECTION, DECIMALS)
def test_a_direction_is_that_of_the_printed_figures(first, last, direction, decimals) -> None:
    about = subject(direction, decimals)
    runs = narrative.change(about, PLACE, ("2021-03", first), ("2025-03", last), None, give)
    words, numbers = narrative.spoken(runs), said(runs)
    printed = round(last, decimals) - round(first, decimals)
    assert (" naik dari" in words) == (printed > 0)
    assert (" turun dari" in words) == (printed < 0)
    assert (" tetap " in words) == (printed == 0)
    if printed:
        assert abs(numbers["menjadi"] - numbers["dari"]) == changes_close(numbers["selisih"])
        good = sign(direction) * printed
        assert ("membaik" in words, "memburuk" in words) == (good > 0, good < 0)


def changes_close(value: float) -> object:
    import pytest

    return pytest.approx(value, abs=1e-9)


@settings(max_examples=120)
@given(VALUE, VALUE, st.floats(0.01, 20), DIRECTION)
def test_a_change_is_called_real_only_where_the_test_says_so(first, last, se, direction) -> None:
    about = subject(direction, 1)
    assume(phrases.printed(about, first) != phrases.printed(about, last))
    verdict = difference(Figure(first, se), Figure(last, se), smallest=5)
    words = narrative.spoken(narrative.change(about, PLACE, ("2021", first), ("2025", last), verdict, give))
    assert ("nyata menurut uji statistik" in words) == bool(verdict.real)
    assert ("belum dapat disebut nyata" in words) == (verdict.real is False)


def test_without_errors_a_rule_is_called_a_rule() -> None:
    verdict = difference(Figure(20.0), Figure(10.0), smallest=5)
    words = narrative.spoken(narrative.real(verdict, give))
    assert "aturan kerja (bukan uji statistik)" in words and "nyata" not in words


@settings(max_examples=120)
@given(VALUE, st.lists(VALUE, min_size=1, max_size=2), DIRECTION, DECIMALS)
def test_a_comparison_is_that_of_the_printed_figures(own, others, direction, decimals) -> None:
    about = subject(direction, decimals)
    named = [(str(i), f"W{i}", value) for i, value in enumerate(others)]
    words = narrative.spoken(narrative.beside_all(about, own, named, give))
    apart = [round(own, decimals) - round(value, decimals) for value in others]
    for (_, name, _), gap in zip(named, apart, strict=True):
        way = "lebih tinggi daripada" if gap > 0 else "lebih rendah daripada" if gap < 0 else "sama dengan"
        assert f"{way} {name}" in words
    turned = [sign(direction) * gap for gap in apart]
    assert ("masih tertinggal" in words) == all(gap < 0 for gap in turned)
    assert ("jadi lebih baik" in words) == all(gap > 0 for gap in turned)
    assert "jadi" not in narrative.spoken(narrative.beside_all(about, own, named, give, judge=False))


@given(st.integers(0, 10**12), st.integers(0, 3))
def test_numbers_are_indonesian(value, decimals) -> None:
    shown = phrases.shown(subject("naik", decimals), value / 10)
    assert float(shown.replace(".", "").replace(",", ".")) == round(value / 10, decimals)
    assert shown.count(",") == (decimals > 0)


def test_units_periods_and_lists_in_words() -> None:
    one = give("x", "2,44", 2.44)
    assert narrative.spoken(phrases.with_unit(subject("turun", 2), one)) == "2,44 persen"
    assert narrative.spoken(phrases.apart_with_unit(subject("turun", 2), one)) == "2,44 poin persen"
    rupiah = Subject(Text("x", "x"), "naik", "rupiah per orang per bulan", 0)
    assert narrative.spoken(phrases.with_unit(rupiah, give("x", "512.345", 512345))) == "Rp512.345 per orang per bulan"
    assert [narrative.period(p) for p in ("2025", "2025-03", "2024-S2", "2024-Q3")] == [
        "2025", "Maret 2025", "semester 2 tahun 2024", "triwulan 3 tahun 2024",
    ]  # fmt: skip
    assert narrative.spoken(narrative.joined(["a", "b", "c"])) == "a, b, dan c"
    assert narrative.spoken(narrative.joined(["a", "b"])) == "a dan b"
    assert phrases.lower("Sanitasi layak") == "sanitasi layak" and phrases.lower("IPM daerah") == "IPM daerah"
    assert comparing.against(subject("turun", 1), 10.04, 10.01) == comparing.EQUAL
    assert changes.direction(subject("turun", 1), 10.04, 10.01) == changes.SAME
