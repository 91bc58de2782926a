"""Region codes for the checks: which kind a file holds, and a look-up table from its digits to canonical codes."""

from __future__ import annotations

import datetime as dt
import re

import pyarrow as pa
import pyarrow.compute as pc

from sepakat import regions
from sepakat.core import duck
from sepakat.quality.model import Context
from sepakat.regions import bps, validity
from sepakat.regions.detect import check_kind
from sepakat.sources import sqltypes
from sepakat.sources.plan import Plan

MOST_CODES = 20_000  # distinct codes looked at to tell BPS from Kemendagri; the most frequent come first


def prepare(con: duck.Connection, plan: Plan, context: Context) -> None:
    """Make table `wilayah_<role>(digits, code, status)`; UserError if the file holds the other kind of code."""
    region = plan.role.region
    if region is None:
        return
    on = plan.on
    table = _kemendagri(region.level, on, context) if region.kind == "kemendagri" else _bps(region.level, on, context)
    con.register("wilayah_baru", table)
    con.execute(f"CREATE OR REPLACE TEMP TABLE wilayah_{plan.role.id} AS SELECT * FROM wilayah_baru")
    con.unregister("wilayah_baru")
    digits = plan.region_digits()
    if digits is None or not plan.staged.rows:
        return
    used = {int(n) for n in re.findall(r"\bs(\d+)\b", digits)}
    cells = ", ".join(f"{sqltypes.cleaned(duck.identifier(plan.staged.columns[i]))} AS s{i}" for i in sorted(used))
    found = duck.arrow(
        con,
        f"SELECT d FROM (SELECT {digits} AS d FROM (SELECT {cells} FROM {duck.parquet(plan.staged.path)} "
        f"WHERE _rusak IS NULL)) WHERE d IS NOT NULL GROUP BY d ORDER BY count(*) DESC, d LIMIT {MOST_CODES}",
    )
    codes = found.column("d").to_pylist()
    if codes:
        check_kind(codes, region.kind, level=region.level, where=plan.staged.name)


def districts(con: duck.Connection) -> None:
    """Make table `kecamatan_nik(kode)`: the six digits that a NIK or No KK can begin with."""
    codes = [code.replace(".", "") for code in regions.load().codes("kecamatan")]
    con.register("kecamatan_baru", pa.table({"kode": codes}))
    con.execute("CREATE OR REPLACE TEMP TABLE kecamatan_nik AS SELECT * FROM kecamatan_baru")
    con.unregister("kecamatan_baru")


def _kemendagri(level: str, on: dt.date, context: Context) -> pa.Table:
    codes = regions.load().codes(level)
    status = dict.fromkeys(codes, "berlaku")
    # Only an imported history can end a code; of days before the list's own date it is not known (regions.validity).
    if context.history is not None and context.history.exists():
        for row in validity.table(level, context.history).to_pylist():
            start, end = row["valid_from"] or dt.date.min, row["valid_to"] or dt.date.max
            if row["code"] not in status:
                status[row["code"]] = "berlaku" if start <= on <= end else "berakhir"
            elif start <= on <= end:
                status[row["code"]] = "berlaku"
    return _table([c.replace(".", "") for c in status], list(status), list(status.values()))


def _bps(level: str, on: dt.date, context: Context) -> pa.Table:
    series = "2023" if on >= dt.date(2023, 1, 1) else "2017"
    pairs = bps.table(level, series=series, crosswalk=context.crosswalk)
    # Of days before the crosswalk's own series nothing is known; only a known end makes a code invalid.
    holds = pc.fill_null(pc.greater_equal(pairs["valid_to"], pa.scalar(on)), True)
    rows = dict(
        zip(
            pairs["bps_code"].to_pylist(),
            zip(pairs["kemendagri_code"].to_pylist(), holds.to_pylist(), strict=True),
            strict=True,
        )
    )
    out = {code: (ours, "berlaku" if fits else "berakhir") for code, (ours, fits) in rows.items()}
    for row in bps.unmatched(level).to_pylist():
        if row["side"] == "bps":
            out.setdefault(row["code"], (None, "tanpa padanan"))
    return _table(list(out), [v[0] for v in out.values()], [v[1] for v in out.values()])


def _table(digits: list[str], codes: list[str] | list[str | None], status: list[str]) -> pa.Table:
    return pa.table(
        {"digits": pa.array(digits, pa.string()), "code": pa.array(codes, pa.string()), "status": pa.array(status)}
    )
