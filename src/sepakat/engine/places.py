"""The regions of a release as a tree: nation, provinces, regencies, districts, villages, in code order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sepakat import regions
from sepakat.core import disclosure
from sepakat.core.duck import literal

LEVELS = ("nasional", "provinsi", "kabupaten", "kecamatan", "desa")
LENGTH = {"nasional": 0, "provinsi": 2, "kabupaten": 5, "kecamatan": 8, "desa": 13}


def inside_sql(region: str, column: str = "village_code") -> str:
    """SQL that is true of villages in a region (or of that village), by their codes."""
    if region == regions.NATION:
        return "TRUE"
    return f"({column} = {literal(region)} OR starts_with({column}, {literal(region + '.')}))"


@dataclass(frozen=True)
class Places:
    """codes: of every node, level by level; tree: their hierarchy (the villages are its last level)."""

    codes: tuple[str, ...]
    tree: disclosure.Tree

    @cached_property
    def index(self) -> dict[str, int]:
        """Node of each code."""
        return {code: i for i, code in enumerate(self.codes)}

    @property
    def villages(self) -> tuple[str, ...]:
        return self.codes[self.tree.levels[-2] :]

    def inside(self, region: str, level: str) -> list[int]:
        """Nodes at `level` that lie in `region` (or are it), in code order."""
        rows = self.tree.rows(LEVELS.index(level))
        if region == regions.NATION:
            return list(range(rows.start, rows.stop))
        prefix = region + "."
        return [i for i in range(rows.start, rows.stop) if self.codes[i] == region or self.codes[i].startswith(prefix)]


def places(villages: Iterable[str]) -> Places:
    """The tree over these village codes and all that they lie in."""
    ordered = [sorted(set(villages))]
    for level in reversed(LEVELS[1:-1]):
        ordered.append(sorted({code[: LENGTH[level]] for code in ordered[0]}))
    levels = [[regions.NATION], *reversed(ordered[1:]), ordered[0]]
    parents = []
    for above, below in itertools.pairwise(levels):
        place = {code: i for i, code in enumerate(above)}
        length = 0 if above == [regions.NATION] else len(above[0])
        parents.append(np.array([place[code[:length] or regions.NATION] for code in below], np.int64))
    return Places(tuple(code for level in levels for code in level), disclosure.tree(parents))
