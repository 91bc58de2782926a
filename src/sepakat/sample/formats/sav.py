"""SPSS system files (.sav), uncompressed, numeric variables, with labels and value labels.

Layout after the public description of the format (PSPP Developers Guide, "System File Format"): a head, one record
per variable, value labels, long names, an end mark, then eight-byte numbers row by row. A missing value is the lowest
double.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa

SYSMIS = -np.finfo(np.float64).max
_HIGHEST = np.finfo(np.float64).max
_LOWEST = np.nextafter(SYSMIS, 0)
_STAMP = (b"22 Nov 25", b"00:00:00")  # fixed, so that equal samples are equal files


def _fit(text: str, length: int) -> bytes:
    return text.encode("utf-8")[:length].ljust(length)


def write(
    path: Path,
    schema: pa.Schema,
    tables: Iterable[pa.Table],
    rows: int,
    *,
    labels: dict[str, str] | None = None,
    values: dict[str, dict[int, str]] | None = None,
    title: str = "",
) -> None:
    """Write tables of one schema. labels: variable → text; values: variable → code → text.

    Names of variables: 64 letters at most.
    """
    labels, values = labels or {}, values or {}
    short = _short_names(schema.names)
    with open(path, "wb") as out:
        out.write(b"$FL2" + _fit("@(#) SPSS DATA FILE sepakat (data contoh)", 60))
        out.write(struct.pack("<iiiiid", 2, len(schema), 0, 0, rows, 100.0))
        out.write(_STAMP[0] + _STAMP[1] + _fit(title, 64) + b"\0\0\0")
        for field in schema:
            decimals = 2 if pa.types.is_floating(field.type) else 0
            kind = 5 << 16 | 12 << 8 | decimals  # F12.d
            label = labels.get(field.name, "").encode("utf-8")[:250]
            out.write(struct.pack("<iiiiii", 2, 0, 1 if label else 0, 0, kind, kind) + _fit(short[field.name], 8))
            if label:
                out.write(struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4))
        for index, field in enumerate(schema, 1):
            if field.name in values:
                _value_labels(out, values[field.name], index)
        machine = struct.pack("<iiii", 7, 3, 4, 8) + struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001)
        floats = struct.pack("<iiii", 7, 4, 8, 3) + struct.pack("<ddd", SYSMIS, _HIGHEST, _LOWEST)
        names = "\t".join(f"{short[n]}={n}" for n in schema.names).encode()
        out.write(machine + floats + struct.pack("<iiii", 7, 13, 1, len(names)) + names)
        out.write(struct.pack("<iiii", 7, 20, 1, 5) + b"UTF-8" + struct.pack("<ii", 999, 0))
        for table in tables:
            out.write(_cells(table, SYSMIS).tobytes())


def _cells(table: pa.Table, missing: float) -> np.ndarray:
    cells = np.empty((table.num_rows, table.num_columns), "<f8")
    for i, column in enumerate(table.columns):
        values = column.cast(pa.float64()).fill_null(missing)
        cells[:, i] = values.to_numpy()
    return cells


def _value_labels(out: object, codes: dict[int, str], index: int) -> None:
    record = struct.pack("<ii", 3, len(codes))
    for code, text in codes.items():
        raw = text.encode("utf-8")[:120]
        record += struct.pack("<dB", float(code), len(raw)) + raw.ljust((len(raw) + 8) // 8 * 8 - 1)
    out.write(record + struct.pack("<iii", 4, 1, index))  # type: ignore[attr-defined]


def _short_names(names: list[str]) -> dict[str, str]:
    """Eight-letter names, unique: the name itself where it fits."""
    out: dict[str, str] = {}
    used: set[str] = set()
    for i, name in enumerate(names):
        short = name.upper()[:8]
        if short in used:
            short = f"V{i:07d}"
        used.add(short)
        out[name] = short
    return out
