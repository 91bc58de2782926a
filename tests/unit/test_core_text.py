"""Indonesian conventions of numbers and dates (docs: GLOSSARY, interface)."""

import datetime as dt

import pytest

from sepakat.core.text import Text, long_date, number, percent, rupiah, short_month, whole


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (1234.5, 2, "1.234,50", "1,234.50"),
        (0, 0, "0", "0"),
        (-1234567, 0, "-1.234.567", "-1,234,567"),
        (None, 1, "…", "…"),
    ],
)
def test_number(value, decimals, indonesian, english):
    assert number(value, decimals, "id") == indonesian
    assert number(value, decimals, "en") == english


def test_percent_and_rupiah():
    assert percent(12.34, 1, "id") == "12,3%"
    assert rupiah(1234567890, "id") == "Rp1.234.567.890"


def test_months_on_an_axis():
    assert [short_month(p, "id") for p in ("2021-08", "2021", "2024-S2", "2024-13")] == [
        "Agu 2021",
        "2021",
        "2024-S2",
        "2024-13",
    ]
    assert short_month("2021-03", "en") == "Mar 2021"


def test_long_date():
    assert long_date(dt.date(2025, 8, 17), "id") == "17 Agustus 2025"
    assert long_date(dt.date(2025, 5, 1), "en") == "1 May 2025"


def test_text_follows_the_reader(monkeypatch):
    text = Text("Unduh", "Download")
    monkeypatch.delenv("SEPAKAT_LANG", raising=False)
    assert str(text) == "Unduh"
    monkeypatch.setenv("SEPAKAT_LANG", "en")
    assert str(text) == "Download"
    monkeypatch.setenv("SEPAKAT_LANG", "fr")
    assert str(text) == "Unduh"


@pytest.mark.parametrize(
    ("text", "found"), [("12", 12), ("007", 7), ("²", None), ("٣", None), ("-1", None), ("", None)]
)
def test_a_whole_number_is_ascii_digits(text, found):
    assert whole(text) == found
    assert whole("9" * 5000) is None
