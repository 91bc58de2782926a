"""Parquet files, and folders of Parquet parts as one table: the way a ministry delivers a nation.

Columns of plain types are read where they lie (`sources.direct`); what is left here is the way of all formats, where
every cell becomes text as a person would have typed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.sources.formats import damaged
from sepakat.sources.formats.base import PEEK_ROWS, Reading, Sheet, batch_rows, batches_of_rows, text
from sepakat.sources.headers import MAX_COLUMNS, clean

SUFFIXES = (".parquet",)
MAGIC = (b"PAR1",)


def parts(path: Path) -> list[Path]:
    """The parts of a delivery: a file is its own, a folder holds one or more (`53.01.parquet`), in order of name.

    Names that begin with `.` or `_` are no parts (half-written files, markers of other tools).
    """
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.glob("*.parquet") if p.is_file() and p.name[0] not in "._")


def is_folder(path: Path) -> bool:
    """A folder that is one table in parts."""
    return path.is_dir() and bool(parts(path))


def open_part(path: Path) -> pq.ParquetFile:
    """One part, opened. UserError `file-damaged`."""
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError):
        raise damaged(path.name, "Parquet") from None


def _cells(path: Path, size: int) -> Iterator[tuple[object, ...]]:
    for part in parts(path):
        with open_part(part) as file:
            try:
                for batch in file.iter_batches(batch_size=size):
                    yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
            except (pa.ArrowException, OSError, ValueError, OverflowError):
                raise damaged(part.name, "Parquet") from None


def names(path: Path) -> list[str]:
    """Column names of a file or of the parts of a folder. UserError `parts-differ` where parts do not agree."""
    found: list[str] = []
    for part in parts(path):
        with open_part(part) as file:
            here = list(file.schema_arrow.names)
        if len(here) > MAX_COLUMNS:
            raise damaged(part.name, "Parquet")
        if found and here != found:
            raise UserError(
                Text("Bagian-bagian folder ini tidak berkolom sama.", "The parts of this folder differ in columns."),
                Text(
                    f"{part.name} berbeda dari bagian pertama.", f"{part.name} differs from the first part."
                ),
                Text(
                    "Satu folder memuat satu tabel: samakan kolomnya, atau pisahkan foldernya.",
                    "One folder holds one table: make the columns the same, or use several folders.",
                ),
                where=path.name,
                code="parts-differ",
            )  # fmt: skip
        found = here
    return found


def peek(path: Path) -> list[Sheet]:
    first_part = parts(path)[0]
    first: list[list[str]] = [names(first_part)]
    for row in _cells(first_part, PEEK_ROWS):
        first.append([text(cell) or "" for cell in row])
        if len(first) > PEEK_ROWS:
            break
    return [Sheet("", first)]


def rows(path: Path, sheet: str = "", skip: int = 0) -> Reading:
    headers, twice = clean(names(path))
    return Reading(headers, batches_of_rows(headers, _cells(path, batch_rows(len(headers)))), {}, twice)
