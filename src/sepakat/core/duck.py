"""One way to open DuckDB: bounded memory, a place to spill, no network, no extensions fetched.

Rooms that run SQL take their connection from here, so that the bounds hold everywhere.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

Connection = duckdb.DuckDBPyConnection


def memory_limit() -> str:
    """DuckDB's memory bound: `SEPAKAT_MEMORY` (such as `2GB`), by default 1GB; larger work spills to disk."""
    return os.environ.get("SEPAKAT_MEMORY", "1GB")


def threads() -> int:
    return int(os.environ.get("SEPAKAT_THREADS", os.cpu_count() or 2))


def connect(spill: Path | None = None, *, allowed: list[Path] | None = None) -> Connection:
    """An in-memory DuckDB with bounded memory.

    spill: folder for work that does not fit (created). allowed: if given, only these folders can be read or written
    and the configuration is locked; that is how releases are opened for reading.
    """
    con = duckdb.connect()
    con.execute(f"SET memory_limit='{memory_limit()}'")
    con.execute(f"SET threads={threads()}")
    con.execute("SET preserve_insertion_order=false")
    con.execute("SET autoinstall_known_extensions=false")
    con.execute("SET autoload_known_extensions=false")
    con.execute("SET enable_progress_bar=false")
    if spill is not None:
        spill.mkdir(parents=True, exist_ok=True)
        con.execute(f"SET temp_directory={literal(str(spill))}")
    if allowed is not None:
        folders = ", ".join(literal(str(p)) for p in allowed)
        con.execute(f"SET allowed_directories=[{folders}]")
        con.execute("SET enable_external_access=false")
        con.execute("SET lock_configuration=true")
    return con


def literal(value: str | int | float | bool | None) -> str:
    """A Python scalar as an SQL literal, quoted."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    return "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A column or table name, quoted."""
    return '"' + name.replace('"', '""') + '"'


def parquet(paths: list[Path] | Path, **options: Any) -> str:
    """`read_parquet([...])` over these files, as an SQL table expression."""
    files = [paths] if isinstance(paths, Path) else paths
    listed = ", ".join(literal(str(p)) for p in files)
    extra = "".join(f", {k}={literal(v)}" for k, v in options.items())
    return f"read_parquet([{listed}]{extra})"


def arrow(con: Connection, sql: str) -> pa.Table:
    """Run one query and give its rows as an Arrow table."""
    return con.sql(sql).to_arrow_table()
