"""Counts of every indicator by village and class, made once and kept in short-lived files, one per indicator and part.

From these everything follows by whole-number sums: upper levels, protection, published rows. Memory holds one
indicator at a time, so a nation is a matter of disk.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.catalogue import Indicator
from sepakat.core import duck
from sepakat.core.progress import SILENT, Progress
from sepakat.engine import sql
from sepakat.engine.frames import Frame
from sepakat.engine.places import Places, places
from sepakat.engine.runners import Runner

Code = int | None
Combo = tuple[Code, ...]
Grouping = tuple[str, ...]
AT_ONCE = 30_000_000  # source rows × indicators per query: bounds the memory of the group-by and of its answer
_PLAIN = 8  # times as many rows at once where nothing is broken down: a group a village


@dataclass(frozen=True)
class Axis:
    """The classes along which counts are kept: the total `()` first, then each grouping's observed combinations."""

    groupings: tuple[Grouping, ...]
    combos: Mapping[Grouping, tuple[Combo, ...]]
    offset: Mapping[Grouping, int]

    @property
    def size(self) -> int:
        return sum(len(c) for c in self.combos.values())

    def columns(self, grouping: Grouping) -> slice:
        start = self.offset[grouping]
        return slice(start, start + len(self.combos[grouping]))


def axis(groupings: Sequence[Grouping], combos: Mapping[Grouping, Sequence[Combo]]) -> Axis:
    """An axis with NULL classes last."""
    ordered = {g: tuple(sorted(combos[g], key=_order)) for g in groupings}
    starts = itertools.accumulate((len(ordered[g]) for g in groupings), initial=0)
    return Axis(tuple(groupings), ordered, dict(zip(groupings, starts, strict=False)))


def _order(combo: Combo) -> tuple[tuple[bool, int], ...]:
    return tuple((code is None, code or 0) for code in combo)


class Stage:
    """Counts under `folder`. `array(id, part)` is (villages, classes); parts are those of `sql.PARTS`."""

    def __init__(self, folder: Path, where: Places, axes: Mapping[str, Axis], indicators: Sequence[Indicator]) -> None:
        self.places, self.axes = where, axes
        self.indicators = {i.id: i for i in indicators}
        self._folder = folder
        self._parts: dict[tuple[str, str], np.ndarray] = {}

    def make(self, name: str, part: str, unit: str, dtype: type) -> None:
        shape = (len(self.places.villages), self.axes[unit].size)
        path = self._folder / f"{name}.{part}"
        self._parts[name, part] = np.memmap(path, dtype=dtype, mode="w+", shape=shape)

    def array(self, name: str, part: str) -> np.ndarray:
        """Whole numbers per village and class; sums of a number are in millionths (`scale`)."""
        indicator = self.indicators.get(name)
        plain = indicator is not None and not indicator.penimbang
        if plain and part == "den":
            part = "n"
        elif plain and part == "hits" and self.scale(name) == 1:
            part = "num"
        return self._parts[name, part]

    def keeps(self, name: str, part: str) -> bool:
        """Whether a part has its own file (equal parts are kept once)."""
        return (name, part) in self._parts

    def rows(self, unit: str) -> np.ndarray:
        """Rows of the frame per village and class, whatever any indicator counts."""
        return self._parts[f"rows-{unit}", "rows"]

    def scale(self, name: str) -> int:
        """What numerators are to be divided by: 1 for counts, a million for sums of a number."""
        return 1 if self.indicators[name].numerator.kind == "boolean" else 10**6


class Before(Protocol):
    """Counts that were made before and still hold."""

    def fill(self, stage: Stage, unit: str, indicators: Sequence[Indicator]) -> set[str]:
        """Put what is known of a unit into its place; gives the villages that need not be counted."""
        ...


@contextmanager
def staged(
    runner: Runner,
    frames: Mapping[str, Frame],
    indicators: Sequence[Indicator],
    groupings: Mapping[str, Sequence[Grouping]],
    on: dt.date,
    folder: Path | None = None,
    progress: Progress = SILENT,
    before: Before | None = None,
) -> Iterator[Stage]:
    """Count `indicators` by village for each grouping of their unit; the files go when the block ends.

    frames, groupings: by unit of analysis (`keluarga`, `orang`). folder: where short-lived files may lie. before:
    counts of villages that have not changed since.
    """
    villages: set[str] = set()
    axes = {}
    for unit, frame in frames.items():
        villages |= set(_column(runner.run(f"SELECT DISTINCT village_code FROM {duck.parquet(frame.files)}"), 0))
        axes[unit] = _axis(runner, frame, groupings[unit])
    with TemporaryDirectory(dir=folder, prefix=".hitung-") as scratch:
        stage = Stage(Path(scratch), places(villages), axes, indicators)
        for unit, frame in frames.items():
            mine = tuple(i for i in indicators if i.satuan_analisis == unit)
            for i in mine:
                stage.make(i.id, "n", unit, np.int32)
                stage.make(i.id, "num", unit, np.int64)
                if i.penimbang:
                    stage.make(i.id, "den", unit, np.int64)
                if i.penimbang or stage.scale(i.id) > 1:
                    stage.make(i.id, "hits", unit, np.int32)
            stage.make(f"rows-{unit}", "rows", unit, np.int32)
            most = getattr(runner, "at_once", AT_ONCE) * (1 if any(groupings[unit]) else _PLAIN)
            done = before.fill(stage, unit, mine) if before is not None else set()
            whole, part, some = _left(frame.files, stage.places.villages, done)
            batches: list[tuple[tuple[Path, ...], tuple[str, ...]]]
            batches = [(files, ()) for files in _batches(whole, most // max(1, len(mine)))]
            batches += [(files, some) for files in _batches(part, _PLAIN * most // max(1, len(mine)))]
            with progress.step(f"Menghitung indikator per {unit}", total=len(batches)) as step:
                for files, only in batches:
                    by, sets = _names(groupings[unit]), tuple(groupings[unit])
                    query = sql.Query(files, mine, "00", 13, by, sets, only)
                    _scatter(stage, unit, mine, runner.run(sql.build(query, on)))
                    step.advance()
        yield stage


def _names(groupings: Sequence[Grouping]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for g in groupings for name in g))


def _axis(runner: Runner, frame: Frame, groupings: Sequence[Grouping]) -> Axis:
    combos: dict[Grouping, list[Combo]] = {(): [()]}
    for grouping in groupings:
        if grouping:
            listed = ", ".join(duck.identifier(name) for name in grouping)
            found = runner.run(f"SELECT DISTINCT {listed} FROM {duck.parquet(frame.files)}")
            combos[grouping] = list(zip(*(_column(found, i) for i in range(len(grouping))), strict=True))
    return axis(list(dict.fromkeys([(), *groupings])), combos)


def _left(
    files: Sequence[Path], villages: Sequence[str], done: set[str]
) -> tuple[list[Path], list[Path], tuple[str, ...]]:
    """(files to be counted whole, files of which some villages are left, those villages)."""
    if not done:
        return list(files), [], ()
    known = {code[:5] for code in done}
    left: dict[str, list[str]] = {part: [] for part in known}
    for code in villages:
        if code[:5] in known and code not in done:
            left[code[:5]].append(code)
    part = [path for path in files if left.get(path.stem)]
    whole = [path for path in files if path.stem not in known]
    return whole, part, tuple(code for path in part for code in left[path.stem])


def _batches(files: Sequence[Path], most: int) -> Iterator[tuple[Path, ...]]:
    held: list[Path] = []
    rows = 0
    for path in files:
        held.append(path)
        rows += pq.read_metadata(path).num_rows
        if rows >= most:
            yield tuple(held)
            held, rows = [], 0
    if held:
        yield tuple(held)


def _scatter(stage: Stage, unit: str, indicators: Sequence[Indicator], found: pa.Table) -> None:
    """Put the rows of one answer in their places."""
    layout = stage.axes[unit]
    first = stage.places.tree.levels[-2]
    village = np.array([stage.places.index[c] - first for c in _column(found, "region")], np.int64)
    names = _names(layout.groupings)
    which = np.array(_column(found, "which"), np.int64)
    column = np.zeros(len(village), np.int64)
    for grouping in layout.groupings:
        bits = sum(1 << (len(names) - 1 - i) for i, name in enumerate(names) if name not in grouping)
        rows = np.flatnonzero(which == bits)
        place = {combo: layout.offset[grouping] + i for i, combo in enumerate(layout.combos[grouping])}
        codes = [np.asarray(_column(found.select([name]).take(rows), 0), object) for name in grouping]
        column[rows] = [place[combo] for combo in zip(*codes, strict=True)] if codes else 0
    stage.rows(unit)[village, column] = _whole(found.column("rows"))
    for i in indicators:
        for part in sql.PARTS:
            if stage.keeps(i.id, part):
                stage.array(i.id, part)[village, column] = _whole(found.column(f"{i.id}__{part}"))


def _column(table: pa.Table, name: str | int) -> list:
    return table.column(name).to_pylist()


def _whole(column: pa.ChunkedArray) -> np.ndarray:
    """Whole numbers as int64; decimals in millionths (the low word of their 128 bits)."""
    array = column.combine_chunks()
    if pa.types.is_decimal(array.type):
        words = np.frombuffer(array.buffers()[1], np.int64)[2 * array.offset : 2 * (array.offset + len(array))]
        low, high = words[::2], words[1::2]
        if (high != np.where(low < 0, -1, 0)).any():
            raise OverflowError("a sum of an indicator does not fit in 64 bits of millionths")
        return low
    return array.to_numpy(zero_copy_only=False)
