"""Making a profile: count once by village, protect, roll up, write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.catalogue import Indicator
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.engine import frames, protecting
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.places import LEVELS
from sepakat.engine.profile.layout import TOTAL, UPPER, Facts, Kept
from sepakat.engine.protecting import Patterns
from sepakat.engine.runners.duckdb import DuckRunner
from sepakat.engine.staging import Code, Grouping, Stage, staged

UNITS = ("keluarga", "orang")
Cell = tuple[str, Code]


def build(release: ReleaseLike, out_dir: Path, *, on: dt.date | None = None, progress: Progress = SILENT) -> list[Path]:
    """Write the profile of a release (or of a build under way) to `out_dir`; gives the files.

    All indicators that run on its registry frames, all regions, total and every standard breakdown that the frames
    hold. on: day of the dated parameters. UserError (code frame-missing) where there is no frame at all.
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
        DuckRunner(release.path) as runner,
        staged(runner, present, indicators, groupings, day, out_dir, progress) as stage,
    ):
        hidden = protecting.patterns(stage, k, progress=progress)
        kept = {i.id: _kept(stage, i, hidden.relatives[i.id]) for i in indicators}
        facts = Facts(kept, tuple(_dims(stage)), k, day.isoformat())
        parts = list(_parts(stage))
        written = []
        with progress.step("Menulis profil wilayah", total=len(parts)) as step:
            for name, nodes in parts:
                written.append(_write(stage, hidden, facts, nodes, out_dir / f"{name}.parquet"))
                step.advance()
    return written


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


def _write(stage: Stage, hidden: Patterns, facts: Facts, nodes: np.ndarray, path: Path) -> Path:
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
        values[f"{name}__s"] = hidden.of(name)[nodes]
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1, use_dictionary=False) as out:
        for dim, (place, klass, codes) in cells.items():
            columns = [
                pa.repeat(dim, len(place)),
                pa.array(level[place], pa.string()),
                pa.array(region[place], pa.string()),
                pa.array([codes[j] for j in klass], pa.int32()),
            ]
            columns += [
                _column(stage, facts, field, values[field.name], dim, place, klass, codes) for field in list(schema)[4:]
            ]
            out.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=max(len(place), 1))
    return path


def _cells(stage: Stage, rows: dict[str, np.ndarray], dim: str) -> tuple[np.ndarray, np.ndarray, list[Code]]:
    """The (region, class) pairs that occur in either frame, and the classes of this breakdown."""
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
    return place, klass, codes


def _places(stage: Stage, unit: str, dim: str, codes: Sequence[Code]) -> np.ndarray:
    """Column of each class on a unit's axis, -1 where the unit does not have it."""
    layout, grouping = stage.axes[unit], _grouping(dim)
    if grouping not in layout.combos:
        return np.full(len(codes), -1)
    place = {(combo[0] if combo else None): i for i, combo in enumerate(layout.combos[grouping])}
    start = layout.columns(grouping).start
    return np.array([start + place[code] if code in place else -1 for code in codes])


def _column(
    stage: Stage,
    facts: Facts,
    field: pa.Field,
    values: np.ndarray,
    dim: str,
    place: np.ndarray,
    klass: np.ndarray,
    codes: Sequence[Code],
) -> pa.Array:
    name = field.name
    unit = name.removeprefix("rows_") if name.startswith("rows_") else facts.indicators[name.rpartition("__")[0]].unit
    at = _places(stage, unit, dim, codes)[klass]
    return pa.array(np.where(at >= 0, values[place, at], 0), mask=at < 0).cast(field.type)


def _schema(facts: Facts, stage: Stage) -> pa.Schema:
    fields = [("dim", pa.string()), ("level", pa.string()), ("region", pa.string()), ("category", pa.int32())]
    fields += [(f"rows_{unit}", pa.int64()) for unit in stage.axes]
    for name, kept in facts.indicators.items():
        fields += [(f"{name}__num", pa.int64()), (f"{name}__n", pa.int64())]
        fields += [(f"{name}__den", pa.int64())] if kept.weighted else []
        fields += [] if kept.counted else [(f"{name}__hits", pa.int64())]
        fields += [(f"{name}__s", pa.int8())]
    return pa.schema(fields, metadata=facts.dump())
