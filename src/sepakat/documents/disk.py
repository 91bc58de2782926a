"""Parts of blocks and pictures as pixels kept on disk, so that another process need not make them again.

They lie in `documents/` of the folder of pictures (`SEPAKAT_CACHE`, else the user's cache folder), which only its owner
may open, and hold what a document prints: no names. A file's name is the hash of everything that went into it (release,
block, region, what lies beside the release, our own files), so nothing has to be invalidated; it can be emptied at any
time. Without a folder that is ours alone, everything is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from sepakat.charts import cache_folder
from sepakat.documents.parts import Heading, Missing, Number, Paragraph, Part, Picture, Query, Tabulated

MOST = 64 * 1024 * 1024  # bytes; above it the oldest go first
_KINDS: Mapping[str, type[Part]] = {
    one.__name__: one for one in (Paragraph, Heading, Tabulated, Picture, Missing)
}  # fmt: skip
_FACES = {"web", "cli", "__pycache__"}
_BESIDE = ("regions", "programmes", "matching", "scores", "cells.key")  # of a lake
_SETTINGS = ("SEPAKAT_PROGRAMMES", "SEPAKAT_INDICATORS")


def path(release: str, *words: str) -> Path:
    """Where something made of these words and of today's code is kept."""
    name = hashlib.sha256("\x1f".join((_code(), *words)).encode()).hexdigest()[:40]
    return _folder() / ("".join(c if c.isalnum() or c == "-" else "_" for c in release) or "none") / name


def beside(lake: Path) -> str:
    """A stamp of what a block may read beside its release: boundaries, programmes and indicators of one's own, runs of
    matching, scores of months, the secret of the noise, and which releases there are."""
    places = [lake / name for name in _BESIDE]
    places += [Path(one) for name in _SETTINGS for one in os.environ.get(name, "").split(os.pathsep) if one]
    releases = lake / "releases"
    names = sorted(one.name for one in releases.iterdir()) if releases.is_dir() else []
    return _digest([*names, *(said for one in places for said in _stamps(one))])


def read(place: Path) -> tuple[Part, ...] | None:
    """The parts kept there; None where there are none that can be read."""
    found = read_bytes(place)
    if found is None:
        return None
    try:
        return tuple(_part(name, said) for name, said in json.loads(found))
    except (ValueError, KeyError, TypeError):
        return None


def write(place: Path, parts: Iterable[Part]) -> None:
    """Keep parts there, as far as the disk allows."""
    said = [[type(part).__name__, asdict(part)] for part in parts]
    write_bytes(place, json.dumps(said, ensure_ascii=False, default=_item).encode())


def read_bytes(place: Path) -> bytes | None:
    """What is kept there, None where nothing is."""
    with suppress(OSError):
        if _ours():
            return place.read_bytes()
    return None


def write_bytes(place: Path, data: bytes) -> None:
    """Keep something there, as far as the disk allows: a lost file is made again."""
    with suppress(OSError):
        if not _ours():
            return
        place.parent.mkdir(mode=0o700, exist_ok=True)
        _prune()
        new = place.with_name(f".{place.name}.{os.getpid()}.{threading.get_ident()}")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(data)
        new.replace(place)


def prune(most: int = MOST) -> None:
    """Delete the oldest files until no more than so many bytes are left."""
    held = []
    for one in _folder().glob("*/*"):
        with suppress(OSError):
            facts = one.stat()
            held.append((facts.st_mtime_ns, facts.st_size, one))
    over = sum(size for _, size, _ in held) - most
    for _, size, one in sorted(held):
        if over <= 0:
            return
        with suppress(OSError):
            one.unlink()
        over -= size


@cache
def _prune() -> None:
    """Once in the life of a process, before it keeps something."""
    prune()


def _folder() -> Path:
    return cache_folder() / "documents"


def _ours() -> bool:
    """Whether the folder, made where it is not there yet, is ours alone: what lies there stands in documents."""
    with suppress(OSError):
        folder = _folder()
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        facts = folder.stat()
        return os.name != "posix" or (facts.st_uid == os.getuid() and not stat.S_IMODE(facts.st_mode) & 0o077)
    return False


@cache
def _code() -> str:
    """A stamp of our own files, but those of site and command line: whatever changes there may change a part."""
    home = Path(__file__).parents[1]
    return _digest(said for one in sorted(home.iterdir()) if one.name not in _FACES for said in _stamps(one))


def _stamps(place: Path | os.DirEntry[str]) -> Iterator[str]:
    """Name, size and time of a file, or of every file of a folder."""
    if place.is_dir():
        with os.scandir(place) as inside:
            for one in sorted(inside, key=lambda e: e.name):
                if one.name != "__pycache__":
                    yield from _stamps(one)
    elif place.is_file():
        facts = place.stat()
        yield f"{os.fspath(place)}:{facts.st_size}:{facts.st_mtime_ns}"


def _digest(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _part(name: str, said: dict[str, Any]) -> Part:
    if "runs" in said:
        said |= {"runs": _runs(said["runs"]), "fresh": _runs(said["fresh"])}
    if "rows" in said:
        said |= {"heads": tuple(said["heads"]), "rows": tuple(_runs(row) for row in said["rows"])}
    return _KINDS[name](**said)


def _runs(said: list[Any]) -> tuple[Any, ...]:
    return tuple(Number(**{**run, "query": Query(**run["query"])}) if isinstance(run, dict) else run for run in said)


def _item(value: Any) -> Any:
    """A number of numpy as Python's."""
    return value.item()
