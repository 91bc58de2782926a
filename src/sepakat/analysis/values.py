"""What every analysis works on: figures, with what is known of their error, and points in time.

Where the error comes from is said (`basis`): a sample's design, or chance in a full count of few people. A figure that
is hidden or does not apply has the value None and stays out of every comparison.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sepakat.core.errors import UserError
from sepakat.core.text import Text, long_date, number

_ENGLISH = {
    "tahun": "years", "orang": "people", "keluarga": "families", "rupiah": "rupiah", "ribu orang": "thousand people",
    "indeks": "", "poin": "points",
}  # fmt: skip
SAMPLE, CHANCE = "sampel", "kebetulan"
UP, DOWN, NEUTRAL = "naik", "turun", "netral"


@dataclass(frozen=True)
class Figure:
    """One figure. se: standard error in its unit, None where unknown; basis: SAMPLE, CHANCE or empty; degrees: of
    freedom of se (None: normal); n, numerator, denominator: as published."""

    value: float | None
    se: float | None = None
    basis: str = ""
    degrees: int | None = None
    n: int | None = None
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class Point:
    """A figure of a period. year: the period as a number, for distances in time."""

    period: str
    year: float
    figure: Figure

    def said(self, lang: str) -> str:
        """`2024`; `Agustus 2024` for `2024-08`."""
        found = _PERIOD.fullmatch(self.period)
        if found is None or not found[2]:
            return self.period
        return long_date(dt.date(int(found[1]), int(found[2]), 1), lang).removeprefix("1 ")


@dataclass(frozen=True)
class Subject:
    """What is spoken of: its name, unit, decimals, and its good direction (`naik`, `turun`, `netral`)."""

    label: Text
    direction: str = NEUTRAL
    unit: str = ""
    decimals: int = 1

    def _unit(self, lang: str) -> str:
        return _ENGLISH.get(self.unit, self.unit) if lang == "en" else self.unit

    def show(self, value: float | None, lang: str) -> str:
        """The value with its unit: `12,3%`, `8,4 tahun`."""
        if value is None:
            return "…"
        said = number(value, self.decimals, lang)
        return said + "%" if self.unit == "persen" else f"{said} {self._unit(lang)}".rstrip()

    def apart(self, value: float, lang: str) -> str:
        """A difference, without sign: `3,2 poin`."""
        said = number(abs(value), self.decimals, lang)
        if self.unit == "persen":
            return said + (" poin" if lang == "id" else " points")
        return f"{said} {self._unit(lang)}".rstrip()


def plain(value: float | int | Figure | None) -> Figure:
    """A number as a figure; a figure as it is."""
    return value if isinstance(value, Figure) else Figure(None if value is None else float(value))


def share(hits: float, n: int, scale: float = 100.0) -> Figure:
    """A share of a full count, with what chance does to a group of n: sqrt(p (1 - p) / m), p = (hits + 1)/(n + 2) and
    m = n + 2, so that a group where nobody or everybody has the trait is not taken for certain (after Agresti and
    Coull 1998). n = 0: no value."""
    if n <= 0:
        return Figure(None, n=n)
    p = (hits + 1) / (n + 2)
    se = scale * math.sqrt(p * (1 - p) / (n + 2))
    return Figure(scale * hits / n, se, CHANCE, n=n, numerator=hits, denominator=n)


def sign(direction: str) -> int:
    """+1 where higher is better, -1 where lower is, 0 without a good direction."""
    return {UP: 1, DOWN: -1}.get(direction, 0)


_PERIOD = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:-\d{2})?|S([12])|Q([1-4])))?")


def year_of(period: str) -> float:
    """`2024` -> 2024.0; `2024-03` -> 2024 + 2/12; `2024-S2` -> 2024.5. UserError `period-form`."""
    found = _PERIOD.fullmatch(str(period).strip())
    if found is None:
        raise UserError(
            Text(f"Periode `{period}` tidak dapat dibaca.", f"The period `{period}` cannot be read."),
            hint=Text("Tulis tahun, atau tahun-bulan: 2024 atau 2024-03.", "Write 2024 or 2024-03."),
            code="period-form",
        )
    year, month, half, quarter = found.groups()
    part = (int(month) - 1) / 12 if month else (int(half) - 1) / 2 if half else (int(quarter) - 1) / 4 if quarter else 0
    return int(year) + part


def points(pairs: Iterable[tuple[str, float | Figure | None]]) -> list[Point]:
    """(period, value) pairs as points in order of time; UserError `period-twice` where one occurs twice."""
    found = sorted((Point(str(p), year_of(p), plain(v)) for p, v in pairs), key=lambda one: one.year)
    for before, after in itertools.pairwise(found):
        if before.year == after.year:
            raise UserError(
                Text(f"Periode `{after.period}` ada dua kali.", f"The period `{after.period}` occurs twice."),
                hint=Text("Pilih satu definisi dan satu putaran.", "Choose one definition and one round."),
                code="period-twice",
            )
    return found


def known(series: Iterable[Point]) -> list[Point]:
    """The points that have a value."""
    return [one for one in series if one.figure.value is not None and math.isfinite(one.figure.value)]
