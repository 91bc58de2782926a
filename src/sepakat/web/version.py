"""Which program made a page: part of every ETag."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import sepakat


@cache
def code() -> str:
    """The package version and a hash of the names, sizes and times of its files, taken once per process."""
    running = hashlib.sha256(sepakat.__version__.encode())
    home = Path(sepakat.__file__).parent
    for path in sorted(home.rglob("*")):
        if path.suffix in {".py", ".html", ".css", ".js", ".toml", ".svg"}:
            facts = path.stat()
            running.update(f"{path.relative_to(home)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return running.hexdigest()[:16]
