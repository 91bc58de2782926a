"""Figures of scenarios as printed: money in words, bands, and the sign of what is hidden."""

from __future__ import annotations

from typing import Any

from sepakat.core.text import Text, language, number

HIDDEN = "#"
SHELF = "-skenario"  # pictures of scenarios lie apart from those of the release (`pruning`)
_STEPS = (
    (1e12, Text("triliun", "trillion")),
    (1e9, Text("miliar", "billion")),
    (1e6, Text("juta", "million")),
)


def money(value: float, lang: str | None = None) -> str:
    """`145656000` → `Rp145,7 juta`: large amounts in words."""
    lang = lang or language()
    sign, size = ("−" if value < 0 else ""), abs(value)
    for least, word in _STEPS:
        if size >= least:
            return f"{sign}Rp{number(size / least, 1, lang)} {word.in_(lang)}"
    return f"{sign}Rp{number(size, 0, lang)}"


def cell(row: dict[str, Any] | None) -> str:
    """One figure; `–` where there is none, `#` where it is hidden, a band in brackets where it has one."""
    if row is None:
        return "–"
    if row["value"] is None:
        return HIDDEN
    if row["unit"] == "rupiah":
        return money(row["value"])
    shown = number(row["value"], 1 if row["unit"] == "persen" else 0)
    if row.get("low") is not None:
        return f"{shown} ({number(row['low'], 1)}–{number(row['high'], 1)})"
    return shown
