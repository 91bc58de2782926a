"""Making the nation: pools of all provinces, then regency after regency, in several processes, cut short at any time.

What is whole is not made again: a pool or a regency that is done has left a mark in the folder of the run. Nothing
depends on order, on the number of processes or on where a run was cut, so the bytes are the same.
"""

from __future__ import annotations

import dataclasses
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import sepakat
from sepakat.core.errors import UserError
from sepakat.core.files import read_json, write_json
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.sample import calibrate, make, targets
from sepakat.sample.nation import draw, entries, plan, pool
from sepakat.sample.nation.living import Living
from sepakat.sample.nation.parts import Parts
from sepakat.sample.nation.plan import Size
from sepakat.sample.raw import geography, regsosek, sakernas
from sepakat.sample.sink import SPOOL, STATE, Sink
from sepakat.sample.wealth import Calibration

RUN = ".sampel-nasional"  # folder of marks and pools, until the nation is whole
CALIBRATE = 40_000  # families of a province that its figures are solved on, at most
WORKERS = 2


def generate(
    out: Path,
    *,
    families: int = plan.FAMILIES,
    seed: int = make.DEFAULT_SEED,
    workers: int = WORKERS,
    progress: Progress = SILENT,
) -> make.SampleReport:
    """Write the nation into `out`: Parquet parts per regency, survey files, `truth/`.

    The same families and seed give the same bytes. A run that was cut short goes on from the last whole regency.
    workers: processes; with 1 all is done in this one. UserError: `sample-families`, `sample-folder`,
    `sample-workers` (a process was ended from outside).
    """
    size = Size(families, seed)
    stamp = {"keluarga": families, "benih": seed, "versi": sepakat.__version__, "nasional": True}
    make.prepare(out, stamp)
    plan.shares(targets.codes(), make.enough(families))
    write_json(out / STATE, {"stempel": stamp})
    work = out / RUN
    pa.set_cpu_count(1)
    _pools(work, size, workers, progress)
    todo = plan.regencies(size)
    with progress.step("Mengisi kabupaten/kota", total=sum(n for *_, n in todo)) as step:
        tasks = {(code, regency, at): n for code, regency, at, n in todo}
        done = {key for key in tasks if _mark(work, key[1]).exists()}
        for key in done:
            step.advance(tasks[key])
        left = [(out, size, *key) for key in tasks if key not in done]
        for arguments, _ in _each(_regency, left, workers):
            step.advance(tasks[arguments[2:]])
    return _finish(out, size, stamp, progress)


def _mark(work: Path, name: str) -> Path:
    return work / "selesai" / f"{name}.json"


def _each(
    function: Callable[..., Any], calls: list[tuple[Any, ...]], workers: int
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """(arguments, result) of every call, as they come in."""
    if workers <= 1:
        for call in calls:
            yield call, function(*call)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as executor:
        with _hidden_main():  # processes start as calls are handed over
            waiting = {executor.submit(function, *call): call for call in calls}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BrokenProcessPool:
            raise UserError(
                Text("Satu proses dihentikan dari luar.", "A process was ended from outside."),
                hint=Text(
                    "Jalankan perintah yang sama lagi; yang sudah jadi tidak diulang. Bila memori kurang, pakai "
                    "--workers 1.",
                    "Run the same command again; what is done is not repeated. Where memory is short, use --workers 1.",
                ),
                code="sample-workers",
            ) from None
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def _hidden_main() -> Iterator[None]:
    """A process begins by importing the main module again; a console script without a guard would run itself again."""
    main: dict[str, Any] = sys.modules["__main__"].__dict__
    kept: dict[str, Any] = {name: main[name] for name in ("__file__", "__spec__") if name in main}
    main.pop("__file__", None)
    main["__spec__"] = None
    try:
        yield
    finally:
        main |= kept


def _pools(work: Path, size: Size, workers: int, progress: Progress) -> None:
    """Every province's pool that is not there yet."""
    codes = targets.codes()
    left = [code for code in codes if not _mark(work, code).exists()]
    if not left:
        return
    solved = _calibrations(work, size, workers, progress)
    with progress.step("Membuat kolam keluarga", total=sum(plan.pool(c, size).families for c in left)) as step:
        calls = [(work, size, code, codes.index(code), solved[code]) for code in left]
        for arguments, _ in _each(_pool, calls, workers):
            step.advance(plan.pool(arguments[2], size).families)


def _calibrations(work: Path, size: Size, workers: int, progress: Progress) -> dict[str, Calibration]:
    """Calibrations of all provinces with cuts of deciles taken over the nation."""
    path = work / "setelan.json"
    if path.exists():
        return {code: Calibration(**facts) for code, facts in read_json(path).items()}
    codes = targets.codes()
    found: dict[str, Calibration] = {}
    scores: dict[str, dict[str, np.ndarray]] = {}
    with progress.step(f"Menyetel {len(codes)} provinsi", total=len(codes)) as step:
        for arguments, answer in _each(_calibration, [(size, code) for code in codes], workers):
            found[arguments[1]], scores[arguments[1]] = answer
            step.advance()
    weights = {code: targets.province(code).population / scores[code]["members"].sum() for code in codes}
    members = np.concatenate([scores[code]["members"] * weights[code] for code in codes])
    tenths, hundredths = np.arange(1, 10) / 10, np.arange(1, 100) / 100
    for name, column, cuts in (
        ("deciles", "ratio", tenths),
        ("official", "official_score", tenths),
        ("old", "old_score", hundredths),
    ):
        values = np.concatenate([scores[code][column] for code in codes])
        cut = calibrate.weighted_quantile(values, members, cuts).tolist()
        for c in found.values():
            setattr(c, name, cut)
    write_json(path, {code: dataclasses.asdict(c) for code, c in found.items()})
    return found


def _calibration(size: Size, code: str) -> tuple[Calibration, dict[str, np.ndarray]]:
    return calibrate.with_scores(plan.pool(code, size), most=CALIBRATE)


def _folder(work: Path, code: str) -> Path:
    return work / "kolam" / code


def _pool(work: Path, size: Size, code: str, serial: int, c: Calibration) -> None:
    folder = _folder(work, code)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    own = plan.pool(code, size)
    sink = pool.make_pool(own, c, plan.households(plan.province(code, size)), folder, serial)
    write_json(_mark(work, code), {"baris": sink.rows, "keluarga": own.families})


@lru_cache(maxsize=2)
def _loaded(work: Path, size: Size, code: str) -> pool.Pool:
    return pool.load(_folder(work, code), tuple(sorted({b.regency for b in plan.pool(code, size).blocks})))


def _regency(out: Path, size: Size, code: str, regency: str, serial: int) -> None:
    """Every file's part of one regency."""
    pa.set_cpu_count(1)
    source = _loaded(out / RUN, size, code)
    blocks = plan.blocks(code, regency, size)
    villages = [v for block in blocks for v in block.villages]
    filled = draw.fill(size.seed, regency, villages, source.households(regency))
    own = plan.province(code, size)
    with Parts(out, regency) as parts:
        at = 0
        for block in blocks:
            some = filled.of_villages(at, at + len(block.villages))
            at += len(block.villages)
            living = Living(own, block, source, some, dict(parts.rows))
            for name, table in entries.tables(living, serial):
                parts.write(name, table)
        rows = parts.rows
    write_json(_mark(out / RUN, regency), {"baris": rows, "desa": len(villages)})


def _finish(out: Path, size: Size, stamp: dict[str, Any], progress: Progress) -> make.SampleReport:
    """The survey files from the pools, the class of every village, and the papers that go with the sample."""
    work, codes = out / RUN, targets.codes()
    with progress.step("Menutup berkas survei", total=4) as step:
        rows = make.surveys(
            out, lambda name: [_folder(work, code) / SPOOL / f"{name}-{code}.parquet" for code in codes], step.advance
        )
        head = True
        with open(out / sakernas.FILE, "wb") as target:
            for path in [_folder(work, code) / sakernas.FILE for code in codes]:
                with open(path, "rb") as source:
                    if not head:
                        source.readline()
                    shutil.copyfileobj(source, target)
                head = False
        (out / geography.CLASS_FILE).unlink(missing_ok=True)
        sink = Sink(out)
        for code in codes:
            geography.write_classes(plan.province(code, size), sink)
        sink.close()
        step.advance()
    rows |= sink.rows
    rows[sakernas.FILE] = sum(read_json(_mark(work, code))["baris"][sakernas.FILE] for code in codes)
    villages = 0
    for _, regency, _, _ in plan.regencies(size):
        facts = read_json(_mark(work, regency))
        villages += facts["desa"]
        for name, count in facts["baris"].items():
            rows[name.removesuffix(".csv")] = rows.get(name.removesuffix(".csv"), 0) + count
    families, persons = (rows[name.removesuffix(".csv")] for name in (regsosek.FAMILY_FILE, regsosek.MEMBER_FILE))
    report = make.SampleReport(out, tuple(codes), families, persons, villages, dict(sorted(rows.items())))
    make.papers(report, stamp | {"provinsi": codes})
    shutil.rmtree(work)
    (out / STATE).unlink()
    return report


__all__ = ["generate"]
