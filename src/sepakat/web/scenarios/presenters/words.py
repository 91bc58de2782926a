"""Figures of scenarios as printed: money in words, bands, and the sign of what is hidden."""

from __future__ import annotations

from typing import Any

from sepakat.core.text import number
from sepakat.targeting.scenarios.saying import money

HIDDEN = "#"
SHELF = "-skenario"  # pictures of scenarios lie apart from those of the release (`pruning`)


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
