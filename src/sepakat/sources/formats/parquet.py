"""Parquet files; every column becomes text as a person would have typed it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.sources.formats import damaged
from sepakat.sources.formats.base import PEEK_ROWS, Reading, Sheet, batch_rows, batches_of_rows, text
from sepakat.sources.headers import MAX_COLUMNS, clean

SUFFIXES = (".parquet",)
MAGIC = (b"PAR1",)


def _open(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError):
        raise damaged(path.name, "Parquet") from None


def _cells(path: Path, size: int) -> Iterator[tuple[object, ...]]:
    with _open(path) as file:
        try:
            for batch in file.iter_batches(batch_size=size):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
        except (pa.ArrowException, OSError, ValueError, OverflowError):
            raise damaged(path.name, "Parquet") from None


def _names(path: Path) -> list[str]:
    with _open(path) as file:
        names = list(file.schema_arrow.names)
    if len(names) > MAX_COLUMNS:
        raise damaged(path.name, "Parquet")
    return names


def peek(path: Path) -> list[Sheet]:
    first: list[list[str]] = [_names(path)]
    for row in _cells(path, PEEK_ROWS):
        first.append([text(cell) or "" for cell in row])
        if len(first) > PEEK_ROWS:
            break
    return [Sheet("", first)]


def rows(path: Path, sheet: str = "", skip: int = 0) -> Reading:
    headers, twice = clean(_names(path))
    return Reading(headers, batches_of_rows(headers, _cells(path, batch_rows(len(headers)))), {}, twice)
