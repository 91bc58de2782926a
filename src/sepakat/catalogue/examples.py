"""Worked examples: a small table and its answer, which are at once an indicator's test and a box on its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sepakat.catalogue.dated import Number, exact
from sepakat.catalogue.reading import Node

if TYPE_CHECKING:
    from sepakat.catalogue.definitions import Indicator

DEFAULT_DAY = dt.date(2024, 3, 1)  # dated parameters of an example without its own `tanggal`
Row = dict[str, Number | str | None]


@dataclass(frozen=True)
class Example:
    """columns, rows: the table as written (None for `-` or an empty cell). on: day of the dated parameters.

    pembilang, penyebut: exact; nilai: rounded to the indicator's decimals, None where the denominator is empty.
    penjelasan: the sum in words.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Number | str | None, ...], ...]
    on: dt.date
    pembilang: Number
    penyebut: Number
    nilai: Number | None
    penjelasan: str

    def dicts(self) -> list[Row]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def _cell(text: str) -> Number | str | None:
    if text in ("", "-"):
        return None
    try:
        return int(text)
    except ValueError:
        try:
            return Decimal(text)
        except InvalidOperation:
            return text


def grid(node: Node, field: str = "data") -> tuple[tuple[str, ...], tuple[tuple[Number | str | None, ...], ...]]:
    """A table as written in a file: its column names and its rows (None for `-` or an empty cell)."""
    lines = [line.strip() for line in node.text(field).splitlines() if line.strip()]
    kept = [line for line in lines if "---" not in line or set(line) - set("|-+: ")]  # without the rule under the head
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]
    for place, row in enumerate(table, 1):
        if len(row) != len(table[0]):
            raise node.error(field, f"Baris {place} contoh tidak selebar kepalanya.", f"Row {place} differs in width.")
    if len(table) < 2:
        raise node.error(field, "Contoh belum punya baris.", "The example has no rows.")
    return tuple(table[0]), tuple(tuple(_cell(cell) for cell in row) for row in table[1:])


def read_example(node: Node) -> Example:
    """`[contoh]`: data (ASCII table with `|`; `-` is NULL), hasil, penjelasan, tanggal (optional)."""
    node.only({"data", "hasil", "penjelasan", "tanggal"})
    (columns, rows), result = grid(node), node.child("hasil")
    result.only({"pembilang", "penyebut", "nilai"})
    return Example(
        columns=columns,
        rows=rows,
        on=node.date("tanggal", DEFAULT_DAY),
        pembilang=exact(result.number("pembilang")),
        penyebut=exact(result.number("penyebut")),
        nilai=exact(result.number("nilai")) if "nilai" in result.data else None,
        penjelasan=node.text("penjelasan"),
    )


def example_rows(indicator: Indicator) -> tuple[list[Row], dict[str, Any]]:
    """An indicator's example: rows as dictionaries, and `{pembilang, penyebut, nilai, tanggal}` as expected.

    `tanggal` is the day for dated parameters. `nilai` is rounded to `indicator.desimal`.
    """
    example = indicator.contoh
    expected = {
        "pembilang": example.pembilang,
        "penyebut": example.penyebut,
        "nilai": example.nilai,
        "tanggal": example.on,
    }
    return example.dicts(), expected
