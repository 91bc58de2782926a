"""Pictures drawn once per release and content, kept on disk.

The folder (`SEPAKAT_CACHE`, else the user's cache folder) can be emptied at any time. A picture's name is the hash of
everything that went into it, so nothing ever has to be invalidated. Without a writable folder pictures are drawn anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from sepakat.charts import _later


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


def kept(release: str, key: str, draw: Callable[[], str], late: Callable[[str], str] | None = None) -> str:
    """The picture with this key, drawn if it is not there yet.

    late: in a server that draws beside itself, what stands on the page where the picture takes too long; it is told
    the address under which the picture will be.
    """
    path = _path(release, hashlib.sha256(f"{_code()}\n{key}".encode()).hexdigest()[:32])
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        pass
    if late is not None and _later.address:
        found = _later.soon(path, lambda: _stored(path, draw))
        return found if found is not None else late(f"{_later.address}{path.parent.name}/{path.name}")
    return _stored(path, draw)


def waited(release: str, name: str) -> str | None:
    """The picture `<name>.svg` of a late page: as kept, or once it has been drawn; None for one nobody asked for."""
    path = _path(release, re.sub(r"[^0-9a-f]", "", name))
    with suppress(OSError):
        return path.read_text(encoding="utf-8")
    found = _later.wait(path)
    if found is None:  # drawn between the two looks
        with suppress(OSError):
            return path.read_text(encoding="utf-8")
    return found


def _path(release: str, name: str) -> Path:
    return folder() / "charts" / (re.sub(r"[^\w-]", "_", release) or "none") / f"{name}.svg"


def _stored(path: Path, draw: Callable[[], str]) -> str:
    svg = draw()
    with suppress(OSError):  # a full or read-only disk costs time, not the page
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.stem}.{os.getpid()}.{threading.get_ident()}")
        beside.write_text(svg, encoding="utf-8")  # not flushed to disk: a lost picture is drawn again
        beside.replace(path)
    return svg
