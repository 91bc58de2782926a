"""Rank every family: score, exact percentiles and deciles for nation, province and regency, chance of D1–4.

File by file, one regency at a time, in bounded memory: (1) score each file and keep its histogram of scores; added up
they give the buckets where national and provincial limits lie; (2) those buckets are made exact; (3) each file gets
its ranks. Families never cross regency files, so a regency's own ranks need only its own file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.engine import runners
from sepakat.welfare import applying, spark_ranking
from sepakat.welfare.calibration import SHARE, chance_at
from sepakat.welfare.model import NATION, Model
from sepakat.welfare.thresholds import (
    EMPTY,
    SHIFT,
    Histogram,
    Ints,
    boundary_buckets,
    coarse,
    decile_of,
    histogram,
    limits,
    percentile_of,
)

Base = Literal["orang", "keluarga"]
_ROW_GROUP = 122_880


@dataclass(frozen=True)
class RankReport:
    """What ranking did. weight: persons or families by `base`; per decile (national) the weight it holds.

    limits: scope → least score of each percentile that occurs. shift: how far the chance curve was moved (micro-logs)
    so that the stated chances add up to exactly the share that deciles 1–4 hold.
    """

    model: str
    base: str
    families: int
    ranked: int
    unranked: int
    persons: int
    weight: int
    largest: int
    deciles: dict[int, int]
    missing: dict[str, int]
    shift: int
    near_cut: int
    limits: dict[str, dict[int, int]] = field(default_factory=dict)
    label: str = "simulasi"

    def as_dict(self) -> dict[str, Any]:
        """Plain values for a manifest; limits of nation and provinces only (those of 514 regencies would swell it)."""
        return {**self.__dict__, "limits": {scope: at for scope, at in self.limits.items() if len(scope) == 2}}


@dataclass
class _Scored:
    path: Path
    total: Histogram  # coarse, all kinds
    kinds: dict[int, Histogram]


def rank_files(
    family_files: Mapping[str, Path],
    model: Model,
    out_dir: Path,
    *,
    base: Base = "orang",
    work: Path | None = None,
    progress: Progress = SILENT,
) -> RankReport:
    """Write `out_dir/<kabupaten>.parquet` (table `rank`) for every family file and tell what was done.

    family_files: regency code → its `family` file. base: what a decile holds a tenth of, persons (`orang`) or families
    (`keluarga`). work: folder for short-lived scores (no identity in them). Families without a score keep a row with
    NULL ranks and the unanswered columns in `kurang_data`. The same input gives the same bytes.
    """
    if base not in ("orang", "keluarga"):
        raise UserError(
            Text(f"Dasar peringkat `{base}` tidak dikenal.", f"The base `{base}` is not known."),
            hint=Text("Pilih `orang` atau `keluarga`.", "Choose `orang` or `keluarga`."),
            code="welfare-base",
        )
    out_dir.mkdir(parents=True, exist_ok=True)
    codes = sorted(family_files)
    with (
        tempfile.TemporaryDirectory(prefix="skor-", dir=work) as folder,
        progress.step(str(Text("Memeringkat keluarga", "Ranking families")), total=3 * len(codes)) as step,
    ):
        scored: dict[str, _Scored] = {}
        missing: dict[str, int] = {}
        if (master := runners.spark_master()) is not None:
            made, at, largest = spark_ranking.prepare(master, family_files, model, Path(folder), base, missing)
            scored = {code: _Scored(*parts) for code, parts in made.items()}
            step.advance(2 * len(codes))
        else:
            con = duck.connect(Path(folder) / "limpahan")
            try:
                for one in applying.apply(con, family_files, model):
                    scored[one.code] = _score(one, Path(folder), base, missing)
                    step.advance()
            finally:
                con.close()
            at, largest = _limits(scored, step, base)
        shift = _shift(model, scored)
        tally = _Tally()
        for code in codes:
            _write(code, scored[code], model, at, shift, out_dir / f"{code}.parquet", base, tally)
            scored[code].path.unlink()
            step.advance()
    return RankReport(
        model=model.id,
        base=base,
        families=tally.families,
        ranked=tally.ranked,
        unranked=tally.families - tally.ranked,
        persons=tally.persons,
        weight=sum(tally.deciles.values()),
        largest=largest,
        deciles=dict(sorted(tally.deciles.items())),
        missing=dict(sorted(missing.items())),
        shift=shift,
        near_cut=tally.near,
        limits={scope: _occurring(found) for scope, found in sorted(at.items())},
        label=model.label,
    )


def _occurring(at: Ints) -> dict[int, int]:
    top = np.iinfo(np.int64).max
    return {p + 1: int(s) for p, s in enumerate(at) if s < top and (p == 99 or s < at[p + 1])}


def _score(one: applying.Applied, folder: Path, base: Base, missing: dict[str, int]) -> _Scored:
    """Keep the scores of one regency in a short-lived file, and their histograms."""
    target = folder / f"{one.code}.parquet"
    skor = pa.array(one.score.astype(np.int32), mask=~one.known)
    pq.write_table(one.table.append_column("skor", skor), target, compression="lz4", use_dictionary=["village_code"])
    for found in pc.value_counts(one.table["kurang_data"].drop_null()).to_pylist():
        for name in found["values"].split(","):
            missing[name] = missing.get(name, 0) + int(found["counts"])
    score, weight, kinds = _numbers(target, base)
    by_kind = {int(k): histogram(score[kinds == k] >> SHIFT, weight[kinds == k]) for k in np.unique(kinds)}
    return _Scored(target, coarse(histogram(score, weight)), by_kind)


def _numbers(path: Path, base: Base) -> tuple[Ints, Ints, Ints]:
    """Score, weight and kind of the ranked families of one scored file."""
    table = pq.read_table(path, columns=["skor", "members", "kind"])
    table = table.filter(pc.is_valid(table.column("skor")))
    score = table.column("skor").to_numpy().astype(np.int64)
    members = table.column("members").to_numpy().astype(np.int64)
    kinds = table.column("kind").to_numpy().astype(np.int64)
    return score, (members if base == "orang" else np.ones(len(score), dtype=np.int64)), kinds


def _limits(scored: dict[str, _Scored], step: Any, base: Base) -> tuple[dict[str, Ints], int]:
    """Percentile limits of every scope, and the weight of the heaviest family."""
    totals: dict[str, Histogram] = {NATION: EMPTY}
    members_of: dict[str, list[Histogram]] = {NATION: []}
    for code, one in scored.items():
        members_of[NATION].append(one.total)
        members_of.setdefault(code[:2], []).append(one.total)
    for scope, parts in members_of.items():
        totals[scope] = histogram(
            np.concatenate([p.value for p in parts] or [EMPTY.value]),
            np.concatenate([p.weight for p in parts] or [EMPTY.weight]),
        )
    inner = {scope: boundary_buckets(total) for scope, total in totals.items()}
    exact: dict[str, list[Histogram]] = {scope: [] for scope in totals}
    at: dict[str, Ints] = {}
    largest = 0
    for code, one in scored.items():
        score, weight, _ = _numbers(one.path, base)
        own = histogram(score, weight)
        at[code] = limits(one.total, own)
        largest = max(largest, int(weight.max(initial=0)))
        for scope in (NATION, code[:2]):
            part = np.isin(own.value >> SHIFT, inner[scope])
            exact[scope].append(Histogram(own.value[part], own.weight[part]))
        step.advance()
    for scope, parts in exact.items():
        whole = histogram(
            np.concatenate([p.value for p in parts] or [EMPTY.value]),
            np.concatenate([p.weight for p in parts] or [EMPTY.weight]),
        )
        at[scope] = limits(totals[scope], whole)
    return at, largest


def _shift(model: Model, scored: dict[str, _Scored]) -> int:
    """How far to move the chance curve so that chances add up to the share of deciles 1–4 in this registry.

    The curve was fitted where the survey's poorest 40 % are; a registry of another province mix or coverage has its
    40 % elsewhere. Bisection on the coarse histograms.
    """
    parts: dict[int, Histogram] = {}
    for one in scored.values():
        for kind, found in one.kinds.items():
            parts[kind] = parts.get(kind, EMPTY) + found
    total = sum(p.total for p in parts.values())
    if total == 0:
        return 0

    def mean(shift: int) -> float:
        said = 0.0
        for kind, part in parts.items():
            middle = (part.value << SHIFT) + (1 << (SHIFT - 1))
            said += float((chance_at(list(model.chance[kind]), middle, shift) * part.weight).sum())
        return said / total

    low, high = -5_000_000, 5_000_000
    for _ in range(40):
        half = (low + high) // 2
        low, high = (half, high) if mean(half) < SHARE else (low, half)
        if high - low <= 1:
            break
    return high


@dataclass
class _Tally:
    families: int = 0
    ranked: int = 0
    persons: int = 0
    near: int = 0
    deciles: dict[int, int] = field(default_factory=dict)


def _write(
    code: str, one: _Scored, model: Model, at: dict[str, Ints], shift: int, out: Path, base: Base, tally: _Tally
) -> None:
    """The rank file of one regency, rows in the order of its family file."""
    schema = catalogue.table("rank").schema()
    table = pq.read_table(one.path)
    has = pc.is_valid(table.column("skor")).to_numpy(zero_copy_only=False)
    score = table.column("skor").fill_null(0).to_numpy().astype(np.int64)
    kinds = table.column("kind").fill_null(0).to_numpy().astype(np.int64)
    columns: dict[str, pa.Array] = {name: table.column(name) for name in ("family_id", "village_code", "members")}
    columns |= {"skor": table.column("skor"), "kurang_data": table.column("kurang_data")}
    for name, scope in (("nasional", NATION), ("provinsi", code[:2]), ("kabupaten", code)):
        percentile = percentile_of(score, at[scope])
        columns[f"persentil_{name}"] = pa.array(percentile, mask=~has)
        columns[f"desil_{name}"] = pa.array(decile_of(percentile), mask=~has)
    chance = np.zeros(len(score))
    for kind in model.kinds:
        rows = kinds == kind
        chance[rows] = chance_at(list(model.chance[kind]), score[rows], shift)
    # Rounded so that the stored number does not depend on the last bit of an interpolation.
    chance = np.round(chance, 4)
    lower, upper = model.band
    near = (chance >= lower) & (chance <= upper)
    columns["peluang_d14"] = pa.array(chance.astype(np.float32), mask=~has)
    columns["dekat_batas"] = pa.array(np.where(near, 1, 2), mask=~has)
    pq.write_table(
        pa.table([columns[f.name].cast(f.type) for f in schema], schema=schema),
        out,
        compression="zstd",
        row_group_size=_ROW_GROUP,
        use_dictionary=["village_code", "kurang_data"],
        column_encoding={"family_id": "DELTA_BINARY_PACKED", "skor": "DELTA_BINARY_PACKED"},
    )
    members = table.column("members").fill_null(0).to_numpy().astype(np.int64)
    weight = members if base == "orang" else np.ones(len(members), dtype=np.int64)
    tally.families += len(score)
    tally.ranked += int(has.sum())
    tally.persons += int(members[has].sum())
    tally.near += int((near & has).sum())
    decile = decile_of(percentile_of(score, at[NATION]))
    for d in range(1, 11):
        tally.deciles[d] = tally.deciles.get(d, 0) + int(weight[has & (decile == d)].sum())
