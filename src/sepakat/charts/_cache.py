"""Pictures drawn once per release and content, kept on disk.

The folder (`SEPAKAT_CACHE`, else the user's cache folder) can be emptied at any time. A picture's name is the hash of
everything that went into it, so nothing ever has to be invalidated. Without a writable folder pictures are drawn anew.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from sepakat.core.files import write_atomic


def folder() -> Path:
    """Where pictures are kept: `SEPAKAT_CACHE`, else `$XDG_CACHE_HOME/sepakat`, `%LOCALAPPDATA%` or `~/.cache`."""
    chosen = os.environ.get("SEPAKAT_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(base) / "sepakat"


@cache
def _code() -> str:
    """Hash of this folder's source: a changed chart draws its pictures anew."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in sources)).hexdigest()


def kept(release: str, key: str, draw: Callable[[], str]) -> str:
    """The picture with this key, drawn if it is not there yet."""
    name = hashlib.sha256(f"{_code()}\n{key}".encode()).hexdigest()[:32]
    path = folder() / "charts" / (re.sub(r"[^\w.-]", "_", release) or "none") / f"{name}.svg"
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        svg = draw()
    with suppress(OSError):  # a full or read-only disk costs time, not the page
        write_atomic(path, svg)
    return svg
