"""What only surveys tell of a release: seconds of work, done once and kept on disk, never while a reader waits.

`tables(release, level)` gives the estimates of a level, or None while they are still being computed. A server says
`beside()`: then a child process (`python -m sepakat.web.warming`) computes them, and draws the pictures of the pages
that most people open first. Without that (tests, one-off use) they are computed here on first use.
"""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import catalogue, regions
from sepakat.charts import cache_folder
from sepakat.core.errors import UserError
from sepakat.core.files import write_atomic
from sepakat.lake import Release
from sepakat.web import version

LEVELS = ("nasional", "provinsi", "kabupaten")
_beside = False
_child: tuple[str, subprocess.Popen[bytes]] | None = None
_lock = threading.Lock()


def beside() -> None:
    """From now on the estimates come from a child process; readers never wait for them."""
    global _beside
    _beside = True


def tables(lake: Path, release: Release, level: str, region: str = regions.NATION) -> pa.Table | None:
    """The estimates of the regions at this level, of those in `region` at least; None while they are being computed.
    A table without rows: none. What has to be computed for this one reader is that of `region` alone: a nation has
    514 regencies."""
    path = folder(release.path) / f"{level}.parquet"
    if path.exists():
        return _read(path)
    return None if not ready(lake, release) else _computed(release.path, level, region)


def ready(lake: Path, release: Release) -> bool:
    """Whether pages can show the estimates; asked on every request, so it looks at one file at most.

    A child that ended without them (a full disk) leaves the work to the first reader.
    """
    if not _beside or (folder(release.path) / f"{LEVELS[-1]}.parquet").exists():
        return True
    start(lake, release)
    return _child is None or _child[1].poll() is not None


def start(lake: Path, release: Release) -> None:
    """Start the child unless it runs, or has run, for this release."""
    global _child
    with _lock:
        key = str(release.path)
        if _child is not None and _child[0] == key:
            return
        with contextlib.suppress(OSError):
            into = folder(release.path)  # told, so that both sides mean the same place
            command = [sys.executable, "-m", "sepakat.web.warming", str(lake), release.id, str(into)]
            quiet = subprocess.DEVNULL
            _child = (key, subprocess.Popen(command, stdin=quiet, stdout=quiet))  # noqa: S603 - our own module


def stop() -> None:
    """End the child where it still runs."""
    global _child
    child, _child = _child, None
    if child is not None:
        child[1].terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child[1].wait(timeout=5)


def keep(release: Release, into: Path) -> None:
    """Compute and write all levels of a release that are not there yet (what the child does)."""
    for level in LEVELS:
        path = into / f"{level}.parquet"
        if not path.exists():
            sink = pa.BufferOutputStream()
            pq.write_table(_computed(release.path, level), sink)
            write_atomic(path, sink.getvalue().to_pybytes())


@lru_cache(maxsize=32)
def folder(release: Path) -> Path:
    """Where the estimates of this very release, made by this very program, are kept."""
    told = hashlib.sha256((release / "manifest.json").read_bytes() + version.code().encode())
    return cache_folder() / "surveys" / told.hexdigest()[:24]


@lru_cache(maxsize=16)
def _read(path: Path) -> pa.Table:
    return pq.read_table(path)


@lru_cache(maxsize=64)
def _computed(path: Path, level: str, region: str = regions.NATION) -> pa.Table:
    """What only surveys tell of a release, for all its regions at a level inside another."""
    from sepakat import engine

    release = Release(path)
    by_source: dict[str, list[str]] = {}
    for indicator in catalogue.indicators().values():
        if "registri" not in indicator.sources:
            by_source.setdefault(indicator.sources[0], []).append(indicator.id)
    found: list[pa.Table] = []
    for source, ids in by_source.items():
        try:
            found.append(engine.compute(release, ids, region=region, level=level, source=source).data)
        except UserError:  # no such survey in the release, or a file that lacks some columns: one by one
            for name in ids:
                with contextlib.suppress(UserError):
                    found.append(engine.compute(release, [name], region=region, level=level, source=source).data)
    none = pa.table({"indicator": pa.array([], pa.string()), "region": pa.array([], pa.string())})
    return pa.concat_tables(found, promote_options="permissive") if found else none


__all__ = ["LEVELS", "beside", "folder", "keep", "ready", "start", "stop", "tables"]
