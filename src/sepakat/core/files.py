"""Small file habits that crash safety rests on: write beside, flush to disk, rename.

Anything that must never be half-written (a manifest, the pointer to the current release) goes through here.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any


def fsync_dir(path: Path) -> None:
    """Make a rename inside `path` survive a power cut (Windows has no such call and needs none)."""
    if os.name == "nt":  # pragma: no cover - Windows only
        return
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_atomic(path: Path, data: bytes | str) -> None:
    """Replace `path` in one step: readers see the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    raw = data.encode() if isinstance(data, str) else data
    with open(temporary, "wb") as out:
        out.write(raw)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
    fsync_dir(path.parent)


def write_json(path: Path, value: Any) -> None:
    """`write_atomic` of sorted, indented JSON, so that two equal values give equal bytes."""
    write_atomic(path, json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def sha256_file(path: Path) -> str:
    """Hex SHA-256 of a file's bytes, read in pieces."""
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def sha256_parts(paths: list[Path]) -> str:
    """Hex SHA-256 over the names and hashes of the parts of one table: the same parts, the same digest."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(f"{path.name} {sha256_file(path)}\n".encode())
    return whole.hexdigest()
