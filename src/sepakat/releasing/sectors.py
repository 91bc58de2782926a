"""Tables of sectors in a release: village profiles, hazards, events, SPM reports, population, figures, facilities.

They are kept as delivered, one file for all regions. Where two deliveries speak of the same thing the later one holds:
a revised figure takes the place of the one before, which stays in its own intake and in earlier releases.
"""

from __future__ import annotations

from sepakat.core import duck
from sepakat.core.duck import Connection, identifier, literal
from sepakat.lake import Build
from sepakat.lake.reading import WHOLE
from sepakat.releasing.columns import columns_of
from sepakat.releasing.intakes import Intake
from sepakat.sources import canonical

# Table → what tells its rows apart.
KEYS = {
    "village_profile": ("village_code",),
    "hazard": ("region_code", "jenis_bahaya"),
    "event": ("event_key", "regency_code"),
    "service_target": ("region_code", "layanan", "periode"),
    "population": ("village_code", "periode"),
    "figure": ("seri", "definisi", "region_code", "periode"),
    "facility": ("facility_id", "village_code"),
}


def write_sectors(con: Connection, build: Build, intakes: list[Intake]) -> dict[str, int]:
    """Write every table of sectors that the intakes (oldest first) bring; gives rows by table. The manifest's
    `superseded` tells how many rows a later delivery took the place of."""
    rows, superseded = {}, {}
    for table, keys in KEYS.items():
        found = [one for one in intakes if one.has(table)]
        if not found:
            continue
        every = " UNION ALL ".join(_rows(one, table, n) for n, one in enumerate(found))
        listed = ", ".join(identifier(k) for k in keys)
        latest = f"SELECT * FROM ({every}) QUALIFY row_number() OVER (PARTITION BY {listed} ORDER BY _urut DESC) = 1"
        sql = f"SELECT * EXCLUDE (_urut) FROM ({latest})"
        rows[table] = build.write(table, WHOLE, one_authority(sql) if table == "facility" else sql, con)
        before = int(con.sql(f"SELECT count(*) FROM ({every})").fetchall()[0][0])
        after = int(con.sql(f"SELECT count(*) FROM ({latest})").fetchall()[0][0])
        if before > after:
            superseded[table] = before - after
    if superseded:
        build.describe(superseded=superseded)
    return rows


def _rows(one: Intake, table: str, number: int) -> str:
    """The rows of one intake with every column of the table; number: its place in the order of deliveries."""
    have = columns_of(one.files(table))
    shown = []
    for field in canonical.schema(table):
        if field.name == "_baris":
            continue
        kind = canonical.SQL_TYPES[str(field.type)]
        shown.append(f"{_value(field.name, have, table, one, number)}::{kind} AS {identifier(field.name)}")
    return f"SELECT {', '.join(shown)}, {number} AS _urut FROM {duck.parquet(one.files(table))}"


def _value(name: str, have: list[str], table: str, one: Intake, number: int) -> str:
    column = identifier(name) if name in have else "NULL"
    if name == "event_key" and name in have:  # a row without a number of its own is told apart by its delivery
        return f"CASE WHEN starts_with({column}, 'baris-') THEN '{number}-' || {column} ELSE {column} END"
    if table == "facility" and name == "sumber":
        return f"coalesce({column}, {literal(one.source)})"
    return column


def one_authority(facilities: str) -> str:
    """SQL of facilities in which a kind of school is taken from Dapodik wherever Dapodik lists that kind in the
    regency: the same school would otherwise stand there twice, under two numbers."""
    schools = f"SELECT DISTINCT left(village_code, 5) AS kab, upper(jenis) AS kind FROM ({facilities}) d "
    return (
        f"SELECT f.* FROM ({facilities}) f LEFT JOIN ({schools} WHERE sumber = 'dapodik') s "
        "ON s.kab = left(f.village_code, 5) AND s.kind = upper(f.jenis) "
        "WHERE f.sumber = 'dapodik' OR s.kind IS NULL"
    )
