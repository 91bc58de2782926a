"""Columns of a raw file: from numpy to the texts an agency's file holds."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat.sample.people import NA


def column(values: object) -> pa.Array:
    """Any column: whole numbers with NA become nulls, texts stay texts ("" and None become empty)."""
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    array = np.asarray(values)
    if array.dtype == object:
        return pa.array(array, pa.string())
    if array.dtype.kind == "b":
        return pa.array(array.astype(np.int8))
    if array.dtype.kind in "iu":
        return pa.array(array, mask=array == NA)
    return pa.array(array)


def padded(values: np.ndarray, width: int) -> pa.Array:
    """Whole numbers as text with leading zeros; NA becomes null."""
    array = np.asarray(values, dtype=np.int64)
    text = pc.utf8_lpad(pc.cast(pa.array(array, mask=array == NA), pa.string()), width, "0")
    return text


def long_number(values: np.ndarray) -> pa.Array:
    """Identity numbers: 16 digits, 0 becomes null."""
    text = pc.utf8_lpad(pc.cast(pa.array(values, mask=values == 0), pa.string()), 16, "0")
    return text


def text(words: np.ndarray | list[str], index: np.ndarray) -> pa.Array:
    """A text per row from a list of words and row numbers (-1: null), without making each text twice."""
    array = np.asarray(index, dtype=np.int32)
    coded = pa.DictionaryArray.from_arrays(pa.array(array, mask=array < 0), pa.array(list(words), pa.string()))
    return pc.cast(coded, pa.string())


def date(days: np.ndarray, pattern: str = "%Y-%m-%d", where: np.ndarray | None = None) -> pa.Array:
    """Days since 1970 as text; null where `where` is False."""
    mask = None if where is None else ~where
    return pc.strftime(pa.array(np.asarray(days, np.int32), pa.date32(), mask=mask), pattern)


def joined(*parts: object, between: str = "") -> pa.Array:
    """Texts side by side; a null in one makes the whole null."""
    arrays = [p if isinstance(p, str) else column(p) for p in parts]
    return pc.binary_join_element_wise(*[pa.scalar(a) if isinstance(a, str) else a for a in arrays], between)


def table(columns: dict[str, object]) -> pa.Table:
    """A table from columns of any of the kinds above, in order."""
    return pa.table({name: column(values) for name, values in columns.items()})
