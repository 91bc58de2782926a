"""Facts of one regency: `family`, `person` and `departed`, typed as in the catalogue.

Persons live with their family (present 1 or 5, or a source that does not ask); who died or moved away is kept apart in
`departed`, so that no count takes them in. Columns that rest on members are derived from the present ones only.
"""

from __future__ import annotations

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection, identifier, literal
from sepakat.lake import Build
from sepakat.releasing import receipts
from sepakat.releasing.columns import columns_of
from sepakat.releasing.frames import TYPES
from sepakat.releasing.intakes import Intake
from sepakat.sources import derived

PRESENT = "(keberadaan IS NULL OR keberadaan IN (1, 5))"


def load_villages(con: Connection, intakes: list[Intake]) -> int:
    """Make the temporary table `village_kind` (village_code, tipe_daerah) from imported classifications; gives its
    rows. Without any, urban or rural is unknown everywhere."""
    con.execute("CREATE OR REPLACE TEMP TABLE village_kind(village_code VARCHAR, tipe_daerah TINYINT)")
    for one in reversed(intakes):  # the latest first: the first to name a village counts
        if one.has("village"):
            con.execute(
                "INSERT INTO village_kind SELECT village_code, any_value(klasifikasi) FROM "
                f"{duck.parquet(one.files('village'))} WHERE klasifikasi IN (1, 2) AND village_code NOT IN "
                "(SELECT village_code FROM village_kind) GROUP BY 1 HAVING count(DISTINCT klasifikasi) = 1"
            )
    return int(con.sql("SELECT count(*) FROM village_kind").fetchall()[0][0])


def write_facts(con: Connection, build: Build, base: list[Intake], part: str, covered: dict[str, set[str]]) -> None:
    """Write the facts of one regency. covered: programme → regencies that its list covers (see `receipts`)."""
    families, persons = _rows(con, base, part, "family"), _rows(con, base, part, "person")
    con.execute(f"CREATE OR REPLACE TEMP TABLE raw_family AS {families}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE raw_person AS {persons}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE present AS SELECT * FROM raw_person WHERE {PRESENT}")
    _table(con, build, "person", part, derived.person_sql("present"), covered)
    _table(con, build, "departed", part, derived.person_sql(f"(SELECT * FROM raw_person WHERE NOT {PRESENT})"), {})
    # The members counted are those in `person`, so that persons add up; a family none of whose members was delivered
    # keeps the number on its form.
    con.execute(
        "CREATE OR REPLACE TEMP TABLE raw_family AS SELECT f.* REPLACE (coalesce(n, members)::INTEGER AS members) "
        "FROM raw_family f LEFT JOIN (SELECT family_id, count(*) AS n FROM present GROUP BY 1) USING (family_id)"
    )
    _table(con, build, "family", part, derived.family_sql("raw_family", "present"), covered)
    for name in ("raw_family", "raw_person", "present"):
        con.execute(f"DROP TABLE {name}")


def _rows(con: Connection, base: list[Intake], part: str, table: str) -> str:
    """All rows of a table of the base registry in one regency, under their ids, every fact column present."""
    row = f"{table}_row"
    wanted = {
        n: TYPES[v.type] for n, v in catalogue.table(table).variables.items() if not v.derived and not v.from_list
    }
    ids = ["person_id", "family_id", "village_code"] if table == "person" else ["family_id", "village_code"]
    selects = []
    for src, one in enumerate(base):
        path = one.file(table, part)
        if path is None:
            continue
        have = columns_of(path)
        shown = [f"i.{c}" for c in ids]
        for name, kind in wanted.items():
            if name in ids:
                continue
            if name == "tipe_daerah":
                shown.append("v.tipe_daerah::TINYINT AS tipe_daerah")
            elif name == "desil_resmi" or name == "tanggal_desil_resmi":
                own = f"x.{name}" if name in have else "NULL"
                shown.append(f"coalesce({own}, o.{name})::{kind} AS {name}")
            else:
                shown.append(f"{f'x.{identifier(name)}' if name in have else 'NULL'}::{kind} AS {identifier(name)}")
        official = "LEFT JOIN official o ON o.family_id = i.family_id" if table == "family" else ""
        selects.append(
            f"SELECT {', '.join(shown)} FROM {duck.parquet(path)} x JOIN {table}_ids i ON i.src = {src} AND "
            f"i.{row} = x.{row} AND i.village_code LIKE {literal(part + '.%')} "
            f"LEFT JOIN village_kind v ON v.village_code = i.village_code {official}"
        )
    if not selects:
        columns = {**dict.fromkeys(ids, "BIGINT"), **wanted}
        empty = ", ".join(f"NULL::{TYPES['wilayah'] if c == 'village_code' else k} AS {c}" for c, k in columns.items())
        return f"SELECT {empty} WHERE FALSE"
    return " UNION ALL ".join(selects)


def _table(con: Connection, build: Build, table: str, part: str, sql: str, covered: dict[str, set[str]]) -> None:
    """Write one table in the columns and types of the catalogue, list columns joined on."""
    unit = "family" if table == "family" else "person"
    have = con.sql(f"SELECT * FROM ({sql}) LIMIT 0").columns
    lists = receipts.list_columns(unit, part, covered)
    shown = []
    for name, variable in catalogue.table(unit).variables.items():
        if name in lists:
            shown.append(f"{lists[name]} AS {name}")
        else:
            value = f"s.{identifier(name)}" if name in have else "NULL"
            shown.append(f"{value}::{TYPES[variable.type]} AS {identifier(name)}")
    key = f"{unit}_id"
    flags = ", ".join(f"l.{c}" for c in lists)
    joined = (
        f"SELECT s.*{', ' + flags if flags else ''} FROM ({sql}) s LEFT JOIN ({receipts.flags(unit)}) l USING ({key})"
    )
    picked = ", ".join(c.replace("s.", "x.", 1) if c.startswith("s.") else c for c in shown)
    build.write(table, part, f"SELECT {picked} FROM ({joined}) x", con)
