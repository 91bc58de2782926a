"""Stata files (.dta)."""

from __future__ import annotations

from pathlib import Path

import pyreadstat

from sepakat.sources.formats import _stat
from sepakat.sources.formats.base import Reading, Sheet

SUFFIXES = (".dta",)
MAGIC = (b"<stata_dta>",)


def peek(path: Path) -> list[Sheet]:
    return _stat.peek(pyreadstat.read_dta, path, "Stata")


def rows(path: Path, sheet: str = "", skip: int = 0) -> Reading:
    return _stat.rows(pyreadstat.read_dta, path, "Stata")
