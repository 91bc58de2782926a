"""CSV that a double click opens right in an Indonesian Excel: BOM, `;` between columns, comma decimals.

Numbers are rounded as on the page and carry no thousands dots, so that they are read as numbers. Codes stay text: an
Indonesian Excel would read `53.01` as a time or as 5301, and a NIK as 5,3E+15, so such text gets an apostrophe in
front, as offices write a NIK themselves.
Only a header and rows: notes would break the file for machines; the release and versions are columns.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from sepakat.core.table import Column, Table
from sepakat.core.text import Text, language
from sepakat.exports import _cells

# Digits with dots, colons, commas or dashes between (a number, a time, a date to Excel), or with an E.
_LIKE_A_NUMBER = re.compile(r"\d[\d.,:/ -]*(?:[eE]\d+)?")
_SAFE_NUMBER = re.compile(r"0|[1-9]\d{0,10}")  # shown as it is

extension = "csv"
label = Text("CSV", "CSV")
mime = "text/csv; charset=utf-8"
order = 10


def write(table: Table) -> bytes:
    """The table's columns, in order; one more column says "data contoh" for figures of the sample region."""
    columns = _cells.columns(table)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    head = [_cells.header(c) for c in columns]
    mark = [_cells.SAMPLE.in_(language())] if table.sample else []
    writer.writerow([*head, Text("Keterangan", "Remark").in_(language())] if mark else head)
    for row in table.rows():
        writer.writerow([_cell(row[c.name], c) for c in columns] + mark)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str((Text("ya", "yes") if value else Text("tidak", "no")).in_(language()))
    if isinstance(value, int) and not column.decimals:
        return str(value)
    if _cells.is_number(value):
        return f"{round(value, column.decimals) + 0.0:.{column.decimals}f}".replace(".", ",")  # + 0.0: never "-0,0"
    text = _cells.defuse(str(value))
    return "'" + text if _LIKE_A_NUMBER.fullmatch(text) and not _SAFE_NUMBER.fullmatch(text) else text
