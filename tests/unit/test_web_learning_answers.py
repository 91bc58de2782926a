"""Answers as people write them: Indonesian and English numbers, amounts in words, choices, row numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sepakat.core.text import Text
from sepakat.web.learning.course.answers import Choice, Number, Rows, read_numbers

PERCENT = Text("persen", "percent")


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("12,3", "12.3"), ("12.3", "12.3"), (" 12,3 persen ", "12.3"), ("12,3%", "12.3"), ("1.234", "1234"),
        ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("Rp1.252.800.000", "1252800000"), ("1,25 miliar", "1250000000"),
        ("Rp 350 juta", "350000000"), ("1.2 billion", "1200000000"), ("sekitar 40", "40"), ("0", "0"), ("-5", "-5"),
        ("1 252 800", None), ("12 dari 24", None), ("", None), ("abc", None), ("NaN", None), ("∞", None),
        ("12,3,4", None), ("1.23.4", None), ("1.252.800.000,-", "1252800000"),
    ],
)  # fmt: skip
def test_a_written_number_is_read_as_meant(text: str, among: str | None) -> None:
    found = read_numbers(text)
    assert (Decimal(among) in found) if among else not found


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("43,6", "right"), ("43.6", "right"), ("43,63", "right"), ("43,55", "right"), ("43,54", "near"), ("44", "near"),
        ("0,436", "near"), ("56,4", "wrong"), ("9", "wrong"), ("", "unread"), ("empat puluh", "unread"),
        ("43,6 atau 44", "unread"), ("9" * 5000, "unread"), ("1e9", "unread"),
    ],
)  # fmt: skip
def test_numbers_are_judged_as_printed(text: str, state: str) -> None:
    answer = Number(43.6327, 1, PERCENT, slips=((56.3673, Text("Itu sisanya.", "That is the rest.")),))
    assert answer.check(text).state == state


def test_a_slip_is_told_apart_from_a_wrong_number() -> None:
    answer = Number(43.6, 1, PERCENT, slips=((56.4, Text("Itu sisanya.", "That is the rest.")),))
    assert answer.check("56,4").words.id == "Itu sisanya."
    assert answer.check("20").words.id != "Itu sisanya."


def test_a_tolerance_counts_from_the_printed_number() -> None:
    answer = Number(1_252_800_000, 0, Text("rupiah", "rupiah"), tolerance=12_528_000)
    assert answer.check("1,25 miliar").right
    assert answer.check("1.240.272.000").right
    assert not answer.check("1.240.271.000").right
    assert answer.check("1,2 miliar").state == "near"


def test_zero_is_a_number_like_others() -> None:
    assert Number(0, 0, PERCENT).check("0").right
    assert not Number(0, 0, PERCENT).check("1").right


def test_numbers_are_shown_in_both_languages() -> None:
    assert Number(1234.5, 1, PERCENT).shown == Text("1.234,5 persen", "1,234.5 percent")


def test_choices_say_why_one_is_wrong() -> None:
    options = {"a": Text("A", "A"), "b": Text("B", "B"), "c": Text("C", "C")}
    answer = Choice(options, "a", {"b": Text("B itu provinsi.", "B is the province.")})
    assert answer.check("a").right
    assert answer.check("b").words.id == "B itu provinsi."
    assert answer.check("c").state == "wrong"
    assert answer.check("<b>").state == "unread"
    assert answer.shown == Text("A", "A")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("2, 5", "right"), ("5 dan 2", "right"), ("2;5;5", "right"), ("2", "near"), ("2,5,6", "near"), ("2 6", "near"),
        ("7", "wrong"), ("", "unread"), ("dua", "unread"), ("9" * 6000, "unread"),
    ],
)  # fmt: skip
def test_rows_in_any_order(text: str, state: str) -> None:
    assert Rows(frozenset({2, 5})).check(text).state == state


def test_rows_tell_how_many_are_missed_but_not_which() -> None:
    words = Rows(frozenset({2, 5, 7})).check("2, 3").words
    assert "2 baris terlewat" in words.id
    assert "5" not in words.id
