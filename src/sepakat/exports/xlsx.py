"""XLSX with the figures on the first sheet and where they come from on the second.

The same table gives the same bytes (no time of writing inside), so that a download can be compared by hash.
"""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from sepakat.core.table import Column, Table
from sepakat.core.text import Text, language
from sepakat.exports import _cells

extension = "xlsx"
label = Text("Excel (XLSX)", "Excel (XLSX)")
mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
order = 20

_EPOCH = (1980, 1, 1, 0, 0, 0)


def write(table: Table) -> bytes:
    """Sheet `Data`: header with units, then rows, numbers as numbers. Sheet `Keterangan`: provenance and units."""
    columns = _cells.columns(table)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = Text("Data", "Data").in_(language())
    for at, column in enumerate(columns, 1):
        _text(sheet.cell(1, at), _cells.header(column)).font = Font(bold=True)
        sheet.cell(1, at).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(at)].width = _width(table, column)
    for line, row in enumerate(table.rows(), 2):
        for at, column in enumerate(columns, 1):
            value = row[column.name]
            cell = sheet.cell(line, at)
            if _cells.is_number(value):
                cell.value = value
                cell.number_format = "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
            elif isinstance(value, bool):
                _text(cell, Text("ya", "yes").in_(language()) if value else Text("tidak", "no").in_(language()))
            elif value is not None:
                _text(cell, str(value))
    sheet.freeze_panes = "A2"
    if len(table):
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(table) + 1}"
    _notes(book.create_sheet(Text("Keterangan", "Notes").in_(language())), table, columns)
    raw = io.BytesIO()
    book.save(raw)
    return _timeless(raw.getvalue())


def _text(cell, value: str):
    """Write text that stays text: openpyxl would make a leading `=` a formula."""
    cell.value = _cells.clean(value)
    cell.data_type = "s"
    if value.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    return cell


def _width(table: Table, column: Column) -> float:
    longest = max((len(str(v)) for v in table.column(column.name)[:200] if v is not None), default=0)
    if column.kind == "value":
        longest = min(longest, 12)
    return min(48.0, max(9.0, longest + 2, min(len(_cells.header(column)), 24) + 1))


def _notes(sheet, table: Table, columns: tuple[Column, ...]) -> None:
    lang = language()
    lines = [(name.in_(lang), value) for name, value in _cells.provenance(table)]
    lines.append(("", ""))
    lines += [(c.label.in_(lang), c.unit or Text("teks", "text").in_(lang)) for c in columns]
    for at, (name, value) in enumerate(lines, 1):
        _text(sheet.cell(at, 1), name).font = Font(bold=True)
        _text(sheet.cell(at, 2), value).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 90


def _timeless(raw: bytes) -> bytes:
    """The same workbook without the moment it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", data)
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return out.getvalue()
