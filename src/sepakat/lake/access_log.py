"""The record of every read of the vault: appended only, each line bound to the one before by a hash.

A line says who read which columns of which table of which regions, when and what for, and how many rows there were. It
never holds a person's value. Changing or dropping a line breaks the chain at that place (`check`); cutting off the end
does not show in the file itself, so the last hash belongs in an outside record.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

START = "0" * 64


def _digest(entry: dict[str, Any]) -> str:
    body = {k: v for k, v in entry.items() if k != "hash"}
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(fd, "a+b") as handle:
        if sys.platform != "win32":  # on Windows one process writes; the chain would show a collision
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
        handle.flush()
        os.fsync(handle.fileno())


def _last_line(handle: IO[bytes]) -> bytes:
    """The last whole line, read from the end."""
    size = handle.seek(0, os.SEEK_END)
    tail = b""
    while size > 0 and tail.count(b"\n") < 2:
        step = min(8192, size)
        size -= step
        handle.seek(size)
        tail = handle.read(step) + tail
    lines = tail.split(b"\n")
    return lines[-2] if len(lines) > 1 else b""


def append(path: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Add one line; gives it as written, with `at`, `prev` and `hash`."""
    with _locked(path) as handle:
        size = handle.seek(0, os.SEEK_END)
        if size:
            handle.seek(size - 1)
            if handle.read(1) != b"\n":  # a crash in the middle of a line: it stays, and shows in the check
                handle.write(b"\n")
                handle.flush()
        last = _last_line(handle)
        try:
            prev = str(json.loads(last)["hash"]) if last else START
        except (ValueError, KeyError, TypeError):
            prev = hashlib.sha256(last).hexdigest()
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        entry: dict[str, Any] = {**facts, "at": now, "prev": prev}
        entry["hash"] = _digest(entry)
        handle.write(json.dumps(entry, sort_keys=True, ensure_ascii=False).encode() + b"\n")
    return entry


def read(path: Path) -> list[dict[str, Any]]:
    """All lines that can be read, in order."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return found


def check(path: Path) -> list[int]:
    """Numbers (1-based) of the lines where the chain is broken; empty when it holds."""
    broken, prev = [], START
    for number, line in enumerate(path.read_bytes().splitlines() if path.exists() else [], start=1):
        try:
            entry = json.loads(line)
            good = entry["prev"] == prev and entry["hash"] == _digest(entry)
            prev = str(entry["hash"])
        except (ValueError, KeyError, TypeError):
            good, prev = False, hashlib.sha256(line).hexdigest()
        if not good:
            broken.append(number)
    return broken
