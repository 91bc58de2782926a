"""One writer at a time: a lock that the operating system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sepakat.core.errors import UserError
from sepakat.core.text import Text

NAME = ".lock"


def _take(handle: IO[str]) -> None:
    """Raise OSError unless the lock is ours now."""
    if sys.platform == "win32":  # pragma: no cover - Windows only
        import msvcrt

        handle.seek(4096)  # a byte beyond the text, which others must be able to read
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def busy(holder: dict[str, object]) -> UserError:
    """The error for a second writer: says who holds the lake and what to do."""
    pid, what, since = holder.get("pid", "?"), holder.get("what", "?"), holder.get("since", "?")
    return UserError(
        Text("Data lake sedang ditulis oleh proses lain.", "Another process is writing to this lake."),
        Text(f"Proses {pid} menjalankan `{what}` sejak {since}.", f"Process {pid} runs `{what}` since {since}."),
        Text(
            "Tunggu sampai selesai, lalu ulangi. Rilis yang sudah terbit tetap dapat dibaca.",
            "Wait until it ends, then try again. Published releases can still be read.",
        ),
        code="lake-busy",
    )


@contextlib.contextmanager
def writer_lock(work: Path, what: str) -> Iterator[None]:
    """Hold the lake for writing. Raises UserError `lake-busy` when another process holds it."""
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = work / NAME
    with open(path, "a+", encoding="utf-8") as handle:
        _take_soon(handle, path)
        handle.seek(0)
        handle.truncate()
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        handle.write(json.dumps({"pid": os.getpid(), "what": what, "since": now}))
        handle.flush()
        yield
        handle.seek(0)
        handle.truncate()


def _take_soon(handle: IO[str], path: Path) -> None:
    """Take the lock; wait a moment for a holder that only tidies up or is about to leave."""
    for attempt in range(40):
        try:
            return _take(handle)
        except OSError as problem:
            holder = _holder(path)
            if attempt == 39 or holder.get("what") not in (None, "sweep"):
                raise busy(holder) from problem
            time.sleep(0.05)


def _holder(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # the holder may be writing this very moment
        return {}
    return found if isinstance(found, dict) else {}
