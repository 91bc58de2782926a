"""A list as CSV and XLSX, marked for its recipient: a line on top, the same on every printed page; formulas defused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from sepakat.core.text import Text, long_date
from sepakat.exports._cells import clean, defuse
from sepakat.web.names.models import ListRequest

Rows = Sequence[Sequence[str]]


def mark(request: ListRequest, recipient: str, print_: str, sample: bool) -> str:
    """The visible mark: for whom, which request, until when, and eight letters that belong to this recipient."""
    until = long_date(request.expires, "id") if request.expires else "…"
    kind = "DATA CONTOH. " if sample else ""
    return (
        f"{kind}RAHASIA. Untuk {clean(recipient)}, permintaan DN-{request.pk}, berlaku sampai {until}. "
        f"Dilarang diteruskan. Tanda {print_}."
    )


def write_csv(heads: Sequence[Text], rows: Rows, line: str) -> bytes:
    """The mark on the first line, then heads and rows; `;`, BOM, as an Indonesian Excel opens it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([defuse(line)])
    writer.writerow([defuse(h.id) for h in heads])
    writer.writerows([defuse(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_xlsx(heads: Sequence[Text], rows: Rows, line: str) -> bytes:
    """One sheet: mark, heads, rows; the mark in head and foot of every printed page. Cells are text, never formulas."""
    from openpyxl import Workbook  # slow to load: not for every page
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Daftar")
    sheet.freeze_panes = "A3"
    for at, head in enumerate(heads, 1):
        longest = max((len(row[at - 1]) for row in rows[:200]), default=0)
        sheet.column_dimensions[get_column_letter(at)].width = min(48.0, max(9.0, longest + 2, min(len(head.id), 24)))
    printed = line.replace("&", "&&")[:240]
    sheet.oddHeader.center.text = printed
    sheet.oddFooter.center.text = printed
    sheet.print_title_rows = "1:2"
    sheet.append([_cell(sheet, line, bold=True)])
    sheet.append([_cell(sheet, head.id, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, cell) if cell else None for cell in row])
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _cell(sheet, value: str, bold: bool = False):
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=clean(value))
    cell.data_type = "s"  # openpyxl would make a leading `=` a formula
    if value.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


WRITERS: dict[str, Callable[[Sequence[Text], Rows, str], bytes]] = {"xlsx": write_xlsx, "csv": write_csv}
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}
