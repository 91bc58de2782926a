"""What every format needs to know about cells: which columns, which words, and which text is dangerous.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula. A region's name typed by a stranger must
not become one, so text cells are defused; numbers never are (a negative number is a number).
"""

from __future__ import annotations

import re
from typing import Any

from sepakat.core.table import Column, Table
from sepakat.core.text import Text, language

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

SAMPLE = Text("data contoh", "sample data")


def columns(table: Table) -> tuple[Column, ...]:
    """The columns to write: the declared ones, else every column of the data under its own name."""
    if table.columns:
        return table.columns
    return tuple(Column(name, Text(name, name)) for name in table.data.column_names)


def header(column: Column) -> str:
    """`Nilai (persen)`: the label with its unit, in the reader's language."""
    label = column.label.in_(language())
    return f"{label} ({column.unit})" if column.unit else label


def clean(value: str) -> str:
    """Text without control characters, which no spreadsheet accepts."""
    return _CONTROL.sub("", value)


def defuse(value: str) -> str:
    """Text that no spreadsheet runs: an apostrophe before a leading `= + - @`, tab or carriage return."""
    value = clean(value)
    return "'" + value if value.startswith(_DANGEROUS) else value


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def provenance(table: Table) -> list[tuple[Text, str]]:
    """Where the figures come from, as label and value: title, release, version of the program, sample mark, notes."""
    from sepakat import __version__

    lang = language()
    facts = [
        (Text("Judul", "Title"), table.title.in_(lang)),
        (Text("Rilis data", "Data release"), table.release),
        (Text("Versi sepakat", "sepakat version"), __version__),
    ]
    if table.sample:
        facts.append((Text("Sifat data", "Kind of data"), SAMPLE.in_(lang)))
    facts += [(Text("Catatan", "Note"), note.in_(lang)) for note in table.notes]
    return facts
