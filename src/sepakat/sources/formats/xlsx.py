"""Excel workbooks (.xlsx, .xlsb, .xls, .ods), each sheet a table.

python-calamine reads fast but holds a whole sheet; a sheet too large for that is streamed with openpyxl, slower and in
constant memory. Numbers come back as a person typed them (1, not 1.0) and dates as ISO.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from sepakat.sources.formats import damaged, locked
from sepakat.sources.formats.base import PEEK_ROWS, Reading, Sheet, batches_of_rows, text
from sepakat.sources.headers import MAX_COLUMNS, clean

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
MAGIC = (b"PK\x03\x04",)
STREAM_ABOVE = 400_000_000  # bytes of unpacked XML; calamine would hold about as much again in memory
UNPACKED_LIMIT = 20_000_000_000


def _unpacked(path: Path) -> int:
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 0


def _open(path: Path) -> CalamineWorkbook:
    if _unpacked(path) > UNPACKED_LIMIT:
        raise damaged(path.name, "Excel")
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise locked(path.name) from None
    except (CalamineError, OSError, ValueError):
        raise damaged(path.name, "Excel") from None
    except BaseException as problem:
        # The reader's Rust core panics on some damaged files; a panic is not an Exception.
        if type(problem).__name__ == "PanicException":
            raise damaged(path.name, "Excel") from None
        raise


def _rows(path: Path, sheet: str) -> Iterator[Sequence[object]]:
    if _unpacked(path) > STREAM_ABOVE:
        yield from _streamed(path, sheet)
        return
    try:
        yield from _open(path).get_sheet_by_name(sheet).iter_rows()
    except (CalamineError, OSError, ValueError):
        raise damaged(path.name, "Excel") from None
    except BaseException as problem:
        if type(problem).__name__ == "PanicException":
            raise damaged(path.name, "Excel") from None
        raise


def _streamed(path: Path, sheet: str) -> Iterator[Sequence[object]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        yield from book[sheet].iter_rows(values_only=True)
    except Exception:  # openpyxl lets through whatever zlib, XML and its own guesses raise on a damaged file
        raise damaged(path.name, "Excel") from None


def peek(path: Path) -> list[Sheet]:
    names = _open(path).sheet_names
    out = []
    for name in names:
        first = []
        for row in _rows(path, name):
            first.append([text(cell) or "" for cell in row[: MAX_COLUMNS + 1]])
            if len(first) >= PEEK_ROWS:
                break
        out.append(Sheet(name, first))
    return out


def rows(path: Path, sheet: str = "", skip: int = 0) -> Reading:
    """The table below header row `skip` (0-based) of a sheet (the first one by default)."""
    name = sheet or _open(path).sheet_names[0]
    source = iter(_rows(path, name))
    head: Sequence[object] = []
    for _ in range(skip + 1):
        head = next(source, [])
    cells = [text(cell) for cell in head]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise damaged(path.name, "Excel")
    headers, twice = clean(cells)
    return Reading(headers, batches_of_rows(headers, source), {"lembar": name}, twice)
