"""One bound for the memory of a process, and how it is shared out.

`SEPAKAT_MEMORY` (`4GB`, `512MB`, `25%`) bounds the process as a whole; by default half of the machine's memory, or of
what its control group allows. Python and its libraries take their part first; DuckDB gets most of the rest, Arrow what
remains. Whatever does not fit spills to disk (`core.duck`), so a small bound costs time, never the result.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from sepakat.core.errors import UserError
from sepakat.core.text import Text

MB = 1 << 20
# What the process holds before it has read a row (measured: 165 MB), and what its allocators keep back.
GROUND = 220 * MB
LEAST = 96 * MB  # below this DuckDB cannot run its pipelines
PER_THREAD = 100 * MB  # what one thread needs to read, check and write a wide table without waiting on others
ENGINE = 0.7  # DuckDB's share of what is left
_UNITS = {"": 1, "B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_GROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_ROW = 1_200  # bytes that a row with names takes in Arrow while it is hashed and written


def machine() -> int:
    """Memory of the machine in bytes, or what the control group (a container) allows where that is less."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # pragma: no cover - Windows
        whole = 8 << 30
    for name in _GROUPS:
        try:
            said = Path(name).read_text(encoding="ascii").strip()
        except OSError:
            continue
        if said.isdigit():
            whole = min(whole, int(said))
    return whole


def size(said: str, whole: int, name: str) -> int:
    """Bytes that a setting says: `4GB`, `512MB`, `25%` (of `whole`). UserError `setting-size` for anything else."""
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(?:(%)|([KMGT]?)I?B?)\s*", said.upper())
    if found is None:
        raise UserError(
            Text(f"Isi {name} tidak dapat dibaca: `{said}`.", f"{name} cannot be read: `{said}`."),
            hint=Text("Tulis seperti 4GB, 512MB, atau 25%.", "Write it like 4GB, 512MB or 25%."),
            where=name,
            code="setting-size",
        )
    number, share, unit = float(found[1]), found[2], found[3]
    return int(whole * number / 100) if share else int(number * _UNITS[unit or ""])


def bound() -> int:
    """Bytes that this process may take: `SEPAKAT_MEMORY`, by default half of the machine."""
    said = os.environ.get("SEPAKAT_MEMORY")
    return size(said, machine(), "SEPAKAT_MEMORY") if said else machine() // 2


def engine() -> int:
    """DuckDB's part in bytes."""
    return max(LEAST, int((bound() - GROUND) * ENGINE))


def is_short(problem: BaseException) -> bool:
    """Whether the engine says that its part of the memory does not suffice, though it may spill."""
    return type(problem).__name__ == "OutOfMemoryException" and "max_temp_directory_size" not in str(problem)


def short() -> UserError:
    """The error for work that does not fit under the bound."""
    have = f"{bound() // MB} MB"
    return UserError(
        Text("Memori tidak cukup untuk pekerjaan ini.", "There is not enough memory for this work."),
        Text(f"Batasnya {have} (SEPAKAT_MEMORY).", f"The bound is {have} (SEPAKAT_MEMORY)."),
        Text("Naikkan SEPAKAT_MEMORY, lalu ulangi.", "Raise SEPAKAT_MEMORY, then try again."),
        code="memory-short",
    )


def threads() -> int:
    """Threads of the engine: `SEPAKAT_THREADS`, by default the machine's, fewer where memory is short."""
    said = os.environ.get("SEPAKAT_THREADS")
    wanted = int(said) if said else os.cpu_count() or 2
    return max(1, min(wanted, engine() // PER_THREAD))


def rows_at_once(most: int) -> int:
    """Rows with names that Arrow may hold at once: `most`, fewer where memory is short."""
    return max(20_000, min(most, int((bound() - GROUND) * (1 - ENGINE)) // _ROW))
