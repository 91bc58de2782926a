"""Coordinates against boundaries: is a point inside the region that it is said to be in, and where is it.

The finest imported boundary decides: that of the village where there is one, otherwise of its district, regency or
province. Boundaries are indicative, so a tolerance may be given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sepakat.regions.boundaries import store
from sepakat.regions.boundaries.extra import shapely
from sepakat.regions.codes import CODE_LENGTH

INSIDE, OUTSIDE, UNKNOWN = 1, 0, -1
_LEVEL_OF_LENGTH = {length: level for level, length in CODE_LENGTH.items() if level != "nasional"}


class Locator:
    """The boundaries of a lake, ready for many points. Regions are read when first asked for and kept."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake
        self._levels = [level for level in reversed(store.levels(lake)) if level != "nasional"]
        self._shapes: dict[str, dict[str, Any]] = {}
        self._trees: dict[str, tuple[Any, list[str]]] = {}

    @property
    def finest(self) -> str | None:
        """The lowest level with boundaries, None without any."""
        return self._levels[0] if self._levels else None

    def _level(self, level: str) -> dict[str, Any]:
        if level not in self._shapes:
            given = store.load(self._lake, level)
            shapely().prepare(given.geometries)
            self._shapes[level] = dict(zip(given.codes, given.geometries, strict=True))
        return self._shapes[level]

    def _deciding(self, code: str) -> str | None:
        """The code whose outline decides for `code`: itself or the nearest ancestor that has one."""
        for level in self._levels:
            length = CODE_LENGTH[level]
            if length <= len(code) and code[:length] in self._level(level):
                return code[:length]
        return None

    def _by_shape(
        self, codes: Sequence[str | None] | npt.NDArray[np.object_], known: npt.NDArray[np.bool_]
    ) -> Iterator[tuple[Any, npt.NDArray[np.intp]]]:
        """Each deciding outline with the rows of its points, so that every outline is asked once."""
        names, which = np.unique(np.array(["" if c is None else c for c in codes], dtype=str), return_inverse=True)
        deciding = [self._deciding(name) for name in names.tolist()]
        number = {code: i for i, code in enumerate(sorted({c for c in deciding if c is not None}))}
        group = np.array([-1 if c is None else number[c] for c in deciding], dtype=np.int64)[which]
        group[~known] = -1
        order = np.argsort(group, kind="stable")
        ends = np.searchsorted(group[order], np.arange(len(number) + 1))
        for code, i in number.items():
            rows = order[ends[i] : ends[i + 1]]
            if len(rows):
                yield self._level(_LEVEL_OF_LENGTH[len(code)])[code], rows

    def contains(
        self,
        codes: Sequence[str | None] | npt.NDArray[np.object_],
        lon: npt.ArrayLike,
        lat: npt.ArrayLike,
        tolerance: float = 0.0,
    ) -> npt.NDArray[np.int8]:
        """For each point: INSIDE (1) or OUTSIDE (0) its region, or UNKNOWN (-1): no coordinates, or no boundary.

        codes: dotted codes, one per point; lon, lat: degrees (NaN = none); tolerance: degrees by which a point may
        lie outside (0.005 is about 550 m).
        """
        x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        out = np.full(len(x), UNKNOWN, dtype=np.int8)
        known = np.isfinite(x) & np.isfinite(y)
        lib = shapely()
        for shape, rows in self._by_shape(codes, known):
            inside = lib.intersects_xy(shape, x[rows], y[rows])
            if tolerance > 0:
                off = np.flatnonzero(~inside)
                inside[off] = lib.dwithin(shape, lib.points(x[rows][off], y[rows][off]), tolerance)
            out[rows] = np.where(inside, INSIDE, OUTSIDE)
        return out

    def locate(self, lon: npt.ArrayLike, lat: npt.ArrayLike, level: str | None = None) -> list[str | None]:
        """The code of the region that each point lies in (finest level, or `level`); None outside all, or without
        coordinates. On a shared border the lower code is given, so that the answer is always the same."""
        level = level or self.finest
        x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        out: list[str | None] = [None] * len(x)
        if level is None:
            return out
        if level not in self._trees:
            shapes = self._level(level)
            self._trees[level] = (shapely().STRtree(list(shapes.values())), list(shapes))
        tree, codes = self._trees[level]
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        points = shapely().points(x[known], y[known])
        for row, found in zip(*tree.query(points, predicate="intersects").tolist(), strict=True):
            at = int(known[row])
            before = out[at]
            out[at] = codes[found] if before is None else min(before, codes[found])
        return out
