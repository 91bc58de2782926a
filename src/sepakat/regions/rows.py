"""Small tables that a user brings (a crosswalk, a classification, a history) as rows of text, with row numbers.

Large microdata files have their own readers in `sources/`; these files have at most one row per village.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from sepakat.core.errors import UserError, nearest
from sepakat.core.text import Text

MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One row that was not taken. row: 1-based data row (the header is not counted)."""

    row: int
    column: str
    reason: Text


@dataclass(frozen=True)
class Rows:
    """header: column names in lower case; rows: one dictionary per data row, all values text, blanks trimmed."""

    header: tuple[str, ...]
    rows: list[dict[str, str]]


def read_rows(path: Path, needed: tuple[str, ...]) -> Rows:
    """The rows of a CSV (comma, semicolon or tab; UTF-8 or Latin-1) or XLSX file with at least the columns `needed`."""
    if not path.is_file():
        raise UserError(
            Text(f"Berkas `{path.name}` tidak ditemukan.", f"File `{path.name}` was not found."),
            hint=Text("Periksa nama dan foldernya.", "Check its name and folder."),
            where=str(path),
            code="file-missing",
        )
    if path.stat().st_size > MAX_BYTES:
        raise UserError(
            Text("Berkas terlalu besar untuk daftar wilayah.", "The file is too large for a list of regions."),
            hint=Text("Berkas ini paling banyak satu baris per desa.", "Such a file has at most one row per village."),
            where=path.name,
            code="region-file-size",
        )
    lines = _from_xlsx(path) if path.suffix.lower() in (".xlsx", ".xls", ".xlsb", ".ods") else _from_csv(path)
    while lines and not any(lines[0]):
        lines.pop(0)
    header = tuple(name.strip().lower() for name in lines[0]) if lines else ()
    missing = [name for name in needed if name not in header]
    if missing:
        near = nearest(missing[0], header)
        raise UserError(
            Text(
                f"Kolom {', '.join(f'`{m}`' for m in missing)} tidak ada.",
                f"Missing columns: {', '.join(f'`{m}`' for m in missing)}.",
            ),
            detail=Text(f"Yang ada: {', '.join(header)[:200]}.", f"Present: {', '.join(header)[:200]}."),
            hint=Text(
                f"Ganti nama kolom `{near}` menjadi `{missing[0]}`." if near else "Tambahkan kolom itu.",
                f"Rename column `{near}` to `{missing[0]}`." if near else "Add that column.",
            ),
            where=path.name,
            code="region-file-columns",
        )
    rows = [dict(zip(header, (cell.strip() for cell in line), strict=False)) for line in lines[1:] if any(line)]
    return Rows(header, rows)


def read_date(text: str) -> dt.date | None:
    """`2025-06-23` or `23/06/2025` as a date; None for an empty cell; ValueError for anything else."""
    if not text:
        return None
    if "/" in text:
        return dt.datetime.strptime(text, "%d/%m/%Y").date()
    return dt.date.fromisoformat(text[:10])


def _from_csv(path: Path) -> list[list[str]]:
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise _unreadable(path) from error


def _from_xlsx(path: Path) -> list[list[str]]:
    import python_calamine

    try:
        sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        return [[_cell(value) for value in row] for row in sheet.to_python()]
    except Exception as error:  # calamine has one error class per format, and panics of its own
        raise _unreadable(path) from error


def _cell(value: object) -> str:
    """A code typed as a number comes back as a float: 5301 must not become 5301.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _unreadable(path: Path) -> UserError:
    return UserError(
        Text(f"Berkas `{path.name}` tidak dapat dibaca.", f"File `{path.name}` cannot be read."),
        hint=Text("Simpan ulang sebagai CSV (UTF-8) atau XLSX.", "Save it again as CSV (UTF-8) or XLSX."),
        where=path.name,
        code="region-file-unreadable",
    )
