"""Stata files (.dta) of format 115 (Stata 12), numeric variables, with labels.

Layout after Stata's public description ("dta_115"): head, types, names, sort list, formats, label names, labels, an
empty list of expansions, then rows of fixed width. Missing values are the first code above each type's range.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa

# Arrow type → Stata type code, numpy type, missing value, display format.
_BYTE = (251, "i1", 101, "%8.0g")
_INT = (252, "<i2", 32_741, "%8.0g")
_LONG = (253, "<i4", 2_147_483_621, "%12.0g")
_DOUBLE = (255, "<f8", 2.0**1023, "%10.0g")


def _kind(kind: pa.DataType) -> tuple[int, str, float, str]:
    if pa.types.is_int8(kind):
        return _INT  # codes up to 127 do not all fit Stata's byte (-127..100)
    if pa.types.is_int16(kind):
        return _LONG
    if pa.types.is_int32(kind):
        return _LONG
    return _DOUBLE


def write(
    path: Path,
    schema: pa.Schema,
    tables: Iterable[pa.Table],
    rows: int,
    *,
    labels: dict[str, str] | None = None,
    title: str = "",
) -> None:
    """Write tables of one schema. Names: at most 32 letters; labels and title: at most 80, in Latin-1."""
    labels = labels or {}
    kinds = [_kind(field.type) for field in schema]
    fix = lambda text, size: text.encode("latin-1", "replace")[: size - 1].ljust(size, b"\0")  # noqa: E731
    with open(path, "wb") as out:
        out.write(struct.pack("<bbbbHi", 115, 2, 1, 0, len(kinds), rows))
        out.write(fix(title, 81) + fix("22 Nov 2025 00:00", 18))  # a fixed date, so that equal samples are equal files
        out.write(bytes(k[0] for k in kinds))
        out.write(b"".join(fix(field.name, 33) for field in schema))
        out.write(b"\0" * 2 * (len(kinds) + 1))
        out.write(b"".join(fix(k[3], 49) for k in kinds))
        out.write(b"\0" * 33 * len(kinds))
        out.write(b"".join(fix(labels.get(field.name, ""), 81) for field in schema))
        out.write(b"\0" * 5)
        kind = np.dtype([(f"f{i}", k[1]) for i, k in enumerate(kinds)])
        for table in tables:
            cells = np.zeros(table.num_rows, kind)
            for i, (column, k) in enumerate(zip(table.columns, kinds, strict=True)):
                wide = column.cast(pa.float64()).fill_null(k[2])
                cells[f"f{i}"] = wide.to_numpy()
            out.write(cells.tobytes())
