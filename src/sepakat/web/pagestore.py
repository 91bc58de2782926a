"""Pages of regions on disk: a page of a release never changes, so it is made once and read ever after.

Only pages that every stranger gets, and only of a closed set of addresses (one a region, programme, language and state
of the first-time strip), so that made-up addresses fill no disk. Each release and version of the program has a folder
of its own; the newest stay. A cache folder that cannot be written is done without.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import threading
from functools import lru_cache
from pathlib import Path

from sepakat import catalogue
from sepakat.charts import cache_folder
from sepakat.web import version

Page = tuple[bytes, dict[str, str], bool]  # gzipped body, headers, whether it sets the first-time cookie
_ADDRESS = re.compile(
    r"(?:/en)?/(?:wilayah/[0-9.]{2,13}/|(?:sasaran|irisan)/(?:\?wilayah=[0-9.]{2,13})?"
    r"|salah-sasaran/(?:\?program=(?P<programme>[a-z0-9_]{2,60})&wilayah=[0-9.]{2,13})?)"
)
_NAME = re.compile(r"[0-9a-f]{24}")
STAY = 3  # with and without the surveys' estimates, and the release before


def worth(address: str) -> bool:
    """Whether the page at this address (path with query) is kept on disk."""
    found = _ADDRESS.fullmatch(address)
    return found is not None and (found["programme"] is None or found["programme"] in catalogue.programmes())


def read(stamp: str, tag: str) -> Page | None:
    """The page of this tag, or None."""
    path = _path(stamp, tag)
    if path is None:
        return None
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        facts = json.loads(head)
        return body, dict(facts["headers"]), bool(facts["first"])
    except (OSError, ValueError, KeyError, TypeError):  # not there, or cut short by a full disk
        return None


def write(stamp: str, tag: str, page: Page) -> None:
    """Keep a page; of older releases only the newest folders stay."""
    path = _path(stamp, tag)
    if path is None:
        return
    body, headers, first = page
    with contextlib.suppress(OSError):
        if not path.parent.exists():
            _sweep(path.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Replaced in one step, but not forced to disk: a page lost with the power is made again.
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        temporary.write_bytes(json.dumps({"headers": headers, "first": first}).encode() + b"\n" + body)
        temporary.replace(path)


def has(stamp: str, tag: str) -> bool:
    path = _path(stamp, tag)
    return path is not None and path.exists()


def _path(stamp: str, tag: str) -> Path | None:
    found = _NAME.search(tag)
    return _folder(str(cache_folder()), stamp) / found[0] if found else None


@lru_cache(maxsize=16)
def _folder(cache: str, stamp: str) -> Path:
    told = hashlib.sha256(f"{stamp}\n{version.code()}".encode()).hexdigest()[:24]
    return Path(cache) / "pages" / told


def _sweep(newest: Path) -> None:
    """Make room for a new folder: all but the newest go."""
    held = sorted((p for p in newest.parent.glob("*") if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in held[STAY - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
