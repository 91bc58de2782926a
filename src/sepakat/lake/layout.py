"""How rows lie on disk: one Parquet file per regency, sorted by village then family, in small row groups.

Measured choices (docs/explanation/releases.md): zstd; integers DELTA_BINARY_PACKED, text by dictionary; row groups of
at most 122,880 rows, smaller in small files, so that reading one village skips the rest of its regency.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat.core.duck import Connection, identifier
from sepakat.lake.logical import LogicalHash

ROW_GROUP = 122_880
ROW_GROUP_LEAST = 8_192
UNKNOWN = "00"  # the part of rows whose regency is not known
_ROWS = ("person_row", "entry_row", "receipt_row", "location_row")
_LEADING = ("village_code", "family_id", "person_id", "family_row", *_ROWS)
# Tables with one row per family: their family id names the row. Where no column does, a table is ordered by all its
# columns, so that ties between rows cannot make two equal builds differ.
_PER_FAMILY = {"family", "rank", "frame_family", "location", "key_family"}
_UNLIKE = {"nik", "nama"}
_PER_PERSON = {"person", "identity", "frame_person", "departed", "key_person"}


@dataclass(frozen=True)
class Written:
    """What a writer knows of the file it wrote: its number of rows and their logical hash."""

    rows: int
    logical: str


def _sort_columns(table: str, columns: list[str]) -> list[str]:
    leading = [c for c in _LEADING if c in columns]
    named = (
        any(c in columns for c in _ROWS)
        or (table in _PER_FAMILY and any(c in columns for c in ("family_id", "family_row")))
        or (table in _PER_PERSON and "person_id" in columns)
    )
    return leading if named else leading + [c for c in columns if c not in leading]


def order_by(table: str, columns: list[str]) -> str:
    """The ORDER BY list of a table: by village, family, person; then by everything else where that leaves ties."""
    return ", ".join(f"{identifier(c)} NULLS LAST" for c in _sort_columns(table, columns))


def _repeats(kind: pa.DataType) -> bool:
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind))


def row_group_size(before: int) -> int:
    """Size of the next row group after `before` rows: an eighth of what was written, within bounds.

    It depends on the rows alone and needs no count beforehand, so that sorted rows can be streamed.
    """
    return max(ROW_GROUP_LEAST, min(ROW_GROUP, before // 8))


def sorted_reader(con: Connection, sql: str, table: str) -> pa.RecordBatchReader:
    """The rows of a query in the order of the layout. Sorting spills to disk where memory does not suffice."""
    columns = list(con.sql(sql).columns)
    return con.sql(f"SELECT * FROM ({sql}) ORDER BY {order_by(table, columns)}").to_arrow_reader(ROW_GROUP)


def write_query(con: Connection, sql: str, path: Path, table: str) -> Written:
    """Write the rows of a query, sorted for `table`, as one file."""
    reader = sorted_reader(con, sql, table)
    return write_batches(reader.schema, reader, path)


def write_parts(con: Connection, sql: str, folder: Path, table: str, *, hashed: bool = True) -> dict[str, Written]:
    """Write the rows of a query as one file per regency under `folder`, in one pass; gives what each holds.

    The rows need a `village_code`. One query for many regencies: planning it costs more than a small regency's rows.
    """
    reader = sorted_reader(con, sql, table)
    done = {}
    for part, batches in by_part(reader):
        done[part] = write_batches(reader.schema, batches, folder / f"{part}.parquet", hashed=hashed)
    return done


def by_part(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, Iterator[pa.RecordBatch]]]:
    """Rows sorted by village, cut where the regency changes: (part, its batches), each to be used up in turn."""
    pieces = itertools.groupby(_pieces(batches), key=lambda piece: piece[0])
    for part, group in pieces:
        yield part, (batch for _, batch in group)


def _pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, pa.RecordBatch]]:
    for batch in batches:
        if not batch.num_rows:
            continue
        codes = pc.fill_null(pc.utf8_slice_codeunits(batch.column("village_code"), 0, 5), UNKNOWN)
        runs = pc.run_end_encode(codes)
        start = 0
        for code, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            yield code or UNKNOWN, batch.slice(start, end - start)
            start = end


def sort_table(data: pa.Table, table: str) -> pa.Table:
    """The rows of an Arrow table in the order of the layout."""
    keys = _sort_columns(table, [f.name for f in data.schema if not pa.types.is_nested(f.type)])
    return data.sort_by([(c, "ascending") for c in keys]) if keys and data.num_rows else data


def write_batches(
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    path: Path,
    *,
    key: bytes | None = None,
    encryption: Any = None,
    hashed: bool = True,
) -> Written:
    """Write batches, already in order, as one Parquet file.

    encryption: PyArrow's file encryption properties; key: makes the logical hash a keyed one (vault). hashed: False
    leaves the hash out (empty text), for files that no manifest of a release names.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    running = LogicalHash(schema, key) if hashed else None
    rows = 0
    integers = [f.name for f in schema if pa.types.is_integer(f.type) or pa.types.is_date(f.type)]
    # Numbers and names of persons hardly repeat: a dictionary of them is work for nothing.
    others = [f.name for f in schema if f.name not in {*integers, *_UNLIKE} and _repeats(f.type)]
    options: dict[str, Any] = {}
    if integers:
        options["column_encoding"] = dict.fromkeys(integers, "DELTA_BINARY_PACKED")
    if encryption is not None:
        options["encryption_properties"] = encryption
    with pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=1, use_dictionary=others, version="2.6", **options
    ) as out:
        for group in _regroup(schema, batches):
            rows += group.num_rows
            if running is not None:
                for batch in group.to_batches():
                    running.update(batch)
            out.write_table(group, row_group_size=max(group.num_rows, 1))
    return Written(rows, running.hexdigest() if running else "")


def _regroup(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows in tables the size of row groups: bytes depend on the rows, not on how they came."""
    held: list[pa.RecordBatch] = []
    count, before, size = 0, 0, row_group_size(0)
    for batch in batches:
        while batch.num_rows:
            part = batch.slice(0, size - count)
            held.append(part)
            count += part.num_rows
            batch = batch.slice(part.num_rows)
            if count == size:
                yield pa.Table.from_batches(held, schema).combine_chunks()
                before += count
                held, count, size = [], 0, row_group_size(before)
    if held:
        yield pa.Table.from_batches(held, schema).combine_chunks()
