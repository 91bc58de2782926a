"""The table of an answer for a page: what is asked for is printed, columns that say nothing here are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Column, Table
from sepakat.core.text import Text, number

MOST_ROWS = 300
HIDDEN = "…"
HELPERS = ("part", "code", "lens")  # numbers of classes: for files
ASIDE = {  # columns of a kind that a page leaves to its files, so that the rest can be seen at once
    "wilayah_prioritas": ("keparahan", "jumlah", "tren", "risiko"),
    "pemantauan": ("baseline", "score", "document", "period", "target_year"),
    "registri_survei": ("se", "n", "weight", "p"), "kesenjangan": ("ratio",), "lensa": ("ratio", "se"),
}  # fmt: skip
NAMED = ("Nama ", "Name of the ")  # what heads of files say of names: a page shows that it is one
SIGNS = {"few": Text("terlalu sedikit", "too few"), "near": Text("dibulatkan", "rounded")}
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
    not shown somewhere; rule: what the rule of work is that statements of the table go by, said once; key: what letters
    in the heads stand for; aside: whether files hold more columns."""

    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    more: int
    hidden: bool
    rule: str
    key: str = ""
    aside: bool = False

    @property
    def wide(self) -> bool:
        """Too wide to stand beside a picture."""
        return len(self.heads) > 5 or any(cell.wordy for row in self.rows for cell in row.cells)

    @property
    def stacked(self) -> bool:
        """Too wide for a phone: there each row becomes a card."""
        return len(self.heads) > 3 or self.wide

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Rows with the head of each cell, which a card shows beside it."""
        heads = [head.label for head in self.heads[1:]]
        return [(row, list(zip(heads, row.cells, strict=True))) for row in self.rows]


def view(table: Table, link: Any = None) -> View:
    """link: address of a region's own page by code; none where it is empty."""
    if table.meta.get("lacks"):
        return across(table, link)
    raw = table.rows()
    aside = ASIDE.get(str(table.meta.get("kind")), ())
    columns = [c for c in table.columns if _shown(c, raw) and c.name not in aside]
    if any(c.name == "statement" for c in columns):  # it says p in words
        columns = [c for c in columns if c.name != "p"]
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
    given = table.meta.get("heads", {})
    heads = tuple(Head(str(given.get(c.name) or _head(c)), numbers[c.name]) for c in columns)
    told = [m[0] for r in raw if (m := RULE.search(str(r.get("statement") or "")))]
    return View(
        heads, tuple(rows), max(0, len(raw) - MOST_ROWS), hidden, told[0].strip() if told else "", aside=bool(aside)
    )


def _shown(column: Column, rows: list[dict[str, Any]]) -> bool:
    """Codes stand in files; a column without any content says nothing."""
    if column.kind in ("code", "region") or column.name in HELPERS:
        return False
    return any(row[column.name] not in (None, "") for row in rows)


def _number(column: Column, rows: list[dict[str, Any]]) -> bool:
    return any(isinstance(row[column.name], (int, float)) for row in rows)


def _head(column: Column) -> str:
    label = str(column.label)
    for words in NAMED if column.name in NAMES else ():
        if label.startswith(words):
            label = label.removeprefix(words).capitalize()
    if not column.unit:
        return label
    unit = _unit(column.unit)
    if unit in label:
        return label
    return f"{label[:-1]}; {unit})" if label.endswith(")") else f"{label} ({unit})"


def _cell(row: dict[str, Any], column: Column, numeric: bool) -> Cell:
    value = row[column.name]
    if value is None:
        empty = column.name in ("value", "number", "first", "second", "real") and column.kind == "value"
        return Cell(HIDDEN if empty else "", numeric)
    if isinstance(value, bool):
        return Cell(str(Text("ya", "yes") if value else Text("tidak", "no")), False)
    if isinstance(value, int) and column.name in ("target_year", "place"):
        return Cell(str(value), True)
    if column.name == "p" and value < 0.001:
        return Cell(f"< {number(0.001, 3)}", True)
    if isinstance(value, (int, float)):
        return Cell(number(round(value, column.decimals) + 0.0, column.decimals), True)  # a zero has no sign
    if column.name == "sign":
        return Cell(str(SIGNS.get(str(value), value)), False)
    words = RULE.sub(str(BY_RULE), str(value)) if column.name == "statement" else str(value)
    return Cell(words, False, wordy=len(words) > WORDY)


def across(table: Table, link: Any = None) -> View:
    """An overlap with a row for each region and a column for each part, all lacks together first: letters name them."""
    lacks = [str(label) for label in table.meta["lacks"]]
    letters = [chr(ord("A") + i) for i in range(len(lacks))]
    parts = sorted({r["part"] for r in table.rows()}, key=lambda bits: (not bits, -bits.bit_count(), bits))
    held: dict[str, dict[int, Any]] = {}
    names = {}
    for row in table.rows():
        held.setdefault(row["region"], {})[row["part"]] = row["number"]
        names[row["region"]] = row["name"]
    every = (1 << len(lacks)) - 1
    order = sorted(held, key=lambda code: (-(held[code].get(every) or 0), code))
    rows = []
    for code in order[:MOST_ROWS]:
        cells = tuple(Cell(number(held[code].get(bits)), True) for bits in parts)
        rows.append(Row(Cell(names[code], False, link(code) if link else ""), cells, False))
    hidden = any(cell.words == HIDDEN for row in rows for cell in row.cells)
    heads = [Head(str(Text("Wilayah", "Region")), False), *(Head(_part(bits, letters), True) for bits in parts)]
    key = "; ".join(f"{letter} = {lack}" for letter, lack in zip(letters, lacks, strict=True))
    return View(
        tuple(heads),
        tuple(rows),
        max(0, len(order) - MOST_ROWS),
        hidden,
        "",
        f"{key} ({_unit(str(table.meta['unit']))})",
    )


def _part(bits: int, letters: list[str]) -> str:
    """`A, B dan C`; `hanya A`; `tidak satu pun`."""
    mine = [letter for i, letter in enumerate(letters) if bits >> i & 1]
    if not mine:
        return str(Text("Tidak satu pun", "None"))
    if len(mine) == 1:
        return str(Text(f"Hanya {mine[0]}", f"Only {mine[0]}"))
    return f"{', '.join(mine[:-1])} {Text('dan', 'and')} {mine[-1]}"


def _unit(name: str) -> str:
    return str(UNIT_WORDS.get(name, Text(name, name)))
