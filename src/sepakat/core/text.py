"""Bilingual text and Indonesian number formats: the one place where a figure becomes words.

Every face (command line, API, page) prints numbers through here, so that screen and document never differ.
Conventions: thousands with a dot, decimals with a comma, large amounts in words (*juta*, *miliar*), never the short
forms that an English reader would misread.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

LANGUAGES = ("id", "en")
_MONTHS = {
    "id": (
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


class Text(NamedTuple):
    """One sentence in Bahasa and in English; `str()` gives the reader's language (see `language`)."""

    id: str
    en: str

    def __str__(self) -> str:
        return self.in_(language())

    def in_(self, lang: str) -> str:
        return self.en if lang == "en" else self.id


# A web process serves readers of both languages at once; the command line has one reader and uses the environment.
_reading: ContextVar[str | None] = ContextVar("sepakat_language", default=None)


def language() -> str:
    """The reader's language: that of `reading_in`, else `SEPAKAT_LANG` (`id` or `en`); Bahasa when unset or unknown."""
    lang = (_reading.get() or os.environ.get("SEPAKAT_LANG", "id"))[:2].lower()
    return lang if lang in LANGUAGES else "id"


@contextmanager
def reading_in(lang: str) -> Iterator[None]:
    """Everything inside, in this thread or task, speaks `lang`."""
    token = _reading.set(lang)
    try:
        yield
    finally:
        _reading.reset(token)


def number(value: float | int | None, decimals: int = 0, lang: str | None = None) -> str:
    """`1234.5` → `1.234,5` (id) or `1,234.5` (en); None → `…` (not available)."""
    if value is None:
        return "…"
    english = f"{value:,.{decimals}f}"
    if (lang or language()) == "en":
        return english
    return english.translate(str.maketrans(",.", ".,"))


def masked(number: str | None) -> str:
    """A NIK or card number as shown: `5301••••••••0001`; one of another length shows nothing of itself."""
    if not number:
        return ""
    return f"{number[:4]}{'•' * 8}{number[-4:]}" if len(number) == 16 else "•" * len(number)


def whole(text: str, digits: int = 9) -> int | None:
    """A whole number that a person or an address gives: ASCII digits, at most so many; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def percent(value: float | None, decimals: int = 1, lang: str | None = None) -> str:
    """`12.34` → `12,3%`; None → `…`."""
    return "…" if value is None else number(value, decimals, lang) + "%"


def rupiah(value: float | None, lang: str | None = None) -> str:
    """`1234567` → `Rp1.234.567` (EYD: no space, no dot after Rp)."""
    return "…" if value is None else "Rp" + number(round(value), 0, lang)


def long_date(day: dt.date, lang: str | None = None) -> str:
    """`2025-08-17` → `17 Agustus 2025`."""
    return f"{day.day} {_MONTHS[lang or language()][day.month - 1]} {day.year}"


def short_month(period: str, lang: str | None = None) -> str:
    """`2025-08` → `Agu 2025`, for the axis of a picture; anything else as it is."""
    year, dash, month = period.partition("-")
    if not (dash and len(month) == 2 and month.isdigit() and 1 <= int(month) <= 12):
        return period
    return f"{_MONTHS[lang or language()][int(month) - 1][:3]} {year}"
