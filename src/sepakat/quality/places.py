"""Region codes for the checks: which kind a file holds, and a look-up table from its digits to canonical codes."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sepakat import regions
from sepakat.core import duck
from sepakat.quality.model import Context
from sepakat.regions import bps, validity
from sepakat.regions.detect import check_kind
from sepakat.sources.plan import Plan

# Digits as in the file → (canonical code or None, "berlaku" | "berakhir" | "tanpa padanan").
Known = dict[str, tuple[str | None, str]]
ANY, NATION_CODE = "wilayah", "00"
MOST_CODES = 20_000  # distinct codes looked at to tell BPS from Kemendagri; the most frequent come first


def prepare(con: duck.Connection, plan: Plan, context: Context) -> None:
    """Make table `wilayah_<role>(digits, code, status)`; UserError if the file holds the other kind of code."""
    region = plan.role.region
    if region is None:
        return
    codes = _codes(con, plan)
    if region.kind == "kemendagri":
        known = _kemendagri(region.level, plan.on, *_version(context.history))
    else:
        known = _numbered(region.level, plan.on, context.crosswalk)
    if codes:
        # The nation's 00 and names that stand where a code should are no evidence of the kind of code.
        numbers = [c for c in codes if c != NATION_CODE and c.isdigit()] if region.level == ANY else codes
        if numbers:
            level = None if region.level == ANY else region.level
            check_kind(numbers, region.kind, level=level, where=plan.staged.name)
    # Few codes need few rows to look up in; a file with more distinct codes than were read needs them all.
    wanted = known if len(codes) == MOST_CODES else [c for c in codes if c in known]
    rows = [(c, *known[c]) for c in wanted]
    table = pa.table(
        {
            "digits": pa.array([r[0] for r in rows], pa.string()),
            "code": pa.array([r[1] for r in rows], pa.string()),
            "status": pa.array([r[2] for r in rows], pa.string()),
        }
    )
    con.register(f"wilayah_{plan.role.id}", table)


def _codes(con: duck.Connection, plan: Plan) -> list[str]:
    """The distinct region codes of a file, most frequent first, at most MOST_CODES."""
    digits = plan.region_digits()
    if digits is None or not plan.staged.rows:
        return []
    used = {int(n) for n in re.findall(r"\bs(\d+)\b", digits)}
    cells = ", ".join(plan.cells(used))
    # The codes of a nation stand on many rows: distinct cells first, digits of those only.
    named = ", ".join(f"s{i}" for i in sorted(used))
    found = duck.arrow(
        con,
        f"SELECT d FROM (SELECT {digits} AS d, n FROM (SELECT {named}, count(*) AS n FROM (SELECT {cells} FROM "
        f"{plan.staged.table} WHERE _rusak IS NULL) GROUP BY ALL)) WHERE d IS NOT NULL GROUP BY d "
        f"ORDER BY sum(n) DESC, d LIMIT {MOST_CODES}",
    )
    return found.column("d").to_pylist()


def districts(con: duck.Connection) -> None:
    """Make table `kecamatan_nik(kode)`: the six digits that a NIK or No KK can begin with."""
    con.register("kecamatan_nik", _districts())


@lru_cache(maxsize=1)
def _districts() -> pa.Table:
    return pa.table({"kode": [code.replace(".", "") for code in regions.load().codes("kecamatan")]})


def _numbered(level: str, on: dt.date, crosswalk: Path | None) -> Known:
    """BPS codes of a day. Of the new provinces of Papua only one numbering is known below the province: codes of a
    province that the day's numbering has not (a survey of 2022 taken in today) are read by the other one."""
    version = _version(crosswalk)
    known = _bps(level, on, *version)
    new, old = dt.date(2023, 1, 1), dt.date(2022, 12, 31)
    held = _provinces(level, on, *version)
    other = _bps(level, old if on >= new else new, *version)
    return {code: found for code, found in other.items() if code[:2] not in held} | known


@lru_cache(maxsize=8)
def _provinces(level: str, on: dt.date, crosswalk: Path | None, changed: int) -> frozenset[str]:
    """Provinces of which a numbering knows a region of this level."""
    return frozenset(code[:2] for code, (ours, _) in _bps(level, on, crosswalk, changed).items() if ours is not None)


def _version(path: Path | None) -> tuple[Path | None, int]:
    """A file with its time of change, so that what is remembered of it ends when it is imported again."""
    return (None, 0) if path is None or not path.exists() else (path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _kemendagri(level: str, on: dt.date, history: Path | None, _changed: int) -> Known:
    if level == ANY:
        found: Known = {NATION_CODE: (NATION_CODE, "berlaku")}
        for each in regions.LEVELS[1:]:
            found |= _kemendagri(each, on, history, _changed)
        return found
    status = dict.fromkeys(regions.load().codes(level), "berlaku")
    # Only an imported history can end a code; of days before the list's own date it is not known (regions.validity).
    if history is not None:
        for row in validity.table(level, history).to_pylist():
            start, end = row["valid_from"] or dt.date.min, row["valid_to"] or dt.date.max
            if start <= on <= end:
                status[row["code"]] = "berlaku"
            else:
                status.setdefault(row["code"], "berakhir")
    return {code.replace(".", ""): (code, what) for code, what in status.items()}


@lru_cache(maxsize=8)
def _bps(level: str, on: dt.date, crosswalk: Path | None, _changed: int) -> Known:
    series = "2023" if on >= dt.date(2023, 1, 1) else "2017"
    pairs = bps.table(level, series=series, crosswalk=crosswalk)
    # Of days before the crosswalk's own series nothing is known; only a known end makes a code invalid.
    holds = pc.fill_null(pc.greater_equal(pairs["valid_to"], pa.scalar(on)), True)
    status = pc.if_else(holds, "berlaku", "berakhir")
    out: Known = dict(
        zip(
            pairs["bps_code"].to_pylist(),
            zip(pairs["kemendagri_code"].to_pylist(), status.to_pylist(), strict=True),
            strict=True,
        )
    )
    for row in bps.unmatched(level).to_pylist():
        if row["side"] == "bps":
            out.setdefault(row["code"], (None, "tanpa padanan"))
    return out
