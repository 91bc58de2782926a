"""Survey tables of a release: samples, not registers; they carry weights, strata and clusters and no ids of ours."""

from __future__ import annotations

import datetime as dt

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection, identifier, literal
from sepakat.core.errors import UserError
from sepakat.lake import Build
from sepakat.lake.reading import WHOLE
from sepakat.releasing.columns import columns_of
from sepakat.releasing.intakes import Intake

HOUSEHOLD, MEMBER, CONSUMPTION = "survey_susenas_household", "survey_susenas_member", "survey_susenas_consumption"
_SPENDING = ("penimbang_individu", "pengeluaran_kapita", "makanan_kapita", "nonmakanan_kapita")


def write_surveys(con: Connection, build: Build, intakes: list[Intake], on: dt.date) -> dict[str, int]:
    """Write every survey table that the intakes bring; gives rows by table. on: day of the poverty line, where the
    household file does not tell its year."""
    names = sorted({t for one in intakes for t in one.tables() if t.startswith("survey_") and t != CONSUMPTION})
    rows = {}
    line_day = survey_day(intakes) or on
    build.describe(poverty_line_on=line_day.isoformat())
    for name in names:
        sql = _union(con, intakes, name)
        if name == HOUSEHOLD:
            sql = _with_spending(con, sql, intakes)
        if name in (HOUSEHOLD, MEMBER):
            sql = _with_line(con, sql, line_day)
        if name == MEMBER and HOUSEHOLD in names:
            sql = _of_household(con, sql, build)
        rows[name] = build.write(name, WHOLE, sql, con)
    return rows


def survey_day(intakes: list[Intake]) -> dt.date | None:
    """The end of the March round of the latest household questionnaire among the intakes; None where none tells."""
    years = [
        int(file["edisi"])
        for one in intakes
        for file in one.report.get("berkas", {}).values()
        if file.get("tabel") == HOUSEHOLD and str(file.get("edisi", "")).isdigit()
    ]
    return dt.date(max(years), 3, 31) if years else None


def _union(con: Connection, intakes: list[Intake], table: str) -> str:
    parts = [f"SELECT * FROM {duck.parquet(one.files(table))}" for one in intakes if one.has(table)]
    return " UNION ALL BY NAME ".join(parts)


def _with_spending(con: Connection, sql: str, intakes: list[Intake]) -> str:
    """Households with the consumption file's figures beside them, by their key."""
    spending = _union(con, intakes, CONSUMPTION)
    if not spending:
        return sql
    have = con.sql(f"SELECT * FROM ({sql}) LIMIT 0").columns
    brought = con.sql(f"SELECT * FROM ({spending}) LIMIT 0").columns
    picks = [f"coalesce(h.{c}, c.{c}) AS {c}" for c in _SPENDING if c in have and c in brought]
    picks += [f"c.{c} AS {c}" for c in _SPENDING if c not in have and c in brought]
    rest = ", ".join(identifier(c) for c in have if c in _SPENDING and c in brought)
    shown = f"h.* EXCLUDE ({rest})" if rest else "h.*"
    order = ", ".join(c for c in _SPENDING if c in brought)
    once = (
        f"SELECT * FROM ({spending}) WHERE household_key IS NOT NULL "
        f"QUALIFY row_number() OVER (PARTITION BY household_key ORDER BY {order}) = 1"
    )
    return f"SELECT {', '.join([shown, *picks])} FROM ({sql}) h LEFT JOIN ({once}) c USING (household_key)"


def _with_line(con: Connection, sql: str, on: dt.date) -> str:
    """`garis_kemiskinan`: the poverty line of the household's province and kind of area, in Rp per person and month."""
    pairs = con.sql(f"SELECT DISTINCT left(regency_code, 2), tipe_daerah FROM ({sql}) ORDER BY ALL").fetchall()
    cases = []
    for province, kind in pairs:
        try:
            line = float(catalogue.poverty_line(str(province), kind, on).value)
        except UserError:  # no line for that place: NULL, and the household takes no part in the fit
            continue
        same = f"tipe_daerah = {literal(kind)}" if kind is not None else "tipe_daerah IS NULL"
        cases.append(f"WHEN left(regency_code, 2) = {literal(province)} AND {same} THEN {line!r}")
    value = f"CASE {' '.join(cases)} END::DOUBLE" if cases else "NULL::DOUBLE"
    have = con.sql(f"SELECT * FROM ({sql}) LIMIT 0").columns
    shown = "* EXCLUDE (garis_kemiskinan)" if "garis_kemiskinan" in have else "*"
    return f"SELECT {shown}, {value} AS garis_kemiskinan FROM ({sql})"


def _of_household(con: Connection, sql: str, build: Build) -> str:
    """Members with what their household alone was asked: spending, and design columns that the member file lacks."""
    have = con.sql(f"SELECT * FROM ({sql}) LIMIT 0").columns
    home = duck.parquet(build.files(HOUSEHOLD))
    brought = columns_of(build.files(HOUSEHOLD))
    wanted = [c for c in ("pengeluaran_kapita", "strata", "psu", "penimbang", "tipe_daerah") if c in brought]
    wanted = [c for c in wanted if not (c == "penimbang" and "penimbang" in have)]
    picks = [f"coalesce(m.{c}, h.{c}) AS {c}" if c in have else f"h.{c} AS {c}" for c in wanted]
    both = ", ".join(c for c in wanted if c in have)
    shown = f"m.* EXCLUDE ({both})" if both else "m.*"
    return f"SELECT {', '.join([shown, *picks])} FROM ({sql}) m LEFT JOIN {home} h USING (household_key)"
