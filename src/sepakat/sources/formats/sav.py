"""SPSS files (.sav, .zsav). User-defined missing codes (8, 9) are kept as written: the adapter says what they mean."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pyreadstat

from sepakat.sources.formats import _stat
from sepakat.sources.formats.base import Reading, Sheet

SUFFIXES = (".sav", ".zsav")
MAGIC = (b"$FL2", b"$FL3")
_READ = partial(pyreadstat.read_sav, user_missing=True)


def peek(path: Path) -> list[Sheet]:
    return _stat.peek(_READ, path, "SPSS")


def rows(path: Path, sheet: str = "", skip: int = 0) -> Reading:
    return _stat.rows(_READ, path, "SPSS")
