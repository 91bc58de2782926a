"""The table of an answer for a page: what is asked for is printed, columns that say nothing here are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sepakat.core.table import Column, Table
from sepakat.core.text import Text, language, number

MOST_ROWS = 300
HIDDEN = "…"
UNITS = {"orang": "persons", "keluarga": "families", "persen": "percent", "tahun": "years", "indeks": "index"}
HELPERS = ("part", "code", "lens")  # numbers of classes: for files
NAMES = ("name", "group", "indicator_name", "term_name", "part_name", "step_name", "way_name")  # of a row
RULE = re.compile(r"menurut aturan kerja \([^)]*\)|by a rule of work \([^)]*\)")  # as of `analysis.verdicts`
BY_RULE = Text("(aturan kerja)", "(rule of work)")
WORDY = 40  # letters from which a cell of text needs room


@dataclass(frozen=True)
class Head:
    label: str
    number: bool


@dataclass(frozen=True)
class Cell:
    words: str
    number: bool
    href: str = ""
    wordy: bool = False


@dataclass(frozen=True)
class Row:
    first: Cell
    cells: tuple[Cell, ...]
    own: bool


@dataclass(frozen=True)
class View:
    """heads: of the columns shown; rows: at most MOST_ROWS; more: how many are left out; hidden: whether a figure is
    not shown somewhere; rule: what the rule of work is that statements of the table go by, said once."""

    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    more: int
    hidden: bool
    rule: str

    @property
    def wide(self) -> bool:
        """Too wide to stand beside a picture."""
        return len(self.heads) > 5 or any(cell.wordy for row in self.rows for cell in row.cells)


def view(table: Table, link: Any = None) -> View:
    """link: address of a region's own page by code; none where it is empty."""
    raw = table.rows()
    columns = [c for c in table.columns if _shown(c, raw)]
    first = next((c for name in NAMES for c in columns if c.name == name), columns[0])
    numbers = {c.name: _number(c, raw) for c in columns}
    columns = [first, *sorted((c for c in columns if c is not first), key=lambda c: not numbers[c.name])]
    own, several = table.meta.get("own"), len({r.get("region") for r in raw}) > 1
    rows, hidden = [], False
    for row in raw[:MOST_ROWS]:
        cells = [_cell(row, column, numbers[column.name]) for column in columns]
        hidden = hidden or any(cell.words == HIDDEN for cell in cells)
        code = row.get("region")
        if code and link is not None and first.name == "name":
            cells[0] = Cell(cells[0].words, False, link(code))
        rows.append(Row(cells[0], tuple(cells[1:]), bool(own and code == own and several)))
    heads = tuple(Head(_head(c), numbers[c.name]) for c in columns)
    told = [m[0] for r in raw if (m := RULE.search(str(r.get("statement") or "")))]
    return View(heads, tuple(rows), max(0, len(raw) - MOST_ROWS), hidden, told[0].strip() if told else "")


def _shown(column: Column, rows: list[dict[str, Any]]) -> bool:
    """Codes stand in files; a column without any content says nothing."""
    if column.kind in ("code", "region") or column.name in HELPERS:
        return False
    return any(row[column.name] not in (None, "") for row in rows)


def _number(column: Column, rows: list[dict[str, Any]]) -> bool:
    return any(isinstance(row[column.name], (int, float)) for row in rows)


def _head(column: Column) -> str:
    label = str(column.label)
    if not column.unit:
        return label
    unit = column.unit if language() == "id" else UNITS.get(column.unit, column.unit)
    return label if unit in label else f"{label} ({unit})"


def _cell(row: dict[str, Any], column: Column, numeric: bool) -> Cell:
    value = row[column.name]
    if value is None:
        empty = column.name in ("value", "number", "first", "second", "real") and column.kind == "value"
        return Cell(HIDDEN if empty else "", numeric)
    if isinstance(value, bool):
        return Cell(str(Text("ya", "yes") if value else Text("tidak", "no")), False)
    if isinstance(value, int) and column.name in ("target_year", "place"):
        return Cell(str(value), True)
    if isinstance(value, (int, float)):
        return Cell(number(value, column.decimals), True)
    words = RULE.sub(str(BY_RULE), str(value)) if column.name == "statement" else str(value)
    return Cell(words, False, wordy=len(words) > WORDY)
