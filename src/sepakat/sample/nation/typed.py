"""Columns of a typed delivery: codes as small numbers, dates as dates, numbers of identity as texts of fixed width."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Columns with numbers beyond 127; every other whole number fits one byte, and a cast that does not fit is an error.
WIDE = {"R302", "Luas_lantai", "Luas_atb", *(f"R501{x}_THN" for x in "ABCDEFG")}
_FOUR = np.frombuffer("".join(f"{i:04d}" for i in range(10_000)).encode(), "<u4")


def narrow(name: str, values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A pool's column as the nation delivers it: int8 or int16, or words coded against a dictionary."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_integer(values.type):
        return pc.cast(values, pa.int16() if name in WIDE else pa.int8())
    if pa.types.is_string(values.type):
        return values.dictionary_encode()
    return values


def codes(values: np.ndarray, kind: pa.DataType, missing: np.ndarray | None = None) -> pa.Array:
    """Whole numbers as a column of this type; null where `missing`."""
    return pa.array(values.astype(kind.to_pandas_dtype()), kind, mask=missing)


def days(values: np.ndarray, missing: np.ndarray | None = None) -> pa.Array:
    """Days since 1970 as dates; null where `missing`."""
    return pa.array(values.astype(np.int32), pa.int32(), mask=missing).cast(pa.date32())


def words(texts: Sequence[str], index: np.ndarray) -> pa.Array:
    """One of a list of texts per row, coded against the list. A text may stand in the list more than once."""
    places: dict[str, int] = {}
    # A dictionary with doubles is written to Parquet with chance bytes in it, and equal runs would differ.
    row = np.array([places.setdefault(t, len(places)) for t in texts], np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(row[index.astype(np.int64)]), pa.array(list(places), pa.string()))


def fixed(*parts: str | tuple[np.ndarray, int], missing: np.ndarray | None = None) -> pa.Array:
    """Texts of one width, side by side: a literal, or whole numbers (0 and above) with leading zeros to a width.

    `fixed("P", (ids, 10), "-", (serial, 2))`. Made four digits at a time, which is many times faster than casts.
    """
    rows = next(len(p[0]) for p in parts if not isinstance(p, str))
    width = sum(len(p) if isinstance(p, str) else p[1] for p in parts)
    out = np.empty((rows, width), np.uint8)
    at = 0
    for part in parts:
        if isinstance(part, str):
            size = len(part)
            out[:, at : at + size] = np.frombuffer(part.encode(), np.uint8)
        else:
            values, size = part
            groups = -(-size // 4)
            chunk = np.empty((rows, groups), np.uint32)
            left = values.astype(np.int64)
            for group in range(groups - 1, -1, -1):
                left, rest = np.divmod(left, 10_000)
                chunk[:, group] = _FOUR[rest]
            out[:, at : at + size] = chunk.view(np.uint8).reshape(rows, groups * 4)[:, groups * 4 - size :]
        at += size
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32)
    valid = None
    if missing is not None:
        valid = pa.py_buffer(np.packbits(~missing, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.string(), rows, [valid, pa.py_buffer(offsets), pa.py_buffer(out)])


def number16(values: np.ndarray) -> pa.Array:
    """NIK or No KK: 16 digits; 0 is null."""
    return fixed((values, 16), missing=values == 0)
