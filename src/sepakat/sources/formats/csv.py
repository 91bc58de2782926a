"""CSV as it arrives: `;` `,` tab or `|`, any of four encodings, quoted line breaks, stray NULs, ragged rows.

The file is walked once as text; each record is brought to one clean line with a private separator and handed to Arrow
in pieces, so a five-million-row file needs no more memory than a short one. A record with too few or too many cells is
kept, marked in `_rusak`, and never shifts its neighbours; a quote that is never closed breaks one row, not the rest.
"""

from __future__ import annotations

import codecs
import csv as stdlib_csv
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from sepakat.sources.formats import damaged
from sepakat.sources.formats.base import BROKEN, NOTHING, PEEK_ROWS, ROW, Reading, Sheet, batch_rows
from sepakat.sources.headers import MAX_COLUMNS, clean

SUFFIXES = (".csv", ".txt", ".tsv")
DELIMITERS = (";", ",", "\t", "|")
_UNIT = "\x1f"  # ASCII unit separator: no keyboard types it, so it can stand between cells without quoting
_LONGEST_LINE = 1_000_000
_LONGEST_RECORD = 200
_STRIP = str.maketrans({"\x00": None, "\x1f": None, "\r": " ", "\n": " "})


def detect_encoding(path: Path) -> tuple[str, str]:
    """(codec, error handler). A BOM decides; else NULs tell UTF-16; else UTF-8 if the whole file reads as such.

    A file that is mostly UTF-8 with a few bad bytes stays UTF-8 (bad bytes become `�`); otherwise Latin-1.
    """
    with open(path, "rb") as source:
        head = source.read(65536)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig", "replace"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", "replace"
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if odd > len(head) // 5 and even < odd // 8:
            return "utf-16-le", "replace"
        if even > len(head) // 5 and odd < even // 8:
            return "utf-16-be", "replace"
        source.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        try:
            while block := source.read(1 << 22):
                decoder.decode(block)
            decoder.decode(b"", final=True)
            return "utf-8", "replace"
        except UnicodeDecodeError:
            source.seek(0)
            text = source.read(1 << 22).decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    return ("utf-8", "replace") if bad and good > 5 * bad else ("cp1252", "replace")


class _Lines:
    """Lines of a text file without their ends, with push-back; overlong lines are cut and counted once."""

    def __init__(self, source: io.TextIOWrapper) -> None:
        self._source = source
        self._back: deque[str] = deque()

    def next(self) -> str | None:
        if self._back:
            return self._back.popleft()
        line = self._source.readline(_LONGEST_LINE)
        if not line:
            return None
        if line[-1] == "\n":
            return line[:-1]
        if len(line) >= _LONGEST_LINE:
            while (rest := self._source.readline(_LONGEST_LINE)) and rest[-1] != "\n":
                pass
        return line

    def back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))


def _quoted(first: str, lines: _Lines, delimiter: str) -> tuple[list[str], bool]:
    """The cells of a record that holds quotes, reading on while a quote is open; False if it never closes."""
    taken = [first]
    gave_up = False

    def feed() -> Iterator[str]:
        nonlocal gave_up
        yield first + "\n"
        while len(taken) < _LONGEST_RECORD:
            line = lines.next()
            if line is None:
                break
            taken.append(line)
            yield line + "\n"
        gave_up = True

    try:
        cells = next(stdlib_csv.reader(feed(), delimiter=delimiter), [])
    except stdlib_csv.Error:
        gave_up = True
        cells = []
    if gave_up:
        lines.back(taken[1:])
        return first.replace('"', "").split(delimiter), False
    # The reader keeps the line end inside the last cell only when it stood inside quotes.
    return cells, True


def _plainly_quoted(line: str, delimiter: str) -> str | None:
    """The cells of a line whose quotes stand around whole cells and nowhere else, joined; None for anything else.

    Many exports quote every text: this takes a tenth of the time of reading them cell by cell.
    """
    parts = line.split('"')
    if len(parts) % 2 == 0:
        return None
    outside = parts[::2]
    for part in outside[1:-1]:
        if not part or part[0] != delimiter or part[-1] != delimiter:
            return None
    first, last = outside[0], outside[-1]
    if (first and first[-1] != delimiter) or (last and last[0] != delimiter):
        return None
    parts[::2] = [part.replace(delimiter, _UNIT) for part in outside]
    return "".join(parts)


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[str, int, bool]]:
    """(cells joined by the private separator, number of cells, whole) for each record."""
    while (line := lines.next()) is not None:
        if "\x00" in line or "\x1f" in line:
            line = line.translate(_STRIP)
        if '"' not in line:
            yield line.replace(delimiter, _UNIT), line.count(delimiter) + 1, True
        elif (joined := _plainly_quoted(line, delimiter)) is not None:
            yield joined, joined.count(_UNIT) + 1, True
        else:
            cells, whole = _quoted(line, lines, delimiter)
            yield _UNIT.join(cell.translate(_STRIP) for cell in cells), len(cells), whole


def _open(path: Path) -> tuple[io.TextIOWrapper, str]:
    encoding, errors = detect_encoding(path)
    return open(path, encoding=encoding, errors=errors, newline=None), encoding


def detect_delimiter(first_lines: list[str]) -> str:
    """The separator that cuts the first lines into the most, and most even, cells."""
    if first_lines and first_lines[0].lower().startswith("sep=") and len(first_lines[0]) > 4:
        return first_lines[0][4]

    def score(mark: str) -> tuple[int, int]:
        widths = [len(next(stdlib_csv.reader([line], delimiter=mark), [])) for line in first_lines if line.strip()]
        if not widths or max(widths) < 2:
            return (0, 0)
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        return (widths.count(usual) * (usual > 1), usual)

    try:
        best = max(DELIMITERS, key=score)
        return best if score(best)[0] else ";"
    except stdlib_csv.Error:
        return max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in first_lines))


def _begin(path: Path) -> tuple[_Lines, str, str, io.TextIOWrapper]:
    source, encoding = _open(path)
    lines = _Lines(source)
    first: list[str] = []
    while len(first) < PEEK_ROWS and (line := lines.next()) is not None:
        first.append(line)
    delimiter = detect_delimiter([line.translate(_STRIP) for line in first])
    if first and first[0].lower().startswith("sep="):
        first = first[1:]
    lines.back(first)
    return lines, delimiter, encoding, source


def peek(path: Path) -> list[Sheet]:
    lines, delimiter, _, source = _begin(path)
    with source:
        rows = []
        for joined, _, _ in _records(lines, delimiter):
            rows.append(joined.split(_UNIT)[: MAX_COLUMNS + 1])
            if len(rows) >= PEEK_ROWS:
                break
    return [Sheet("", rows)]


def rows(path: Path, sheet: str = "", skip: int = 0) -> Reading:
    """The table below header record `skip` (0-based)."""
    lines, delimiter, encoding, source = _begin(path)
    records = _records(lines, delimiter)
    head = ""
    for _ in range(skip + 1):
        head, count, _ = next(records, ("", 0, True))
        if count > MAX_COLUMNS:
            source.close()
            raise damaged(path.name, "CSV")
    cells = head.split(_UNIT)
    while len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    headers, twice = clean(cells)
    return Reading(headers, _batches(records, headers, source), {"pemisah": delimiter, "pengodean": encoding}, twice)


def _batches(
    records: Iterator[tuple[str, int, bool]], headers: list[str], source: io.TextIOWrapper
) -> Iterator[pa.Table]:
    width = len(headers)
    limit = batch_rows(width)
    pieces: list[str] = []
    with source:
        for number, (joined, count, whole) in enumerate(records, 1):
            if not joined.strip(" \t\x1f"):
                continue
            reason = ""
            if not whole:
                reason = "tanda kutip tidak ditutup"
            elif count < width:
                reason = "sel kurang"
            if count != width:
                cells = joined.split(_UNIT)
                if count > width and any(cell.strip() for cell in cells[width:]):
                    reason = reason or "sel berlebih"
                joined = _UNIT.join(cells[:width] + [""] * (width - count))
            pieces.append(f"{number}{_UNIT}{joined}{_UNIT}{reason}")
            if len(pieces) >= limit:
                yield _parse(pieces, headers)
                pieces = []
        if pieces:
            yield _parse(pieces, headers)


def _parse(pieces: list[str], headers: list[str]) -> pa.Table:
    data = "\n".join(pieces).encode("utf-8", "replace")
    names = [ROW, *headers, BROKEN]
    return pacsv.read_csv(
        pa.BufferReader(data),
        pacsv.ReadOptions(column_names=names, use_threads=False, block_size=max(len(data) + 1, 1 << 16)),
        pacsv.ParseOptions(delimiter=_UNIT, quote_char=False, double_quote=False, ignore_empty_lines=False),
        pacsv.ConvertOptions(
            column_types={ROW: pa.int64(), **{name: pa.string() for name in names[1:]}},
            strings_can_be_null=True,
            null_values=list(NOTHING),
        ),
    )
