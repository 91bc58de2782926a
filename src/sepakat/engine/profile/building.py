"""Making a profile: count once by village, protect, roll up, write."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.catalogue import Indicator
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.engine import frames, protecting, runners, sql
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.places import LEVELS
from sepakat.engine.profile import keeping, remembering
from sepakat.engine.profile.layout import FACTS, ONE_GROUP, TOTAL, UPPER, Facts, Kept
from sepakat.engine.protecting import Patterns
from sepakat.engine.staging import Code, Grouping, Stage, staged

UNITS = ("keluarga", "orang")


class Memory(Protocol):
    """What was made of a profile before: by an interrupted build, or for the release that this one stands on.

    seen: a hash of all that a file rests on: counts, hidden cells, classes, versions.
    """

    def take(self, part: str, seen: str) -> bool:
        """Whether the file of a part is in place already."""

    def made(self, part: str, seen: str, path: Path, rows: pa.Table, beside: Sequence[Path]) -> None:
        """The file of a part was written, with these rows, and kept counts `beside` it."""


def build(
    release: ReleaseLike,
    out_dir: Path,
    *,
    on: dt.date | None = None,
    memory: Memory | None = None,
    before: keeping.Kept | None = None,
    remembered: remembering.Remembered | None = None,
    progress: Progress = SILENT,
) -> list[Path]:
    """Write the profile of a release (or of a build under way) to `out_dir`; gives the files that were written.

    All indicators that run on its registry frames, all regions, total and every standard breakdown that the frames
    hold. on: day of the dated parameters. before: counts of the release before that still hold. remembered: what
    was decided for the release before; with it, counts and decisions are kept beside the profile (`counts/`).
    UserError (code frame-missing) where there is no frame at all.
    """
    day = on or frames.day(release)
    present = {unit: frames.frame(release, unit, "registri") for unit in UNITS if _has(release, unit)}
    if not present:
        raise UserError(
            Text(f"Rilis {release.id} tidak memuat keluarga atau orang.", f"Release {release.id} holds no registry."),
            hint=Text("Masukkan berkas registri dahulu.", "Ingest a registry first."),
            code="frame-missing",
        )
    indicators = [
        i
        for i in catalogue.indicators().values()
        if i.satuan_analisis in present and frames.runs(i, present[i.satuan_analisis])
    ]
    groupings: dict[str, list[Grouping]] = {
        unit: [(), *((d,) for d, v in catalogue.dimensions().items() if unit in v.units and d in frame.columns)]
        for unit, frame in present.items()
    }
    out_dir.mkdir(parents=True, exist_ok=True)
    k = protecting.minimum("registri", day)
    with (
        runners.opened(release.path) as runner,
        staged(runner, present, indicators, groupings, day, out_dir, progress, before) as stage,
    ):
        if remembered is None:
            hidden = protecting.patterns(stage, k, progress=progress)
        else:
            remembered.at(stage.places)
            hidden = protecting.patterns(stage, k, progress=progress, slot=remembered.slot)
            remembered.write(out_dir.parent)
        kept = {i.id: _kept(stage, i, hidden.relatives[i.id]) for i in indicators}
        facts = Facts(kept, tuple(_dims(stage)), k, day.isoformat())
        parts = list(_parts(stage))
        written = []
        with progress.step("Menulis profil wilayah", total=len(parts)) as step:
            for name, nodes in parts:
                seen = _seen(stage, hidden, facts, nodes) if memory is not None and name != UPPER else ""
                if memory is None or not seen or not memory.take(name, seen):
                    path = out_dir / f"{name}.parquet"
                    rows = _write(stage, hidden, facts, nodes, path)
                    beside = _keep(stage, remembered, name, nodes, out_dir.parent)
                    written.append(path)
                    if memory is not None:
                        memory.made(name, seen, path, rows, beside)
                step.advance()
    return written


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


def _has(release: ReleaseLike, unit: str) -> bool:
    return any(release.has(name) for name, spec in catalogue.frames(unit).items() if spec.source == "registri")


def _kept(stage: Stage, indicator: Indicator, relatives: tuple[str, ...]) -> Kept:
    scale = stage.scale(indicator.id)
    return Kept(
        version=indicator.versi,
        unit=indicator.satuan_analisis,
        scale=scale,
        weighted=bool(indicator.penimbang),
        counted=not indicator.penimbang and scale == 1,
        relatives=relatives,
    )


def _dims(stage: Stage) -> list[str]:
    """`total` and the breakdowns of either unit, in catalogue order."""
    held = {g[0] for layout in stage.axes.values() for g in layout.groupings if g}
    return [TOTAL, *(name for name in catalogue.dimensions() if name in held)]


def _grouping(dim: str) -> Grouping:
    return () if dim == TOTAL else (dim,)


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
    options = {"compression": "zstd", "compression_level": 1, "use_dictionary": False, "write_statistics": False}
    path.unlink(missing_ok=True)  # it may be a link to the release before
    with pq.ParquetWriter(path, schema, **options) as out:
        start = 0
        for count in [len(c.place) for c in cells.values()] if data.num_rows > ONE_GROUP else [data.num_rows]:
            out.write_table(data.slice(start, count), row_group_size=max(count, 1))
            start += count
    return data


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
