"""One way to open DuckDB: bounded memory, a place to spill, no network, no extensions fetched.

Rooms that run SQL take their connection from here, so that the bounds hold everywhere.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sepakat.core import disk, memory

Connection = duckdb.DuckDBPyConnection
_SPILL = "sepakat-limpahan"


def memory_limit() -> str:
    """DuckDB's memory bound: its part of `SEPAKAT_MEMORY` (see `core.memory`); larger work spills to disk."""
    return f"{memory.engine() // 1_000_000}MB"


def threads() -> int:
    return memory.threads()


def connect(spill: Path | None = None, *, allowed: list[Path] | None = None, spare: int = 0) -> Connection:
    """An in-memory DuckDB with bounded memory, and a bound for what it spills.

    spill: folder for work that does not fit (made, owner only). `SEPAKAT_SPILL` names another place for it, and without
    either it is the system's: a folder of this process's own is made there and wiped when it ends. spare: bytes of disk
    that spilling leaves for the result.
    allowed: if given, only these folders can be read or written and the configuration is locked; that is how releases
    are opened for reading.
    """
    con = duckdb.connect()
    con.execute(f"SET memory_limit='{memory_limit()}'")
    con.execute(f"SET threads={threads()}")
    con.execute("SET preserve_insertion_order=false")
    con.execute("SET autoinstall_known_extensions=false")
    con.execute("SET autoload_known_extensions=false")
    con.execute("SET enable_progress_bar=false")
    root = disk.spill_root()
    if spill is None or root is not None:
        spill = _own_folder(root or Path(tempfile.gettempdir()), os.getpid()) / uuid.uuid4().hex[:8]
    else:
        spill.mkdir(mode=0o700, parents=True, exist_ok=True)
    con.execute(f"SET temp_directory={literal(str(spill))}")
    con.execute(f"SET max_temp_directory_size='{disk.spill_most(spill, spare) // 1_000_000}MB'")
    if allowed is not None:
        folders = ", ".join(literal(str(p)) for p in allowed)
        con.execute(f"SET allowed_directories=[{folders}]")
        con.execute("SET enable_external_access=false")
        con.execute("SET lock_configuration=true")
    return con


@lru_cache(maxsize=4)
def _own_folder(root: Path, pid: int) -> Path:
    """The folder (owner only) of this process under `root`. What killed processes left there is wiped first."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in root.glob(f"{_SPILL}.*"):
        number = left.name.split(".")[1]
        if number.isdigit() and not _alive(int(number)):
            shutil.rmtree(left, ignore_errors=True)
    own = root / f"{_SPILL}.{pid}.{uuid.uuid4().hex[:8]}"
    own.mkdir(mode=0o700)
    atexit.register(_leave, own, pid)
    return own


def _leave(own: Path, pid: int) -> None:
    if os.getpid() == pid:  # a child of this process leaves it alone
        shutil.rmtree(own, ignore_errors=True)


def _alive(pid: int) -> bool:
    if os.name != "posix":  # pragma: no cover - Windows refuses to delete open files by itself
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


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
