"""Room on disk: asked for before long work starts, and told plainly when it runs out in the middle.

Nothing here removes anything: whoever writes does so in a scratch folder that is wiped when it fails.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

from sepakat.core import memory
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
# How DuckDB and Arrow say it; their errors carry no number.
_WORDS = ("no space left on device", "disk quota exceeded", "file too large", "max_temp_directory_size")
SPILL_SHARE = 0.8


def free(path: Path) -> int:
    """Bytes that may still be written at `path` (or where it will be)."""
    here = path.absolute()
    while not here.exists():
        here = here.parent
    return shutil.disk_usage(here).free


def spill_root() -> Path | None:
    """Where work goes that does not fit in memory (`SEPAKAT_SPILL`); None: the writer's own scratch."""
    said = os.environ.get("SEPAKAT_SPILL")
    return Path(said) if said else None


def spill_most(folder: Path, spare: int = 0) -> int:
    """Bytes that spilling may take in `folder`: `SEPAKAT_SPILL_MAX`, by default 80 % of what is free there, less
    `spare`, what the result itself needs."""
    room = free(folder)
    said = os.environ.get("SEPAKAT_SPILL_MAX")
    most = memory.size(said, room, "SEPAKAT_SPILL_MAX") if said else int(room * SPILL_SHARE)
    return max(memory.MB, min(most, room - spare))


_needed: ContextVar[int] = ContextVar("needed", default=0)


def require(path: Path, need: int) -> None:
    """UserError `disk-short` unless `need` bytes (an estimate) are free at `path`. A `guard` around it names them."""
    have = free(path)
    _needed.set(need)
    if have < need:
        raise UserError(
            Text("Ruang cakram tidak cukup; belum ada yang dikerjakan.", "There is not enough room; nothing began."),
            _figures(need, have),
            _advice(),
            where=str(path),
            code="disk-short",
        )


def is_full(problem: BaseException) -> bool:
    """Whether an error says that the disk is full (or a quota reached), whoever raised it."""
    if isinstance(problem, OSError) and problem.errno in _FULL:
        return True
    said = str(problem).lower()
    return not isinstance(problem, UserError) and any(words in said for words in _WORDS)


@contextlib.contextmanager
def guard(path: Path) -> Iterator[None]:
    """Turn "the disk is full" into UserError `disk-full`, and the engine's "no memory" into `memory-short`.

    It names what `require` asked for inside, or, where that was too little or is not known, a quarter more than was
    free.
    """
    before = free(path)
    _needed.set(0)
    try:
        yield
    except Exception as problem:
        if memory.is_short(problem):
            raise memory.short() from problem
        if not is_full(problem):
            raise
        raise UserError(
            Text(
                "Cakram penuh di tengah jalan; pekerjaan ini dihentikan dan sisanya dihapus.",
                "The disk became full; this work was stopped and what it had written is removed.",
            ),
            _figures(max(_needed.get(), before + before // 4), before),
            _advice(),
            where=str(path),
            code="disk-full",
        ) from problem


def _figures(need: int, have: int) -> Text:
    return Text(
        f"Diperkirakan perlu {_size(need, 'id')}; kosong {_size(have, 'id')}.",
        f"An estimated {_size(need, 'en')} is needed; {_size(have, 'en')} is free.",
    )


def _advice() -> Text:
    return Text(
        "Kosongkan cakram, pindahkan lake ke cakram yang lebih besar, atau arahkan limpahan ke cakram lain dengan "
        "SEPAKAT_SPILL. Rilis yang sudah terbit tetap utuh dan dapat dibaca.",
        "Free some room, move the lake to a larger disk, or send what spills to another disk with SEPAKAT_SPILL. "
        "Published releases are intact and can be read.",
    )


def _size(value: int, lang: str) -> str:
    unit, name = (1 << 30, "GB") if value >= 1 << 30 else (1 << 20, "MB")
    return f"{number(round(value / unit, 1), lang=lang)} {name}"
