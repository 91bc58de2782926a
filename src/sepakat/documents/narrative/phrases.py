"""Small pieces that sentences are made of: values with their units, periods, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sepakat.analysis.values import Subject
from sepakat.core.text import number
from sepakat.documents.parts import Number, Run, Runs

_MONTHS = (
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
)
_PERIOD = re.compile(r"(\d{4})-(?:(\d{2})|S([12])|Q([1-4]))")


def printed(subject: Subject, value: float) -> float:
    """The value as a reader sees it."""
    return round(value, subject.decimals) + 0.0


def shown(subject: Subject, value: float) -> str:
    """The number alone, without its unit: `20,24`."""
    return number(printed(subject, value), subject.decimals, "id")


def with_unit(subject: Subject, value: Number) -> Runs:
    """`20,24 persen`, `Rp512.345 per orang per bulan`, `0,312`."""
    if subject.unit.startswith("rupiah"):
        return ("Rp", value, subject.unit.removeprefix("rupiah"))
    return (value, f" {subject.unit}" if subject.unit not in ("", "indeks", "poin") else "")


def apart_with_unit(subject: Subject, value: Number) -> Runs:
    """A difference: `2,44 poin persen`, `0,012 poin`."""
    if subject.unit == "persen":
        return (value, " poin persen")
    return (value, " poin") if subject.unit in ("", "indeks", "poin") else with_unit(subject, value)


def period(text: str) -> str:
    """`2025-03` → `Maret 2025`; `2024-S2` → `semester 2 tahun 2024`; a year as it is."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        return text
    year, month, half, quarter = found.groups()
    if month:
        return f"{_MONTHS[int(month) - 1]} {year}"
    return f"semester {half} tahun {year}" if half else f"triwulan {quarter} tahun {year}"


def joined(items: Sequence[Run | Runs]) -> Runs:
    """`a`, `a dan b`, `a, b, dan c`."""
    out: list[Run] = []
    for i, item in enumerate(items):
        if i:
            last = i == len(items) - 1
            out.append((", dan " if len(items) > 2 else " dan ") if last else ", ")
        out += item if isinstance(item, tuple) else (item,)
    return tuple(out)


def spoken(runs: Runs) -> str:
    """The runs as one text."""
    return "".join(str(run) for run in runs)


def lower(label: str) -> str:
    """A label inside a sentence: its first letter small, unless its first word is an abbreviation or a name of one."""
    first = label.split(" ", 1)[0]
    return label if sum(c.isupper() for c in first) > 1 or not first else label[0].lower() + label[1:]


def upper(label: str) -> str:
    """A label at the head of a sentence."""
    return label[:1].upper() + label[1:]
