"""`Table`: the one result type. Every figure leaves the library as one, and faces print from nothing else.

A Table is an Arrow table with the facts needed to print it honestly: title, unit and decimals per column, the release
and indicator versions it rests on, notes and signs. Disclosure control is applied before a Table is made public
(`protected=True`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from sepakat.core.text import Text


@dataclass(frozen=True)
class Column:
    """How one column is printed. unit: `persen`, `orang`, `keluarga`, `rupiah` …; decimals for numbers."""

    name: str
    label: Text
    unit: str = ""
    decimals: int = 0
    kind: str = "value"  # value | region | code | text


@dataclass(frozen=True)
class Table:
    """Rows of figures with their provenance.

    data: Arrow table. columns: printing facts, in order, for the columns that faces show. release: id of the release
    that the figures rest on. protected: disclosure control has been applied. sample: the figures are of the synthetic
    sample region and pages must say "data contoh". notes: sentences printed under the table.
    """

    data: pa.Table
    title: Text
    columns: tuple[Column, ...] = ()
    release: str = ""
    protected: bool = False
    sample: bool = False
    notes: tuple[Text, ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.data.num_rows

    def rows(self) -> list[dict[str, Any]]:
        """Rows as plain dictionaries, in order."""
        return self.data.to_pylist()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows())

    def column(self, name: str) -> list[Any]:
        return self.data.column(name).to_pylist()

    def with_data(self, data: pa.Table) -> Table:
        """The same facts about other rows (filtered, sorted)."""
        return replace(self, data=data)
