"""Tables of the library for a document: codes as words beside them, and grids put together cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from sepakat.core.errors import UserError, unknown_name
from sepakat.core.table import Column, Table
from sepakat.core.text import Text, number
from sepakat.documents.blocks.tabel import BELOW
from sepakat.documents.making import Ask, no_figure
from sepakat.documents.parts import Number, Tabulated
from sepakat.engine.tabulating.answer import place

Say = Callable[[Mapping[str, Any]], str]
PLACE = Text("Wilayah", "Region")


def worded(found: Table, said: Mapping[str, tuple[Text, Say]]) -> Table:
    """The table with columns of words in the place of codes. said: label and words by name of the column, in order
    of printing where the table does not print the column itself. The codes stay among the data, as keys of rows."""
    rows, data = found.rows(), found.data
    made = {}
    for name, (label, say) in said.items():
        own = f"{name}_kata"
        data = data.append_column(own, pa.array([say(row) for row in rows], pa.string()))
        made[name] = Column(own, label, kind="text")
    held = {c.name for c in found.columns}
    first = [made[name] for name in said if name not in held]
    return replace(found, data=data, columns=(*first, *(made.get(c.name, c) for c in found.columns)))


def placed(found: Table) -> Table:
    """The table with the names of its regions."""
    return worded(found, {"region": (PLACE, lambda row: place(row["region"]))})


def kept(found: Table, test: Callable[[Mapping[str, Any]], bool]) -> Table:
    """The rows that pass."""
    return found.with_data(found.data.filter(pa.array([test(row) for row in found.rows()], pa.bool_())))


def cell(ask: Ask, slot: str, value: float | None, decimals: int = 0, *, none: str = "#", **facts: Any) -> Number:
    """A figure of a grid; `none` where there is nothing to show."""
    shown = none if value is None else number(round(value, decimals) + 0.0, decimals, "id")
    return ask.number(slot, shown, None if value is None else float(value), **facts)


def part(ask: Ask, known: Mapping[str, object], usual: str) -> str:
    """The option `isi`, one of these. UserError `block-option`."""
    said = ask.text("isi", usual)
    if said not in known:
        raise unknown_name(Text("Isi blok", "Part of the block"), said, known, "block-option")
    return said


def below(ask: Ask) -> str:
    """The level under the region's own. UserError `region-level` under a village."""
    if ask.level not in BELOW:
        raise UserError(
            Text(f"{ask.name} tidak punya bagian wilayah.", f"{ask.name} has no parts."),
            hint=Text("Pilih wilayah yang lebih luas.", "Choose a wider region."),
            code="region-level",
        )
    return BELOW[ask.level]


def stacked(tables: Sequence[Table], leave: Sequence[str] = ()) -> Table:
    """Tables of like columns under each other: the columns that all of them have."""
    shared = [n for n in tables[0].data.column_names if all(n in t.data.column_names for t in tables)]
    data = pa.concat_tables([t.data.select(shared) for t in tables])
    columns = tuple(c for c in tables[0].columns if c.name in shared and c.name not in leave)
    return replace(tables[0], data=data, columns=columns)


def seen(ask: Ask, made: Tabulated) -> Tabulated:
    """The table, if any figure of it can be read. UserError `analysis-hidden`."""
    if not any(isinstance(one, Number) and one.value is not None for row in made.rows for one in row):
        raise no_figure(made.caption.rpartition(", ")[0], ask.name, hidden=True)
    return made
