"""The page that an analyst can trust: every definition, interval, cause, field, group and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sepakat import charts, regions
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.targeting.errors.causes import FIELDS
from sepakat.targeting.errors.fairness import words as group_words
from sepakat.targeting.errors.rates import DEFINITIONS, RATIO, SHORT
from sepakat.targeting.errors.shares import KINDS
from sepakat.web.errors.presenters.regent import about
from sepakat.web.presenters import places

SIGNS: Mapping[str, Text] = {
    "few": Text("terlalu sedikit", "too few"),
    "near": Text("hampir sama dengan kelompok yang lebih besar", "nearly a larger group"),
    "low": Text("kurang dari batas tampil", "below what may be shown"),
    "high": Text("hampir semua", "nearly all"),
}
MOST_ROWS = 400
MOST_DRAWN = 30


@dataclass(frozen=True)
class Line:
    """One row of a table: its head, its cells as printed."""

    head: str
    cells: tuple[str, ...]
    remark: str = ""
    about: str = ""
    strong: bool = False


def definitions(rates: Table) -> list[Line]:
    """Every definition for the region alone."""
    lines = []
    for row in rates.rows():
        name = row["definition"]
        digits = 2 if name in RATIO else 1
        _, _, said = str(DEFINITIONS[name]).partition(": ")
        lines.append(Line(str(SHORT[name]), rate_cells(row, digits), remark(row), said[:1].upper() + said[1:]))
    return lines


def rate_cells(row: Mapping[str, Any], digits: int = 1) -> tuple[str, ...]:
    """(by simulated decile, estimate, interval, n) of a rate."""
    if row["sign"]:
        return "#", "#", "#", "" if row["n"] is None else number(row["n"])
    return (number(row["value"], digits), _or(row["expected"], digits), between(row, digits), number(row["n"]))


def between(row: Mapping[str, Any], digits: int = 1) -> str:
    if row["low"] is None:
        return "…"
    return f"{number(row['low'], digits)}–{number(row['high'], digits)}"


def _signed_between(row: Mapping[str, Any]) -> str:
    """An interval that may lie below zero."""
    if row["low"] is None:
        return "…"
    return str(Text("{a} s.d. {b}", "{a} to {b}")).format(a=signed(row["low"]), b=signed(row["high"]))


def _or(value: float | None, digits: int) -> str:
    return "…" if value is None else number(value, digits)


def remark(row: Mapping[str, Any]) -> str:
    return str(SIGNS[row["sign"]]) if row["sign"] else ""


def cause_groups(causes: Table) -> list[tuple[str, list[Line]]]:
    """(kind, its causes): label, number, share, field."""
    made = []
    for kind, (label, known) in KINDS.items():
        lines = []
        for row in causes.rows():
            if row["kind"] != kind:
                continue
            cause = about(known, row["cause"])
            n, share = ("#", "#") if row["sign"] else (number(row["n"]), number(row["value"], 1))
            lines.append(Line(str(cause.label), (n, share, str(FIELDS[cause.field])), remark(row), str(cause.advice)))
        made.append((str(label), lines))
    return made


def field_groups(fields: Table) -> list[tuple[str, list[Line]]]:
    """(kind, the fields): expected share and interval."""
    made = []
    for kind, (label, _) in KINDS.items():
        lines = [
            Line(
                str(FIELDS[row["field"]]),
                ("#", "#") if row["sign"] else (_or(row["value"], 1), between(row)),
                remark(row),
            )
            for row in fields.rows()
            if row["kind"] == kind
        ]
        made.append((str(label), lines))
    return made


def fair(table: Table) -> tuple[list[Line], list[str]]:
    """The comparisons (group, definition, rates, difference, interval, p, verdict), and the real ones as sentences."""
    lines, real = [], []
    for row in table.rows():
        label = str(group_words(row))
        label = label[:1].upper() + label[1:]
        what = str(SHORT[row["definition"]])
        if row["sign"]:
            lines.append(Line(label, (what, "#", "#", "#", "#", "#", ""), remark(row)))
            continue
        verdict = ""
        if row["real"] is not None:
            verdict = str(Text("nyata", "real") if row["real"] else Text("tidak nyata", "not real"))
        cells = (
            what,
            number(row["value"], 1),
            number(row["other"], 1),
            signed(row["difference"]),
            _signed_between(row),
            _or(row["p_adjusted"], 3),
            verdict,
        )
        lines.append(Line(label, cells, strong=bool(row["real"])))
        if row["real"]:
            real.append(_difference(label, what, row))
    return lines, real


def signed(value: float | None) -> str:
    if value is None:
        return "…"
    return ("+" if value > 0 else "−" if value < 0 else "") + number(abs(value), 1)


def _difference(label: str, what: str, row: Mapping[str, Any]) -> str:
    more = Text("lebih tinggi", "higher") if row["difference"] > 0 else Text("lebih rendah", "lower")
    points = number(abs(row["difference"]), 1)
    return str(
        Text(
            f"{label}: {what.lower()} {points} poin {more.id} daripada selainnya.",
            f"{label}: {what.lower()} {points} points {more.en} than everybody else.",
        )
    )


def regional(rates: Table, definition: str) -> list[tuple[str, Line]]:
    """(code, row) of one definition by region."""
    tree = regions.load()
    found = []
    for row in rates.rows()[: MOST_ROWS * len(DEFINITIONS)]:
        if row["definition"] == definition:
            found.append((row["region"], Line(places.short(tree.get(row["region"])), rate_cells(row), remark(row))))
    return found[:MOST_ROWS]


def picture(rates: Table, definition: str) -> str:
    """Estimates with their intervals by region; empty where there are too many or none."""
    rows = [r for r in rates.rows() if r["definition"] == definition and r["expected"] is not None]
    if not 2 <= len(rows) <= MOST_DRAWN:
        return ""
    tree = regions.load()
    values = [(places.short(tree.get(r["region"])), r["expected"], r["low"], r["high"]) for r in rows]
    return charts.draw("intervals", values, title=SHORT[definition], unit="persen", release=rates.release)
