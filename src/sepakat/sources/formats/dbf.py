"""dBase files (.dbf): fixed-width records of text, read as they stand.

The layout is small and old (header of 32 bytes, 32 per field, then records), so it is read here: a general library
turns a spoilt number into 0 with no more than a warning, and a wrong number is worse than an unreadable one.
Deleted records are passed over. Text is UTF-8 or what the `.cpg` beside the file says, else Latin-1.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sepakat.sources.formats import damaged
from sepakat.sources.formats.base import PEEK_ROWS, Reading, Sheet, batch_rows, batches_of_rows, text
from sepakat.sources.headers import MAX_COLUMNS, clean

SUFFIXES = (".dbf",)
_TYPES = b"CNFDLMIBOYTGP@+VQW0"


@dataclass(frozen=True)
class _Column:
    name: str
    kind: str
    start: int
    end: int
    decimals: int


@dataclass(frozen=True)
class _Layout:
    rows: int
    data: int
    width: int
    columns: tuple[_Column, ...]
    encoding: str


def _layout(source: BinaryIO, path: Path) -> _Layout:
    head = source.read(32)
    if len(head) < 32:
        raise damaged(path.name, "DBF")
    rows, data, width = struct.unpack("<IHH", head[4:12])
    encoding = _encoding(path)
    columns: list[_Column] = []
    at = 1  # the first byte of a record is its deletion mark
    while (block := source.read(32))[:1] not in (b"\r", b""):
        if len(block) < 32 or block[11] not in _TYPES or not block[16] or len(columns) >= MAX_COLUMNS:
            raise damaged(path.name, "DBF")
        name = block[:11].split(b"\0")[0].decode(encoding, "replace").strip()
        columns.append(_Column(name, chr(block[11]), at, at + block[16], block[17]))
        at += block[16]
    if not columns or at != width or data < 32 * len(columns) + 33:
        raise damaged(path.name, "DBF")
    return _Layout(rows, data, width, tuple(columns), encoding)


def _encoding(path: Path) -> str:
    beside = path.with_suffix(".cpg")
    if beside.is_file():
        try:
            named = beside.read_text("ascii", "replace").strip()
            return codecs.lookup(f"cp{named}" if named.isdigit() else named).name
        except LookupError:
            pass
    return "utf-8"


def _decode(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _value(raw: bytes, column: _Column, encoding: str) -> str | None:
    written = _decode(raw, encoding).strip(" \0")
    if not written or set(written) == {"*"}:  # asterisks: a number too long for its field
        return None
    if column.kind in "NF" and "." in written:
        try:
            return text(float(written))
        except ValueError:
            return written  # kept as it stands: the checks will say that it is no number
    if column.kind == "D" and len(written) == 8 and written.isdigit():
        return f"{written[:4]}-{written[4:6]}-{written[6:]}"
    if column.kind == "L":
        return {"T": "1", "Y": "1", "F": "0", "N": "0"}.get(written.upper())
    return text(written)


def _rows(path: Path, size: int) -> Iterator[list[str | None]]:
    with open(path, "rb") as source:
        layout = _layout(source, path)
        source.seek(layout.data)
        left = layout.rows
        while left:
            block = source.read(layout.width * min(size, left))
            if len(block) < layout.width * min(size, left):
                raise damaged(path.name, "DBF")  # fewer records than the header promises
            for at in range(0, len(block), layout.width):
                if block[at : at + 1] == b"*":
                    continue
                yield [_value(block[at + c.start : at + c.end], c, layout.encoding) for c in layout.columns]
            left -= len(block) // layout.width


def _names(path: Path) -> list[str]:
    with open(path, "rb") as source:
        return [column.name for column in _layout(source, path).columns]


def peek(path: Path) -> list[Sheet]:
    first: list[list[str]] = [_names(path)]
    for row in _rows(path, PEEK_ROWS):
        first.append([cell or "" for cell in row])
        if len(first) > PEEK_ROWS:
            break
    return [Sheet("", first)]


def rows(path: Path, sheet: str = "", skip: int = 0) -> Reading:
    headers, twice = clean(_names(path))
    return Reading(headers, batches_of_rows(headers, _rows(path, batch_rows(len(headers)))), {}, twice)
