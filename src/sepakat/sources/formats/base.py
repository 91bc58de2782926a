"""What the formats share: text of a cell, batches of text, the writer of staging files."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

# What people and databases write for "nothing".
NOTHING = ("", "NULL", "null", "-", "NaN", "nan", "N/A", "#N/A")
ROW = "_row"
BROKEN = "_rusak"
CELLS_PER_BATCH = 1_500_000
PEEK_ROWS = 25


@dataclass(frozen=True)
class Sheet:
    """One table of a file: its name ("" where the format has none) and its first rows as text, header included."""

    name: str
    rows: list[list[str]]


@dataclass
class Reading:
    """A table being read: header cells and an iterator of batches, each with columns `_row` (int64, 1-based data row),
    the header's columns (text, NULL where empty) and `_rusak` (text: why the row is not whole, NULL if it is)."""

    headers: list[str]
    batches: Iterator[pa.Table]
    notes: dict[str, str] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)


def batch_rows(columns: int) -> int:
    """Rows per batch, so that a wide table takes no more memory than a narrow one."""
    return max(500, min(50_000, CELLS_PER_BATCH // max(1, columns)))


def schema(headers: Sequence[str]) -> pa.Schema:
    """Staging schema: everything is text but the row number."""
    return pa.schema([(ROW, pa.int64()), *((h, pa.string()) for h in headers), (BROKEN, pa.string())])


def text(value: object) -> str | None:
    """A typed cell as the text a person would have typed: 1.0 → `1`, dates → ISO, nothing → None."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        bare = value.replace("\x00", "").strip()
        return None if bare in NOTHING else bare
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip() or None
    return str(value).strip() or None


def batches_of_rows(
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    as_text: Callable[[object], str | None] = text,
) -> Iterator[pa.Table]:
    """Batches from rows of cells. Rows without any value are passed over but keep their number; a row with a value
    beyond the last header is marked in `_rusak` as `sel berlebih`."""
    width = len(headers)
    limit = batch_rows(width)
    columns: list[list[str | None]] = [[] for _ in range(width)]
    numbers: list[int] = []
    broken: list[str | None] = []

    def flush() -> pa.Table:
        table = pa.Table.from_arrays(
            [
                pa.array(numbers, pa.int64()),
                *(pa.array(c, pa.string()) for c in columns),
                pa.array(broken, pa.string()),
            ],
            schema=schema(headers),
        )
        for column in columns:
            column.clear()
        numbers.clear()
        broken.clear()
        return table

    for number, row in enumerate(rows, 1):
        cells = [as_text(value) for value in row]
        if not any(cell is not None for cell in cells):
            continue
        extra = any(cell is not None for cell in cells[width:])
        cells = cells[:width] + [None] * (width - len(cells))
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
        numbers.append(number)
        broken.append("sel berlebih" if extra else None)
        if len(numbers) >= limit:
            yield flush()
    if numbers:
        yield flush()
