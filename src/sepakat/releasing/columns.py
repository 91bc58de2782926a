"""Which columns a Parquet file has, read from its footer."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq


def columns_of(files: Path | list[Path]) -> list[str]:
    """Column names of a file, or of the first of several files of one table."""
    return list(pq.read_schema(files[0] if isinstance(files, list) else files).names)
