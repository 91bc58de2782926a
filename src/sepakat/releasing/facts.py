"""Facts: `family`, `person` and `departed`, typed as in the catalogue, for a group of regencies at a time.

Persons live with their family (present 1 or 5, or a source that does not ask); who died or moved away is kept apart in
`departed`, so that no count takes them in. Columns that rest on members are derived from the present ones only.
"""

from __future__ import annotations

from pathlib import Path

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection, identifier
from sepakat.lake import Build
from sepakat.lake.continuing import key
from sepakat.regions import urban
from sepakat.releasing import provenance, receipts
from sepakat.releasing.columns import columns_of
from sepakat.releasing.frames import TYPES
from sepakat.releasing.groups import within
from sepakat.releasing.intakes import Intake
from sepakat.releasing.lists import Lists
from sepakat.releasing.rows import Rows
from sepakat.sources import derived

PRESENT = "(keberadaan IS NULL OR keberadaan IN (1, 5))"


def load_villages(con: Connection, lake: Path, intakes: list[Intake]) -> int:
    """Make the temporary table `village_kind` (village_code, tipe_daerah) from classifications that were taken in and,
    for villages that these leave out, from the one imported into the lake; gives its rows. Without any, urban or rural
    is unknown everywhere."""
    con.execute("CREATE OR REPLACE TEMP TABLE village_kind(village_code VARCHAR, tipe_daerah TINYINT)")
    for one in reversed(intakes):  # the latest first: the first to name a village counts
        if one.has("village"):
            con.execute(
                "INSERT INTO village_kind SELECT village_code, any_value(klasifikasi) FROM "
                f"{duck.parquet(one.files('village'))} WHERE klasifikasi IN (1, 2) AND village_code NOT IN "
                "(SELECT village_code FROM village_kind) GROUP BY 1 HAVING count(DISTINCT klasifikasi) = 1"
            )
    con.register("imported", urban.load(lake))
    con.execute(
        "INSERT INTO village_kind SELECT village_code, tipe_daerah FROM imported WHERE village_code NOT IN "
        "(SELECT village_code FROM village_kind)"
    )
    con.unregister("imported")
    return int(con.sql("SELECT count(*) FROM village_kind").fetchall()[0][0])


def keys(con: Connection, build: Build, rows: Rows, matched: Lists) -> dict[str, str]:
    """What the facts of each regency rest on: its rows and ids, lists that name its people or cover it, official
    deciles, kinds of its villages. Needs `load_villages` before."""
    kinds = dict(
        con.sql(
            "SELECT left(village_code, 5), md5(string_agg(village_code || tipe_daerah, ',' ORDER BY village_code)) "
            "FROM village_kind GROUP BY 1"
        ).fetchall()
    )
    return {
        part: key(
            provenance.maker(),
            rows.tokens[part],
            [build.logical(f"key_{unit}", part) for unit in ("family", "person")],
            matched.receipts.found.get(part),
            [name for name, parts in matched.receipts.covered.items() if part in parts],
            matched.official.get(part),
            kinds.get(part),
        )
        for part in rows.parts
    }


def write_facts(
    con: Connection, build: Build, base: list[Intake], parts: list[str], covered: dict[str, list[str]]
) -> None:
    """Write the facts of some regencies. covered: programme → regencies that its list covers (see `receipts`)."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE raw_family AS {_rows(base, parts, 'family')}")
    persons = _rows(base, parts, "person")
    made = derived.person_columns(set(_wanted("person")))
    listed = "".join(f", {sql} AS {identifier(name)}" for name, sql in made.items())
    con.execute(f"CREATE OR REPLACE TEMP TABLE raw_person AS SELECT x.*{listed} FROM ({persons}) x")
    known = {*_wanted("person"), *made}
    counts = {name: sql for name, (needs, sql) in derived.FAMILY.items() if known.issuperset(needs)}
    counted = "".join(f", {sql} AS {identifier(name)}" for name, sql in counts.items())
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE of_family AS SELECT family_id, count(*) AS _anggota{counted} "
        f"FROM raw_person WHERE {PRESENT} GROUP BY 1"
    )
    head = "h.jenis_kelamin_kk" if "jenis_kelamin_kk" in counts else "NULL::TINYINT AS jenis_kelamin_kk"
    with_head = f"SELECT p.*, {head} FROM raw_person p LEFT JOIN of_family h USING (family_id)"
    _table(con, build, "person", f"{with_head} WHERE {PRESENT}", covered)
    _table(con, build, "departed", f"{with_head} WHERE NOT {PRESENT}", {})
    # The members counted are those in `person`, so that persons add up; a family none of whose members was delivered
    # keeps the number on its form.
    families = (
        "SELECT f.* REPLACE (coalesce(d._anggota, f.members)::INTEGER AS members), d.* EXCLUDE (family_id) "
        "FROM raw_family f LEFT JOIN of_family d USING (family_id)"
    )
    _table(con, build, "family", families, covered)
    for name in ("raw_family", "raw_person", "of_family"):
        con.execute(f"DROP TABLE {name}")


def _wanted(table: str) -> dict[str, str]:
    """Fact columns of a table, as sources bring them, and their SQL types."""
    variables = catalogue.table(table).variables
    return {n: TYPES[v.type] for n, v in variables.items() if not v.derived and not v.from_list}


def _rows(base: list[Intake], parts: list[str], table: str) -> str:
    """All rows of a table of the base registry in some regencies, under their ids, every fact column present."""
    row, wanted = f"{table}_row", _wanted(table)
    ids = ["person_id", "family_id", "village_code"] if table == "person" else ["family_id", "village_code"]
    selects = []
    for src, one in enumerate(base):
        files = [p for p in one.files(table) if p.stem in parts]
        if not files:
            continue
        have = columns_of(files)
        shown = [f"i.{c}" for c in ids]
        for name, kind in wanted.items():
            own = f"x.{identifier(name)}" if name in have else "NULL"
            if name == "tipe_daerah":
                shown.append("v.tipe_daerah::TINYINT AS tipe_daerah")
            elif name in ("desil_resmi", "tanggal_desil_resmi"):
                shown.append(f"coalesce({own}, o.{name})::{kind} AS {name}")
            elif name not in ids:
                shown.append(f"{own}::{kind} AS {identifier(name)}")
        official = "LEFT JOIN official o ON o.family_id = i.family_id" if table == "family" else ""
        selects.append(
            f"SELECT {', '.join(shown)} FROM {duck.parquet(files)} x JOIN (SELECT * FROM {table}_ids WHERE src = {src} "
            f"AND {within(parts)}) i ON i.{row} = x.{row} "
            f"LEFT JOIN village_kind v ON v.village_code = i.village_code {official}"
        )
    if not selects:
        columns = {**dict.fromkeys(ids, "BIGINT"), **wanted}
        empty = ", ".join(f"NULL::{k} AS {identifier(c)}" for c, k in columns.items())
        return f"SELECT {empty} WHERE FALSE"
    return " UNION ALL ".join(selects)


def _table(con: Connection, build: Build, table: str, sql: str, covered: dict[str, list[str]]) -> None:
    """Write one table in the columns and types of the catalogue, list columns joined on."""
    unit = "family" if table == "family" else "person"
    have = con.sql(f"SELECT * FROM ({sql}) LIMIT 0").columns
    lists = receipts.list_columns(unit, covered)
    shown = []
    for name, variable in catalogue.table(unit).variables.items():
        if name in lists:
            shown.append(f"{lists[name]} AS {name}")
        else:
            value = f"x.{identifier(name)}" if name in have else "NULL"
            shown.append(f"{value}::{TYPES[variable.type]} AS {identifier(name)}")
    key = f"{unit}_id"
    flags = "".join(f", l.{c}" for c in lists)
    rows = f"SELECT s.*{flags} FROM ({sql}) s LEFT JOIN ({receipts.flags(unit)}) l USING ({key})"
    build.write_parts(table, f"SELECT {', '.join(shown)} FROM ({rows}) x", con)
