"""Writing a profile: one file for the upper levels, one for each regency, one for the districts of each province."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat.core.progress import Progress
from sepakat.engine import sql
from sepakat.engine.places import LEVELS
from sepakat.engine.profile import keeping, remembering
from sepakat.engine.profile.layout import DISTRICT, FACTS, ONE_GROUP, TOTAL, UPPER, Facts
from sepakat.engine.protecting import Patterns
from sepakat.engine.staging import Code, Grouping, Stage


class Memory(Protocol):
    """What was made of a profile before: by an interrupted build, or for the release that this one stands on.

    seen: a hash of all that a file rests on: counts, hidden cells, classes, versions.
    """

    def take(self, part: str, seen: str) -> bool:
        """Whether the file of a part is in place already."""

    def made(self, part: str, seen: str, path: Path, rows: pa.Table, beside: Sequence[Path]) -> None:
        """The file of a part was written, with these rows, and kept counts `beside` it."""


def write(
    stage: Stage,
    hidden: Patterns,
    facts: Facts,
    folder: Path,
    memory: Memory | None,
    remembered: remembering.Remembered | None,
    progress: Progress,
) -> list[Path]:
    """Write the files that are not in place already; gives those that were written."""
    parts = list(_parts(stage))
    written: list[Path] = []
    districts = _Districts(facts.dims)
    with progress.step("Menulis profil wilayah", total=len(parts)) as step:
        for number, (name, nodes) in enumerate(parts):
            path = folder / f"{name}.parquet"
            seen = _seen(stage, hidden, facts, nodes) if memory is not None and name != UPPER else ""
            if memory is not None and seen and memory.take(name, seen):
                rows: pa.Table | Path = path
            else:
                rows = _write(stage, hidden, facts, nodes, path)
                beside = _keep(stage, remembered, name, nodes, folder.parent)
                written.append(path)
                if memory is not None:
                    memory.made(name, seen, path, rows, beside)
            if name != UPPER:
                districts.add(rows, seen)
                if number + 1 == len(parts) or parts[number + 1][0][:2] != name[:2]:
                    written += districts.write(folder / f"{name[:2]}.parquet", memory)
                    districts = _Districts(facts.dims)
            step.advance()
    return written


class _Districts:
    """The districts of one province, from the files of its regencies: pages compare a district with all of them, and
    would open thirty files for a few numbers."""

    def __init__(self, dims: Sequence[str]) -> None:
        self.dims = dims
        self.regencies: list[pa.Table | Path] = []
        self.seen: list[str] = []

    def add(self, rows: pa.Table | Path, seen: str) -> None:
        """A regency's rows, or the file that has them."""
        self.regencies.append(rows if isinstance(rows, Path) else _districts(rows))
        self.seen.append(seen)

    def write(self, path: Path, memory: Memory | None) -> list[Path]:
        told = hashlib.blake2b("\n".join(self.seen).encode(), digest_size=16).hexdigest()
        if memory is not None and memory.take(path.stem, told):
            return []
        found = [_districts(pq.read_table(r)) if isinstance(r, Path) else r for r in self.regencies]
        by_dim = [[rows.filter(pc.equal(rows["dim"], dim)) for rows in found] for dim in self.dims]
        data = pa.concat_tables([rows for part in by_dim for rows in part])
        _lay(data, [sum(rows.num_rows for rows in part) for part in by_dim], path)
        if memory is not None:
            memory.made(path.stem, told, path, data, ())
        return [path]


def _districts(rows: pa.Table) -> pa.Table:
    return rows.filter(pc.equal(rows["level"], DISTRICT))


def _parts(stage: Stage) -> Iterator[tuple[str, np.ndarray]]:
    """(file name, nodes): the upper levels, then districts and villages by regency."""
    tree, codes = stage.places.tree, stage.places.codes
    yield UPPER, np.arange(tree.rows(LEVELS.index("kabupaten")).stop)
    regencies = tree.rows(LEVELS.index("kabupaten"))
    for node in range(regencies.start, regencies.stop):
        below = []
        for level in ("kecamatan", "desa"):
            rows = tree.rows(LEVELS.index(level))
            low, high = np.searchsorted(tree.start[rows], [tree.start[node], tree.end[node]])
            below.append(np.arange(rows.start + low, rows.start + high))
        yield codes[node], np.concatenate(below)


def _seen(stage: Stage, hidden: Patterns, facts: Facts, nodes: np.ndarray) -> str:
    """A hash of all that the file of some regions rests on (the day itself is none of it: its parameters are)."""
    tree = stage.places.tree
    low, high = int(tree.start[nodes].min()), int(tree.end[nodes].max())
    running = hashlib.blake2b(replace(facts, on="").dump()[FACTS], digest_size=16)
    running.update(json.dumps([stage.places.codes[node] for node in nodes]).encode())
    for unit, layout in sorted(stage.axes.items()):
        running.update(repr((unit, layout.groupings, [layout.combos[g] for g in layout.groupings])).encode())
        running.update(np.ascontiguousarray(stage.rows(unit)[low:high]).data)
    for name in facts.indicators:
        running.update(np.packbits(hidden.at(name, nodes)).data)
        for part in sql.PARTS:
            if stage.keeps(name, part):
                running.update(np.ascontiguousarray(stage.array(name, part)[low:high]).data)
    return running.hexdigest()


def _keep(
    stage: Stage, remembered: remembering.Remembered | None, part: str, nodes: np.ndarray, folder: Path
) -> list[Path]:
    """The counts of a regency, beside its profile."""
    if remembered is None or part == UPPER:
        return []
    tree = stage.places.tree
    return keeping.write(
        stage, remembered.rules, part, int(tree.start[nodes].min()), int(tree.end[nodes].max()), folder
    )


def _write(stage: Stage, hidden: Patterns, facts: Facts, nodes: np.ndarray, path: Path) -> pa.Table:
    tree = stage.places.tree
    low, high = int(tree.start[nodes].min()), int(tree.end[nodes].max())

    def sums(villages: np.ndarray) -> np.ndarray:
        part = np.asarray(villages[low:high], np.int64)
        total = np.concatenate([np.zeros((1, part.shape[1]), np.int64), np.cumsum(part, axis=0)])
        return total[tree.end[nodes] - low] - total[tree.start[nodes] - low]

    rows = {unit: sums(stage.rows(unit)) for unit in stage.axes}
    cells = {dim: _cells(stage, rows, dim) for dim in facts.dims}
    level = np.array(LEVELS)[tree.level_of(nodes)]
    region = np.array([stage.places.codes[i] for i in nodes], object)
    schema = _schema(facts, stage)
    values: dict[str, np.ndarray] = {f"rows_{unit}": rows[unit] for unit in rows}
    for name, kept in facts.indicators.items():
        values[f"{name}__num"] = sums(stage.array(name, "num"))
        values[f"{name}__n"] = sums(stage.array(name, "n"))
        if kept.weighted:
            values[f"{name}__den"] = sums(stage.array(name, "den"))
        if not kept.counted:
            values[f"{name}__hits"] = sums(stage.array(name, "hits"))
        values[f"{name}__s"] = hidden.at(name, nodes)
    columns = [
        pa.array(np.repeat(np.array(list(cells), object), [len(c.place) for c in cells.values()]), pa.string()),
        pa.array(np.concatenate([level[c.place] for c in cells.values()]), pa.string()),
        pa.array(np.concatenate([region[c.place] for c in cells.values()]), pa.string()),
        pa.array([c.codes[j] for c in cells.values() for j in c.klass], pa.int32()),
    ]
    place = np.concatenate([c.place for c in cells.values()])
    at = {unit: np.concatenate([c.at[unit] for c in cells.values()]) for unit in stage.axes}
    for field in list(schema)[4:]:
        unit = _unit(facts, field.name)
        found = np.where(at[unit] >= 0, values[field.name][place, at[unit]], 0)
        columns.append(pa.array(found, mask=at[unit] < 0).cast(field.type))
    data = pa.Table.from_arrays(columns, schema=schema)
    _lay(data, [len(c.place) for c in cells.values()], path)
    return data


def _lay(data: pa.Table, lengths: Sequence[int], path: Path) -> None:
    """Write rows that lie breakdown by breakdown, so many of each; a long file with a row group for each."""
    options = {"compression": "zstd", "compression_level": 1, "use_dictionary": False, "write_statistics": False}
    path.unlink(missing_ok=True)  # it may be a link to the release before
    with pq.ParquetWriter(path, data.schema, **options) as out:
        start = 0
        for count in lengths if data.num_rows > ONE_GROUP else [data.num_rows]:
            out.write_table(data.slice(start, count), row_group_size=max(count, 1))
            start += count


@dataclass(frozen=True)
class _Cells:
    """The cells of one breakdown that occur: place of the region, class, and per unit the column of the axis (-1)."""

    place: np.ndarray
    klass: np.ndarray
    codes: list[Code]
    at: dict[str, np.ndarray]


def _cells(stage: Stage, rows: dict[str, np.ndarray], dim: str) -> _Cells:
    """The (region, class) pairs that occur in either frame."""
    grouping = _grouping(dim)
    if not grouping:
        codes: list[Code] = [None]
    else:
        found = {c[0] for layout in stage.axes.values() if grouping in layout.combos for c in layout.combos[grouping]}
        codes = sorted(found, key=lambda code: (code is None, code or 0))
    occurs = np.zeros((len(next(iter(rows.values()))), len(codes)), bool)
    for unit, counts in rows.items():
        at = _places(stage, unit, dim, codes)
        occurs[:, at >= 0] |= counts[:, at[at >= 0]] > 0
    place, klass = np.nonzero(occurs)
    return _Cells(place, klass, codes, {unit: _places(stage, unit, dim, codes)[klass] for unit in stage.axes})


def _places(stage: Stage, unit: str, dim: str, codes: Sequence[Code]) -> np.ndarray:
    """Column of each class on a unit's axis, -1 where the unit does not have it."""
    layout, grouping = stage.axes[unit], _grouping(dim)
    if grouping not in layout.combos:
        return np.full(len(codes), -1)
    place = {(combo[0] if combo else None): i for i, combo in enumerate(layout.combos[grouping])}
    start = layout.columns(grouping).start
    return np.array([start + place[code] if code in place else -1 for code in codes])


def _unit(facts: Facts, column: str) -> str:
    rows = column.startswith("rows_")
    return column.removeprefix("rows_") if rows else facts.indicators[column.rpartition("__")[0]].unit


def _schema(facts: Facts, stage: Stage) -> pa.Schema:
    fields = [("dim", pa.string()), ("level", pa.string()), ("region", pa.string()), ("category", pa.int32())]
    fields += [(f"rows_{unit}", pa.int64()) for unit in stage.axes]
    for name, kept in facts.indicators.items():
        fields += [(f"{name}__num", pa.int64()), (f"{name}__n", pa.int64())]
        fields += [(f"{name}__den", pa.int64())] if kept.weighted else []
        fields += [] if kept.counted else [(f"{name}__hits", pa.int64())]
        fields += [(f"{name}__s", pa.int8())]
    return pa.schema(fields, metadata=facts.dump())


def _grouping(dim: str) -> Grouping:
    return () if dim == TOTAL else (dim,)
