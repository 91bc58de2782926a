"""The logical hash of rows: equal for equal content, whatever the encoding, the compression or an encryption nonce.

Two releases are *identical* when these hashes are equal; the bytes of their files may differ (a newer Parquet writer,
another nonce in the vault). Each column is hashed as a stream of its values in row order, so the hash does not depend
on where batches or row groups begin.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_BATCH = 65_536


@functools.lru_cache(maxsize=256)
def _plain(kind: pa.DataType) -> pa.DataType:
    """The type that stands for all ways to hold the same values (dictionaries, large and view strings)."""
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.large_string()
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.large_binary()
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.large_list(_plain(kind.value_type))
    if pa.types.is_decimal(kind):
        return pa.large_string()
    return kind


@functools.lru_cache(maxsize=256)
def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_string(_plain(kind)) or pa.types.is_large_binary(_plain(kind))) and not (
        pa.types.is_decimal(kind)
    )


def _width(kind: pa.DataType) -> int:
    """Bytes that one value takes in the stream (a truth value takes a whole byte)."""
    return 1 if pa.types.is_boolean(kind) else int(kind.bit_width) // 8


class _Column:
    """Running hash of one column (and, for lists and structs, of what is inside it)."""

    def __init__(self, kind: pa.DataType) -> None:
        self.kind = _plain(kind)
        self.text = _is_text(self.kind)
        self.present, self.values = hashlib.sha256(), hashlib.sha256()
        self.children: list[_Column] = []
        if pa.types.is_large_list(self.kind):
            self.children = [_Column(self.kind.value_type)]
        elif self.text:
            self.children = [_Column(pa.uint8())]  # the characters: their bytes must not mix with the lengths
        elif pa.types.is_struct(self.kind):
            self.children = [_Column(field.type) for field in self.kind]

    def update(self, array: Any) -> None:
        if not self.text and array.type != self.kind:
            array = array.cast(self.kind)
        count, nulls = len(array), array.null_count
        if nulls in (0, count):  # most columns: answered by all, or asked of nobody
            self.present.update((b"\x00" if nulls else b"\x01") * count)
        else:
            self.present.update(_raw(_numpy(pc.is_valid(array), np.uint8)))
        kind = self.kind
        if self.text:
            self._strings(array)
        elif pa.types.is_large_list(kind):
            lengths = pc.list_value_length(array).fill_null(0)
            self.values.update(_raw(_numpy(lengths, np.int64)))
            self.children[0].update(array.flatten())
        elif pa.types.is_struct(kind):
            for child, part in zip(self.children, array.flatten(), strict=True):
                child.update(part)
        elif pa.types.is_null(kind):
            self.values.update(count.to_bytes(8, "little"))
        elif nulls == count:
            self.values.update(bytes(count * _width(kind)))
        else:
            self.values.update(_raw(_fixed(array)))

    def _strings(self, array: Any) -> None:
        if not (pa.types.is_string(array.type) or pa.types.is_binary(array.type) or array.type == self.kind):
            array = array.cast(self.kind)
        if array.null_count:  # bytes under a null may be anything
            array = array.fill_null(b"" if pa.types.is_large_binary(self.kind) else "")
        width = np.int64 if array.type == self.kind else np.int32
        _, offsets, data = array.buffers()
        if not len(array) or offsets is None:
            return
        at = np.frombuffer(offsets, dtype=width, count=array.offset + len(array) + 1)[array.offset :]
        self.values.update(_raw(np.diff(at).astype(np.int64, copy=False)))
        if data is not None:
            self.children[0].values.update(memoryview(data)[int(at[0]) : int(at[-1])])

    def digest(self) -> bytes:
        whole = hashlib.sha256(self.present.digest() + self.values.digest())
        for child in self.children:
            whole.update(child.digest())
        return whole.digest()


def _numpy(array: Any, kind: Any) -> np.ndarray[Any, Any]:
    return np.asarray(array.to_numpy(zero_copy_only=False)).astype(kind, copy=False)


def _raw(values: np.ndarray[Any, Any]) -> memoryview:
    return np.ascontiguousarray(values).data


def _fixed(array: Any) -> np.ndarray[Any, Any]:
    """Values of fixed width, little-endian, nulls as zero (the stream of presence tells them apart)."""
    kind = array.type
    if array.null_count == 0 and (pa.types.is_integer(kind) or pa.types.is_date(kind)):
        whole = np.frombuffer(array.buffers()[1], dtype=f"i{kind.bit_width // 8}")
        return whole[array.offset : array.offset + len(array)]
    if pa.types.is_boolean(kind):
        return _numpy(array.fill_null(False), np.uint8)
    if pa.types.is_floating(kind):
        values = _numpy(array.fill_null(0.0), kind.to_pandas_dtype()).copy()
        values[np.isnan(values)] = np.nan  # one bit pattern for every NaN
        values[values == 0] = 0  # and one zero
        return values
    if not pa.types.is_integer(kind):
        width = {4: pa.int32(), 8: pa.int64()}[kind.bit_width // 8]
        array = array.cast(width) if pa.types.is_date(kind) or pa.types.is_time(kind) else array.view(width)
        kind = width
    return _numpy(array.fill_null(0), kind.to_pandas_dtype())


class LogicalHash:
    """Feed batches in row order, then ask for the digest.

    key: for tables of the vault. Their hash stands in a manifest that anyone may read, and the hash of a file of one
    person could otherwise be found by trying every NIK.
    """

    def __init__(self, schema: pa.Schema, key: bytes | None = None) -> None:
        self.names = list(schema.names)
        self.columns = [_Column(field.type) for field in schema]
        self.rows = 0
        self._key = key
        self._held: list[pa.RecordBatch] = []  # small batches, taken together: many of few rows cost their number
        self._holds = 0

    def update(self, batch: pa.RecordBatch) -> None:
        self.rows += batch.num_rows
        if self._held and batch.schema != self._held[0].schema:
            self._flush()
        self._held.append(batch)
        self._holds += batch.num_rows
        if self._holds >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        held, self._held, self._holds = self._held, [], 0
        if not held:
            return
        whole = held if len(held) == 1 else pa.Table.from_batches(held).combine_chunks().to_batches()
        for batch in whole:
            for column, array in zip(self.columns, batch.columns, strict=True):
                column.update(array)

    def hexdigest(self) -> str:
        """The digest of all rows so far."""
        self._flush()
        head = json.dumps([[n, str(c.kind)] for n, c in zip(self.names, self.columns, strict=True)] + [self.rows])
        message = head.encode() + b"".join(c.digest() for c in self.columns)
        return hmac.digest(self._key, message, "sha256").hex() if self._key else hashlib.sha256(message).hexdigest()


def hash_batches(schema: pa.Schema, batches: Iterable[pa.RecordBatch], key: bytes | None = None) -> tuple[int, str]:
    """(rows, hex digest) of a stream of record batches."""
    running = LogicalHash(schema, key)
    for batch in batches:
        running.update(batch)
    return running.rows, running.hexdigest()


def hash_file(path: Path) -> tuple[int, str]:
    """(rows, hex digest) of a Parquet file in the order of its rows, in bounded memory."""
    with pq.ParquetFile(path) as source:
        return hash_batches(source.schema_arrow, source.iter_batches(_BATCH))


def combine(hashes: dict[str, str]) -> str:
    """One hash over named hashes, in the order of their names."""
    lines = "".join(f"{name} {hashes[name]}\n" for name in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()
