"""Import of a better BPS-Kemendagri crosswalk, checked row by row and stored in the lake.

Columns: `kode_bps, kode_kemendagri` and, if known, `berlaku_dari, berlaku_sampai` (dates). Where the imported file has
pairs of a level, they replace the shipped ones of that level as a whole: two sources are never mixed within a level.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.regions import bps
from sepakat.regions.codes import CODE_LENGTH, parse
from sepakat.regions.rows import Problem, read_date, read_rows
from sepakat.regions.tree import load

FILE = "crosswalk.parquet"


@dataclass(frozen=True)
class Imported:
    """What came of an import. read = accepted + number of distinct rows in problems; pairs by level."""

    path: Path | None
    read: int
    accepted: int
    levels: dict[str, int]
    problems: list[Problem]


def path_in(lake: Path) -> Path:
    """Where a lake keeps its imported crosswalk (it need not exist): give it to `bps` as `crosswalk=`."""
    return lake / "regions" / FILE


def import_file(source: Path, lake: Path, *, series: str = "impor", strict: bool = True) -> Imported:
    """Check a crosswalk file and store it under the lake.

    strict: with any problem nothing is stored (path None) and all problems are given back; otherwise the good rows
    are stored. UserError if the file or its columns cannot be read, or no row is good.
    """
    table = read_rows(source, ("kode_bps", "kode_kemendagri"))
    problems: list[Problem] = []
    good: list[tuple[str, str, dt.date | None, dt.date | None, int]] = []
    for number, row in enumerate(table.rows, 1):
        pair = _check(number, row, problems)
        if pair is not None:
            good.append((*pair, number))
    good = _without_conflicts(good, problems)
    problems.sort(key=lambda p: p.row)
    levels = Counter(bps.level_of(pair[0]) for pair in good)
    if not good:
        raise UserError(
            Text("Tidak ada padanan kode yang dapat dipakai.", "No pair of codes could be used."),
            detail=problems[0].reason if problems else None,
            hint=Text("Perbaiki berkas lalu impor ulang.", "Mend the file, then import again."),
            where=source.name,
            code="crosswalk-empty",
        )
    target = None if strict and problems else path_in(lake)
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        good.sort(key=lambda pair: (pair[0], pair[2] or dt.date.min))
        columns = [[p[0] for p in good], [p[1] for p in good], ["impor"] * len(good)]
        data = pa.table(
            [
                *columns,
                pa.array([p[2] for p in good], pa.date32()),
                pa.array([p[3] for p in good], pa.date32()),
                pa.array([series] * len(good)),
            ],
            schema=bps.SCHEMA,
        )
        beside = target.with_suffix(".tmp")
        pq.write_table(data, beside, compression="zstd")
        beside.replace(target)
    return Imported(target, len(table.rows), len(good), dict(levels), problems)


def _check(
    number: int, row: dict[str, str], problems: list[Problem]
) -> tuple[str, str, dt.date | None, dt.date | None] | None:
    found = len(problems)
    theirs, ours = row.get("kode_bps", ""), row.get("kode_kemendagri", "")
    level = None
    try:
        level = bps.level_of(theirs)
    except UserError as error:
        problems.append(Problem(number, "kode_bps", error.title))
    try:
        if parse(ours) not in load():
            problems.append(
                Problem(number, "kode_kemendagri", Text(f"`{ours}` tidak dikenal.", f"`{ours}` is not known."))
            )
        elif level is not None and len(ours) != CODE_LENGTH[level]:
            reason = Text("Tingkat kedua kode berbeda.", "The two codes differ in level.")
            problems.append(Problem(number, "kode_kemendagri", reason))
    except UserError as error:
        problems.append(Problem(number, "kode_kemendagri", error.title))
    dates: list[dt.date | None] = []
    for column in ("berlaku_dari", "berlaku_sampai"):
        try:
            dates.append(read_date(row.get(column, "")))
        except ValueError:
            problems.append(
                Problem(number, column, Text("Tanggal ditulis TTTT-BB-HH.", "Dates are written YYYY-MM-DD."))
            )
            dates.append(None)
    if dates[0] and dates[1] and dates[1] < dates[0]:
        problems.append(
            Problem(number, "berlaku_sampai", Text("Berakhir sebelum mulai berlaku.", "It ends before it starts."))
        )
    return (theirs, ours, dates[0], dates[1]) if len(problems) == found else None


_Pair = tuple[str, str, dt.date | None, dt.date | None, int]


def _without_conflicts(good: list[_Pair], problems: list[Problem]) -> list[_Pair]:
    """One BPS code may have several partners only in periods that do not overlap; repeated rows are kept once."""
    by_code: dict[str, list[_Pair]] = defaultdict(list)
    out: list[_Pair] = []
    for pair in good:
        start, end = pair[2] or dt.date.min, pair[3] or dt.date.max
        clash = next(
            (p for p in by_code[pair[0]] if (p[2] or dt.date.min) <= end and start <= (p[3] or dt.date.max)), None
        )
        if clash is None:
            by_code[pair[0]].append(pair)
            out.append(pair)
            continue
        reason = (
            Text(f"Sama dengan baris {clash[4]}.", f"The same as row {clash[4]}.")
            if clash[1] == pair[1]
            else Text(
                f"Kode BPS ini sudah berpadanan lain pada baris {clash[4]}.",
                f"This BPS code has another partner in row {clash[4]}.",
            )
        )
        problems.append(Problem(pair[4], "kode_bps", reason))
    return out
