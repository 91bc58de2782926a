"""dBASE III tables (.dbf), numeric fields: a head, 32 bytes per field, then rows of fixed-width text."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa


def write(path: Path, schema: pa.Schema, tables: Iterable[pa.Table], rows: int, *, decimals: int = 6) -> None:
    """Write tables of one schema. Names: at most 10 letters. Decimals stand with a point."""
    widths = [(20, decimals) if pa.types.is_floating(f.type) else (12, 0) for f in schema]
    length = 1 + sum(w for w, _ in widths)
    with open(path, "wb") as out:
        out.write(struct.pack("<BBBBIHH20x", 3, 125, 11, 22, rows, 33 + 32 * len(widths), length))
        for field, (width, places) in zip(schema, widths, strict=True):
            out.write(struct.pack("<11sc4xBB14x", field.name.encode("ascii")[:10], b"N", width, places))
        out.write(b"\r")
        for table in tables:
            cells = np.full((table.num_rows, length), ord(" "), np.uint8)
            at = 1
            for column, (width, places) in zip(table.columns, widths, strict=True):
                form = f"%{width}.{places}f" if places else f"%{width}d"
                texts = ["" if v is None else form % v for v in column.to_pylist()]
                fixed = np.array([t.rjust(width)[:width] for t in texts], dtype=f"S{width}")
                cells[:, at : at + width] = fixed.view(np.uint8).reshape(-1, width)
                at += width
            out.write(cells.tobytes())
        out.write(b"\x1a")
