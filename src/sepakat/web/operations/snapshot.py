"""A still picture of the lake while others go on working: every file of a release by a second name, in a moment.

Sealed files never change, so a hard link is a copy; what does change (the pointer, the vault's record of reads) is
small and copied. The writer lock is held only while the names are made.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from sepakat.lake import Lake

CHANGING = {"current", "lake.json", "access.jsonl"}
SKIPPED = {"work"}  # scratch: plain rows for as long as a check takes


@contextlib.contextmanager
def still(lake: Lake, also: Callable[[], None] = lambda: None) -> Iterator[Path]:
    """A folder that shows the lake as it was at one moment; `also` runs in that same moment. Wiped at the end."""
    with lake.scratch("read") as folder:  # a sweep leaves a living reader's folder alone
        with lake.writing("backup"):
            for source in _files(lake.path):
                target = folder / source.relative_to(lake.path)
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _second_name(source, target)
            also()
        yield folder


def _files(root: Path) -> Iterator[Path]:
    for top in sorted(root.iterdir()):
        if top.name in SKIPPED or top.name.startswith("."):
            continue
        yield from [top] if top.is_file() else sorted(p for p in top.rglob("*") if p.is_file())


def _second_name(source: Path, target: Path) -> None:
    if source.name not in CHANGING:
        with contextlib.suppress(OSError):  # a file system without hard links: copy, holding the lock longer
            os.link(source, target)
            return
    shutil.copy2(source, target)
    if source.suffix == ".jsonl":  # a line may be under way: keep whole ones
        whole = target.read_bytes().rpartition(b"\n")
        target.write_bytes(whole[0] + whole[1])
