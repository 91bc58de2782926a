"""dBase files (.dbf), read through GDAL; needs the extra `spatial`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.sources.formats import damaged
from sepakat.sources.formats.base import PEEK_ROWS, Reading, Sheet, batch_rows, batches_of_rows, text
from sepakat.sources.headers import clean

SUFFIXES = (".dbf",)


def _gdal() -> Any:
    try:
        import pyogrio
    except ImportError:
        raise UserError(
            Text("Berkas DBF memerlukan pyogrio.", "DBF files need pyogrio."),
            hint=Text(
                'Pasang dengan `pip install "sepakat[spatial]"`, atau simpan berkas sebagai CSV.',
                'Install it with `pip install "sepakat[spatial]"`, or save the file as CSV.',
            ),
            code="extra-missing",
        ) from None
    return pyogrio


def _cells(path: Path, size: int) -> Iterator[list[object]]:
    """First the header, then rows."""
    pyogrio = _gdal()
    try:
        with ExitStack() as stack:
            _, reader = stack.enter_context(
                pyogrio.open_arrow(path, use_pyarrow=True, batch_size=size, read_geometry=False)
            )
            yield list(reader.schema.names)
            for batch in reader:
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError, RuntimeError):
        raise damaged(path.name, "DBF") from None


def peek(path: Path) -> list[Sheet]:
    first = []
    for row in _cells(path, PEEK_ROWS):
        first.append([text(cell) or "" for cell in row])
        if len(first) > PEEK_ROWS:
            break
    return [Sheet("", first)]


def rows(path: Path, sheet: str = "", skip: int = 0) -> Reading:
    headers, twice = clean(next(_cells(path, 1)))
    source = _cells(path, batch_rows(len(headers)))
    next(source)
    return Reading(headers, batches_of_rows(headers, source), {}, twice)
