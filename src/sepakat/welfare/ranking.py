"""Rank every family: score, exact percentiles and deciles for nation, province and regency, chance of D1–4.

File by file, as many regencies at a time as there are threads, in bounded memory: (1) score each file and keep its
histogram of scores; added up they give the buckets where national and provincial limits lie; (2) those buckets are
made exact; (3) each file gets its ranks. Families never cross regency files, so a regency's own ranks need only its
own file. Between the steps scores lie on disk as plain arrays that are mapped, not read.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat.core import duck, memory
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.engine import runners
from sepakat.welfare import applying, spark_ranking
from sepakat.welfare.calibration import SHARE, chance_at
from sepakat.welfare.model import NATION, Model
from sepakat.welfare.ranked import Base, Scored, Tally, kept, write
from sepakat.welfare.thresholds import (
    EMPTY,
    SHIFT,
    Histogram,
    Ints,
    boundary_buckets,
    coarse,
    histogram,
    lies_in,
    limits,
)


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
        ThreadPoolExecutor(memory.threads()) as pool,
        progress.step(str(Text("Memeringkat keluarga", "Ranking families")), total=3 * len(codes)) as step,
    ):
        scored: dict[str, Scored] = {}
        missing: dict[str, int] = {}
        if (master := runners.spark_master()) is not None:
            made, at, largest = spark_ranking.prepare(master, family_files, model, Path(folder), base, missing)
            scored = {code: Scored(*parts) for code, parts in made.items()}
            step.advance(2 * len(codes))
        else:
            at, largest = {}, 0
            for code, one in _scores(pool, family_files, model, Path(folder), base):
                scored[code], at[code] = one.scored, one.own
                largest = max(largest, one.largest)
                for name, count in one.missing.items():
                    missing[name] = missing.get(name, 0) + count
                step.advance()
            at |= _limits(pool, scored, step, base)
        shift = _shift(model, scored)
        tally = Tally()

        def written(code: str) -> Tally:
            told = write(code, scored[code], model, at, shift, out_dir / f"{code}.parquet", base)
            scored[code].path.unlink()
            return told

        for one_tally in pool.map(written, codes):
            tally.add(one_tally)
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


@dataclass(frozen=True)
class _First:
    """What the first pass tells of a regency. own: its limits; largest: the weight of its heaviest family; missing:
    unanswered columns, counted."""

    scored: Scored
    own: Ints
    largest: int
    missing: dict[str, int]


def _scores(
    pool: ThreadPoolExecutor, family_files: Mapping[str, Path], model: Model, folder: Path, base: Base
) -> Iterator[tuple[str, _First]]:
    """Score every regency, in order: the threads score what they have while the next features are made."""
    con = duck.connect(folder / "limpahan")
    waiting: deque[tuple[str, Future[_First]]] = deque()
    try:
        for code, data in applying.featured(con, family_files, model):
            waiting.append((code, pool.submit(_score, code, data, model, folder, base)))
            while len(waiting) > 2 * memory.threads():  # features of so many regencies are held at most
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()
    finally:
        con.close()


def _score(code: str, data: pa.Table, model: Model, folder: Path, base: Base) -> _First:
    """Keep the scores of one regency in a short-lived file, and their histograms."""
    one = applying.scored(code, data, model)
    target = folder / f"{code}.arrow"
    skor = pa.array(one.score.astype(np.int32), mask=None if one.known.all() else ~one.known)
    table = one.table.append_column("skor", skor)
    with pa.ipc.new_file(str(target), table.schema) as sink:
        sink.write_table(table)
    missing: dict[str, int] = {}
    for found in pc.value_counts(table["kurang_data"].drop_null()).to_pylist():
        for name in found["values"].split(","):
            missing[name] = missing.get(name, 0) + int(found["counts"])
    score, weight, kinds = _numbers(table, base)
    by_kind = {int(k): coarse(score[kinds == k], weight[kinds == k]) for k in np.unique(kinds)}
    total = coarse(score, weight)
    near = lies_in(score, boundary_buckets(total))
    own = limits(total, histogram(score[near], weight[near]))
    return _First(Scored(target, total, by_kind), own, int(weight.max(initial=0)), missing)


def _numbers(table: pa.Table, base: Base) -> tuple[Ints, Ints, Ints]:
    """Score, weight and kind of the ranked families of one scored file."""
    table = table.select(["skor", "members", "kind"])
    if table["skor"].null_count:
        table = table.filter(pc.is_valid(table["skor"]))
    score, members, kinds = (table[name].to_numpy().astype(np.int64) for name in table.column_names)
    return score, (members if base == "orang" else np.ones(len(score), dtype=np.int64)), kinds


def _limits(pool: ThreadPoolExecutor, scored: dict[str, Scored], step: Any, base: Base) -> dict[str, Ints]:
    """Percentile limits of nation and provinces; those of regencies are known."""
    totals: dict[str, Histogram] = {}
    members_of: dict[str, list[Histogram]] = {NATION: []}
    for code, one in scored.items():
        members_of[NATION].append(one.total)
        members_of.setdefault(code[:2], []).append(one.total)
    for scope, parts in members_of.items():
        totals[scope] = _added(parts)
    inner = {scope: boundary_buckets(total) for scope, total in totals.items()}

    def near(code: str) -> list[Histogram]:
        score, weight, _ = _numbers(kept(scored[code].path), base)
        rows = [lies_in(score, inner[scope]) for scope in (NATION, code[:2])]
        return [histogram(score[part], weight[part]) for part in rows]

    exact: dict[str, list[Histogram]] = {scope: [] for scope in totals}
    for code, found in zip(scored, pool.map(near, scored), strict=True):
        for scope, part in zip((NATION, code[:2]), found, strict=True):
            exact[scope].append(part)
        step.advance()
    return {scope: limits(totals[scope], _added(parts)) for scope, parts in exact.items()}


def _added(parts: list[Histogram]) -> Histogram:
    found = [EMPTY, *parts]
    return histogram(np.concatenate([p.value for p in found]), np.concatenate([p.weight for p in found]))


def _shift(model: Model, scored: dict[str, Scored]) -> int:
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
