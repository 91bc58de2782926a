"""The steps: for each the product's own way, and what stands beside it. One function a side: (release folder's lake,
scratch) → answer. A side that is missing has no rival."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from nation import by_hand

Work = Callable[[Path, Path], Any]


@dataclass(frozen=True)
class Step:
    """aim: most times the plain query's seconds; limit: most seconds, where there is a fixed aim; floor: what bounds it
    physically. same: whether both sides must give one and the same answer. loads: what our side imports. first: side →
    one that must have run in its folder, not timed."""

    title: str
    sides: dict[str, Work]
    floor: str
    aim: float | None = None
    limit: float | None = None
    same: bool = True
    loads: tuple[str, ...] = ("sepakat.lake",)
    first: tuple[tuple[str, str], ...] = ()

    def before(self, side: str) -> str | None:
        return dict(self.first).get(side)


def load(step: str, side: str) -> None:
    """What a side imports: the queries by hand have loaded theirs with this module."""
    if side == "sepakat":
        for name in (*STEPS[step].loads, "pandas"):  # pyarrow loads it at its first array
            importlib.import_module(name)


def _release(lake: Path) -> Any:
    from sepakat.lake import Lake

    return Lake.open(lake).release("current")


def _rank(lake: Path, scratch: Path) -> Any:
    from sepakat import welfare

    release = _release(lake)
    model = welfare.Model.load(release.path / "model.json")
    report = welfare.rank_files({p.stem: p for p in release.files("family")}, model, scratch / "rank", work=scratch)
    return {"deciles": [report.deciles[d] for d in range(1, 11)]}


def _rank_by_hand(lake: Path, scratch: Path) -> Any:
    from sepakat import welfare
    from sepakat.welfare.scoring import score_sql

    release = _release(lake)
    model = welfare.Model.load(release.path / "model.json")
    held = set(pq.read_schema(release.files("family")[0]).names)
    absent = [c for c in model.columns() if c not in held]
    assert not absent, absent
    return by_hand.rank(release.path, scratch, lambda code: f"CASE WHEN members > 0 THEN {score_sql(model, code)} END")


def _given(lake: Path, scratch: Path) -> Any:
    """The scores, as both sides of `ranks` are given them."""
    from sepakat import welfare
    from sepakat.core import duck
    from sepakat.welfare import applying

    release = _release(lake)
    (scratch / "score").mkdir()
    con = duck.connect(scratch / "spill")
    model = welfare.Model.load(release.path / "model.json")
    for one in applying.apply(con, {p.stem: p for p in release.files("family")}, model):
        skor = pa.array(one.score.astype(np.int32), mask=~one.known)
        table = one.table.append_column("skor", skor)
        table = table.set_column(1, "village_code", table["village_code"].cast(pa.string()))
        pq.write_table(table, scratch / "score" / f"{one.code}.parquet", compression="zstd")
    con.close()
    return {}


def _ranks(lake: Path, scratch: Path) -> Any:
    """The product's own passes, with scoring put aside; it writes the chance of D1-4 too."""
    from sepakat import welfare
    from sepakat.welfare import applying

    def featured(con: Any, files: dict[str, Path], model: Any) -> Any:
        return ((code, pq.read_table(path)) for code, path in sorted(files.items()))

    def scored(code: str, data: pa.Table, model: Any) -> Any:
        told = data["skor"].combine_chunks()
        village = data["village_code"].combine_chunks().dictionary_encode()
        table = data.drop_columns(["skor"]).set_column(1, "village_code", village)
        return applying.Applied(code, table, told.fill_null(0).to_numpy().astype(np.int64), np.asarray(told.is_valid()))

    applying.featured, applying.scored = featured, scored  # type: ignore[assignment]
    model = welfare.Model.load(_release(lake).path / "model.json")
    files = {p.stem: p for p in by_hand.files(scratch, "score")}
    report = welfare.rank_files(files, model, scratch / "rank", work=scratch)
    return {"deciles": [report.deciles[d] for d in range(1, 11)]}


def _wanted(release: Any) -> tuple[dict[str, list[str]], Any]:
    """Indicators that each frame of the registry can answer."""
    from sepakat import catalogue
    from sepakat.engine import frames

    found: dict[str, list[str]] = {}
    for unit in ("keluarga", "orang"):
        frame = frames.frame(release, unit, "registri")
        mine = [i for i in catalogue.indicators().values() if i.satuan_analisis == unit and frames.runs(i, frame)]
        found[frame.name] = [i.id for i in mine]
    return found, frames.day(release)


def _indicators(lake: Path, scratch: Path) -> Any:
    from sepakat.engine.everywhere import count

    release = _release(lake)
    wanted, _ = _wanted(release)
    counted = count(release, [i for ids in wanted.values() for i in ids])
    return {frame: [int(counted.array(i, "n")[0]) for i in ids] for frame, ids in wanted.items()}


def _indicators_by_hand(lake: Path, scratch: Path) -> Any:
    from sepakat import catalogue

    release = _release(lake)
    wanted, on = _wanted(release)
    told = {}
    for frame, ids in wanted.items():
        told[frame] = []
        for one in map(catalogue.indicator, ids):
            values = catalogue.numbers(one.parameters, on)
            x, d = one.numerator.sql(values), one.denominator.sql(values)
            told[frame].append((x, f"({d})", one.numerator.kind == "boolean"))
    return by_hand.indicators(release.path, scratch, told)


def _profile(lake: Path, scratch: Path) -> Any:
    from sepakat.engine import profile

    return {"files": len(profile.build(_release(lake), scratch / "profile"))}


FIVE = ("jenis_kelamin", "kelompok_umur", "disabilitas", "desil_nasional")


def _cross(lake: Path, scratch: Path) -> Any:
    from sepakat.engine import frames, tabulating
    from sepakat.engine.tabulating import counting
    from sepakat.engine.tabulating.question import Part, Question
    from sepakat.lake import cells

    release = _release(lake)
    frame = frames.frame(release, "orang", "registri")
    known = tabulating.attributes(release, "orang")
    parts = tuple(Part(known[name], None, True) for name in FIVE)
    asked = Question("orang", "orang", None, parts, "00", "kabupaten", FIVE, frame)
    found = counting.count(asked, release.path, cells.of_release(release.path), frames.day(release))
    return {"n": int(found.n.sum()), "cells": len(found.n)}


def _overlap(lake: Path, scratch: Path) -> Any:
    from sepakat.lake import Lake
    from sepakat.matching import overlap

    opened = Lake.open(lake)
    names = ("regsosek", "dtks", "p3ke")
    table = overlap.overlap(opened, opened.release("current"), names, "00")
    rows = [r for r in table.rows() if all(r[name] is not None for name in names)]
    return {"patterns": {str(sum(r[name] << i for i, name in enumerate(names))): r["value"] for r in rows}}


def _cut(lake: Path, scratch: Path) -> Any:
    by_hand.cut(_release(lake).path, scratch)
    return {}


def _hash(release: Any) -> bytes:
    """The keyed hash of some person's NIK, from the middle of the release."""
    files = release.files("key_person")
    column = pq.read_table(files[len(files) // 2], columns=["nik_hash"])["nik_hash"].drop_null()
    return bytes(column[len(column) // 2].as_py())


def _lookup(lake: Path, scratch: Path) -> Any:
    from sepakat.targeting import lookup

    release = _release(lake)
    wanted = _hash(release)
    hashes = pa.array([wanted], pa.binary())
    return {"persons": _fastest(lambda: len(lookup.of_hashes(release, ("00",), hashes)))}


def _lookup_by_hand(lake: Path, scratch: Path) -> Any:
    release = _release(lake)
    wanted, con = _hash(release), by_hand.connect(scratch)
    scan = by_hand.scan(release.files("key_person"))
    sql = f"SELECT person_id FROM {scan} WHERE nik_hash = '{_blob(wanted)}'::BLOB"
    return {"persons": _fastest(lambda: len(con.execute(sql).fetchall()), 1)}


def _blob(value: bytes) -> str:
    return "".join(f"\\x{b:02X}" for b in value)


def _village(release: Any) -> str:
    files = release.files("frame_family")
    largest = max(files, key=lambda p: pq.read_metadata(p).num_rows)
    column = pq.read_table(largest, columns=["village_code"])["village_code"]
    return str(column[len(column) // 2].as_py())


def _village_list(lake: Path, scratch: Path) -> Any:
    from sepakat.targeting import lists
    from sepakat.targeting.selection import Selection

    release = _release(lake)
    village = _village(release)
    chosen = Selection(unit="orang", region=village, columns=())
    return {"rows": _fastest(lambda: lists.size(release, chosen))}


def _village_by_hand(lake: Path, scratch: Path) -> Any:
    release = _release(lake)
    village, con = _village(release), by_hand.connect(scratch)
    path = release.file("frame_person", village[:5])
    sql = f"SELECT person_id, family_id FROM {by_hand.scan(path)} WHERE village_code = '{village}' ORDER BY ALL"
    return {"rows": _fastest(lambda: len(con.execute(sql).fetchall()))}


def _page(lake: Path, scratch: Path) -> Any:
    from sepakat import catalogue
    from sepakat.engine import profile

    release = _release(lake)
    ids = [i for i in catalogue.indicators() if profile.has(release, i)]
    village = _village(release)
    return {"rows": _fastest(lambda: len(profile.read(release, ids, village[:8], "desa")))}


TIMES: dict[str, list[float]] = {}


def _fastest(work: Callable[[], int], times: int = 5) -> int:
    """Short answers are asked several times; the first (cold) and the median are printed by `nation.py`."""
    import time

    taken = []
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - start)
    TIMES["short"] = [taken[0], float(np.median(taken))]
    return found


STEPS: dict[str, Step] = {
    "rank": Step(
        "Rank all families (by hand: one expression)",
        {"sepakat": _rank, "by hand": _rank_by_hand},
        "scan of the family files and of the model's columns",
        aim=1.5,
        loads=("sepakat.welfare",),
    ),
    "ranks": Step(
        "Ranks alone, of scores that are given",
        {"sepakat": _ranks, "by hand": lambda lake, scratch: by_hand.ranks(scratch)},
        "reading of the scores, writing of the ranks",
        aim=1.5,
        loads=("sepakat.welfare",),
        first=(("sepakat", "given"), ("by hand", "given")),
    ),
    "indicators": Step(
        "All indicators, all villages, roll-ups",
        {"sepakat": _indicators, "by hand": _indicators_by_hand},
        "decoding of both frames",
        aim=1.5,
        loads=("sepakat.engine.everywhere",),
    ),
    "cross": Step(
        "Regency × sex × age × disability × decile",
        {
            "sepakat": _cross,
            "by hand": lambda lake, scratch: by_hand.cross(_release(lake).path, scratch),
            "by hand, one query": lambda lake, scratch: by_hand.cross_at_once(_release(lake).path, scratch),
        },
        "decoding of five columns of the person frame",
        aim=1.5,
        loads=("sepakat.engine.tabulating",),
    ),
    "overlap": Step(
        "Three registries by NIK",
        {
            "sepakat": _overlap,
            "by hand": lambda lake, scratch: by_hand.overlap(_release(lake).path, scratch),
            "by hand, cut before": lambda lake, scratch: by_hand.overlap_kept(_release(lake).path, scratch),
        },
        "decoding of the hashes, which do not compress",
        aim=1.5,
        same=False,
        loads=("sepakat.matching.overlap",),
        first=(("by hand, cut before", "cut"),),
    ),
    "lookup": Step(
        "One person by NIK",
        {"sepakat": _lookup, "by hand": _lookup_by_hand},
        "one read of the disk",
        limit=0.05,
        loads=("sepakat.targeting.lookup",),
    ),
    "village": Step(
        "List of one village",
        {"sepakat": _village_list, "by hand": _village_by_hand},
        "one row group",
        limit=0.15,
        loads=("sepakat.targeting.lists",),
    ),
    "page": Step(
        "Region page's data",
        {"sepakat": _page},
        "one row group of the profile",
        limit=0.15,
        loads=("sepakat.engine.profile",),
    ),
    "profile": Step(
        "Profile of all regions, with disclosure control",
        {"sepakat": _profile},
        "writing of the profile",
        loads=("sepakat.engine.profile",),
    ),
}


_BEFORE: dict[str, Work] = {"cut": _cut, "given": _given}


def one(step: str, side: str, lake: Path) -> Callable[[Path], Any]:
    work = _BEFORE.get(side) or STEPS[step].sides[side]

    def run(scratch: Path) -> Any:
        answer = work(lake, scratch)
        return {"answer": answer, "short": TIMES.get("short")}

    return run
