"""Since when a region code holds, and what became of codes that no longer do.

The list that ships is that of the decree of 23 June 2025. Of earlier days it says only that a code of today may have
had another meaning then: codes were given out anew (33 codes of 2016 mean another place now). So a code is `berlaku`
on a date from the decree on, `belum pasti` before it unless an imported history knows better, and `tidak dikenal` if
no list has it. A history is imported as CSV: `kode, berlaku_dari, berlaku_sampai, kode_pengganti` (one row per code and
period; an empty date = open; several heirs = several rows).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.regions.codes import parse
from sepakat.regions.rows import Problem, read_date, read_rows
from sepakat.regions.tree import load

LIST_DATE = dt.date(2025, 6, 23)
LIST_SOURCE = "Kepmendagri 300.2.2-2430/2025"
FILE = "history.parquet"
SCHEMA = pa.schema(
    [("code", pa.string()), ("valid_from", pa.date32()), ("valid_to", pa.date32()), ("successor", pa.string())]
)
VALID, ENDED, UNSURE, UNKNOWN = "berlaku", "tidak berlaku lagi", "belum pasti", "tidak dikenal"


@dataclass(frozen=True, slots=True)
class Validity:
    """status: VALID, ENDED, UNSURE or UNKNOWN; successors: codes that took over, where the history names them."""

    status: str
    successors: tuple[str, ...] = ()


def path_in(lake: Path) -> Path:
    """Where a lake keeps its imported history of codes (it need not exist)."""
    return lake / "regions" / FILE


def at(code: str, on: dt.date, history: Path | None = None) -> Validity:
    """Whether a dotted code holds on a date. UserError only for a code that has no dotted form."""
    text = parse(code)
    periods = _periods(*_key(history)).get(text, [])
    for start, end, _ in periods:
        if (start or dt.date.min) <= on <= (end or dt.date.max):
            return Validity(VALID)
    heirs = tuple(sorted({heir for _, _, heir in periods if heir}))
    if text in load() and on >= LIST_DATE:
        return Validity(VALID)
    if periods:
        return Validity(ENDED, heirs)
    return Validity(UNSURE if text in load() else UNKNOWN)


def table(level: str, history: Path | None = None) -> pa.Table:
    """Periods of all codes of a level for joins in SQL: code, valid_from, valid_to, successor.

    Codes of today's list hold from LIST_DATE (open end); rows of an imported history are added.
    """
    codes = load().codes(level)
    today = pa.table(
        [
            pa.array(codes, pa.string()),
            pa.array([LIST_DATE] * len(codes), pa.date32()),
            pa.nulls(len(codes), pa.date32()),
            pa.nulls(len(codes), pa.string()),
        ],
        schema=SCHEMA,
    )
    source, _ = _key(history)
    if source is None:
        return today
    length = {len(c) for c in codes}
    rows = [r for r in pq.read_table(source).to_pylist() if len(r["code"]) in length]
    return pa.concat_tables([today, pa.Table.from_pylist(rows, schema=SCHEMA)])


def import_file(source: Path, lake: Path) -> tuple[int, list[Problem]]:
    """Check and store a history of codes; gives the rows stored and the rows refused, with reasons.

    Nothing is stored if any row is refused: a history with gaps would call living codes dead.
    """
    given = read_rows(source, ("kode", "berlaku_dari", "berlaku_sampai"))
    problems: list[Problem] = []
    rows: list[dict[str, object]] = []
    for number, row in enumerate(given.rows, 1):
        try:
            code = parse(row.get("kode", ""))
            heir = row.get("kode_pengganti", "")
            start, end = read_date(row.get("berlaku_dari", "")), read_date(row.get("berlaku_sampai", ""))
            rows.append(
                {"code": code, "valid_from": start, "valid_to": end, "successor": parse(heir) if heir else None}
            )
        except UserError as error:
            problems.append(Problem(number, "kode", error.title))
        except ValueError:
            reason = Text("Tanggal ditulis TTTT-BB-HH.", "Dates are written YYYY-MM-DD.")
            problems.append(Problem(number, "berlaku_dari", reason))
    if problems or not rows:
        return 0, problems
    target = path_in(lake)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".tmp")
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), beside, compression="zstd")
    beside.replace(target)
    return len(rows), problems


_Period = tuple[dt.date | None, dt.date | None, str | None]


def _key(history: Path | None) -> tuple[Path | None, int]:
    if history is None or not history.exists():
        return None, 0
    return history, history.stat().st_mtime_ns


@lru_cache(maxsize=4)
def _periods(history: Path | None, _changed: int) -> dict[str, list[_Period]]:
    out: dict[str, list[_Period]] = defaultdict(list)
    if history is not None:
        for row in pq.read_table(history).to_pylist():
            out[row["code"]].append((row["valid_from"], row["valid_to"], row["successor"]))
    return dict(out)
