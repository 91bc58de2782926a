"""What SPSS and Stata files share: read by pyreadstat in pieces, codes as written, value labels left aside."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyreadstat

from sepakat.sources.formats import damaged
from sepakat.sources.formats.base import PEEK_ROWS, Reading, Sheet, batch_rows, batches_of_rows, text
from sepakat.sources.headers import clean

Reader = Callable[..., tuple[dict[str, list[Any]], Any]]


def _read(reader: Reader, path: Path, kind: str, **options: Any) -> tuple[dict[str, list[Any]], Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a column name twice: it gets another name, as in every format
            return reader(str(path), output_format="dict", **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError, OverflowError, UnicodeError):
        raise damaged(path.name, kind) from None


def peek(reader: Reader, path: Path, kind: str) -> list[Sheet]:
    data, meta = _read(reader, path, kind, row_limit=PEEK_ROWS)
    cells = zip(*data.values(), strict=True)
    return [Sheet("", [[name or "" for name in meta.column_names], *([text(v) or "" for v in row] for row in cells)])]


def rows(reader: Reader, path: Path, kind: str) -> Reading:
    _, meta = _read(reader, path, kind, metadataonly=True)
    headers, twice = clean(meta.column_names)
    size = batch_rows(len(headers))

    def cells() -> Iterator[tuple[object, ...]]:
        offset = 0
        while True:
            data, _ = _read(reader, path, kind, row_offset=offset, row_limit=size)
            count = len(next(iter(data.values()), []))
            if not count:
                return
            yield from zip(*data.values(), strict=True)
            if count < size:
                return
            offset += count

    def batches() -> Iterator[pa.Table]:
        yield from batches_of_rows(headers, cells())

    return Reading(headers, batches(), {"pengodean": meta.file_encoding or ""}, twice)
