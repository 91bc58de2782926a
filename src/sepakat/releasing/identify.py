"""Stable internal ids: who was in the release before keeps their number, newcomers get the next free one.

Persons are matched by the keyed hash of their NIK, then by family card, birth date and sex, then inside their matched
family by birth date and sex or, last, by serial number; each rule only where it points to exactly one person on both
sides. So a corrected NIK keeps its person. Families follow their members (the most members that agree), then their
place in the file. No name is read: only numbers' keyed hashes.

Ids of people who are no longer in a release are carried along in the key tables (`aktif` = false), so that one who
comes back is known again. New ids start above the highest that any sealed release has given.
"""

from __future__ import annotations

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.lake import Build, Lake, Release
from sepakat.releasing.columns import columns_of
from sepakat.releasing.intakes import Intake

_PERSON = "src SMALLINT, person_row BIGINT, family_row BIGINT, village_code VARCHAR, nik_hash BLOB, kk_hash BLOB, "
_PERSON += "tanggal_lahir DATE, jenis_kelamin TINYINT, no_urut INTEGER"
_FAMILY = "src SMALLINT, family_row BIGINT, village_code VARCHAR, kk_hash BLOB, family_key_hash BLOB"


def high_water(lake: Lake) -> dict[str, int]:
    """The highest family and person ids that any sealed release has given."""
    top = {"family": 0, "person": 0}
    for name in lake.release_ids():
        given = lake.release(name).manifest.get("ids", {})
        top = {unit: max(value, int(given.get(unit, 0))) for unit, value in top.items()}
    return top


def identify(con: Connection, lake: Lake, base: Release | None, intakes: list[Intake]) -> dict[str, int]:
    """Make the tables `family_ids` (src, family_row, family_id, village_code) and `person_ids` (src, person_row,
    family_row, person_id, family_id, village_code, …) in `con`; src is the position of the intake.

    Where two intakes hold one family, the later one counts. Gives the new high-water marks.
    """
    _load(con, intakes)
    con.execute("CREATE OR REPLACE TEMP TABLE person_match(src SMALLINT, person_row BIGINT, person_id BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE family_match(src SMALLINT, family_row BIGINT, family_id BIGINT)")
    if base is not None and base.has("key_person"):
        _load_base(con, base)
        _match_nik(con)
        _match_unique(con, "kk_hash, tanggal_lahir, jenis_kelamin")
        _match_families(con)
        for rule in ("tanggal_lahir, jenis_kelamin", "tanggal_lahir, jenis_kelamin, no_urut"):
            _match_in_family(con, rule)
        _match_in_family(con, "no_urut", unless="n.born <> o.born OR n.sex <> o.sex")
    return _number(con, high_water(lake))


def _keys(intakes: list[Intake], table: str, columns: str) -> str:
    """All key rows of a table of the intakes, with `src`; columns that a source does not have are NULL."""
    names = [c.split()[0] for c in columns.split(", ")][1:]
    kinds = dict(c.split() for c in columns.split(", "))
    parts = []
    for number, one in enumerate(intakes):
        files = one.files(f"key_{table}")
        if not files:
            continue
        have = set(columns_of(files[0]))
        picked = ", ".join(f"{c if c in have else 'NULL'}::{kinds[c]} AS {c}" for c in names)
        parts.append(f"SELECT {number}::SMALLINT AS src, {picked} FROM {duck.parquet(files)}")
    return " UNION ALL ".join(parts)


def _load(con: Connection, intakes: list[Intake]) -> None:
    latest = """
        QUALIFY family_key_hash IS NULL
             OR row_number() OVER (PARTITION BY family_key_hash ORDER BY src DESC, family_row) = 1"""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_family AS
        SELECT * FROM ({_keys(intakes, "family", _FAMILY)}) {latest if len(intakes) > 1 else ""}""")
    persons = _keys(intakes, "person", _PERSON) or f"SELECT {_nulls(_PERSON)} WHERE FALSE"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_person AS
        SELECT p.* REPLACE (coalesce(p.kk_hash, f.kk_hash) AS kk_hash)
        FROM ({persons}) p JOIN new_family f USING (src, family_row)""")


def _nulls(columns: str) -> str:
    return ", ".join(f"NULL::{kind} AS {name}" for name, kind in (c.split() for c in columns.split(", ")))


def _load_base(con: Connection, base: Release) -> None:
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE old_person AS
        SELECT person_id, family_id, nik_hash, kk_hash, tanggal_lahir, jenis_kelamin, no_urut, aktif
        FROM {duck.parquet(base.files("key_person"))}""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE old_family AS
        SELECT family_id, kk_hash, family_key_hash, aktif FROM {duck.parquet(base.files("key_family"))}""")


# Who has not been matched yet, on either side.
_LEFT = """(SELECT * FROM new_person n WHERE NOT EXISTS
            (SELECT 1 FROM person_match m WHERE m.src = n.src AND m.person_row = n.person_row))"""
_RIGHT = """(SELECT * FROM old_person o WHERE NOT EXISTS
             (SELECT 1 FROM person_match m WHERE m.person_id = o.person_id))"""


def _match_nik(con: Connection) -> None:
    """One NIK on each side, unless both birth date and sex speak against it (a number mistyped into another's)."""
    facts = "any_value(tanggal_lahir) AS born, any_value(jenis_kelamin) AS sex"
    con.execute(f"""
        INSERT INTO person_match
        SELECT n.src, n.person_row, o.person_id
        FROM (SELECT nik_hash, any_value(src) AS src, any_value(person_row) AS person_row, {facts}
              FROM new_person WHERE nik_hash IS NOT NULL GROUP BY nik_hash HAVING count(*) = 1) n
        JOIN (SELECT nik_hash, any_value(person_id) AS person_id, {facts}
              FROM old_person WHERE nik_hash IS NOT NULL GROUP BY nik_hash HAVING count(*) = 1) o USING (nik_hash)
        WHERE NOT (coalesce(n.born <> o.born, FALSE) AND coalesce(n.sex <> o.sex, FALSE))""")


def _match_unique(con: Connection, columns: str) -> None:
    """What is left over, by these columns together, where they name one person on each side."""
    filled = " AND ".join(f"{c} IS NOT NULL" for c in columns.split(", "))
    con.execute(f"""
        INSERT INTO person_match
        SELECT n.src, n.person_row, o.person_id
        FROM (SELECT {columns}, any_value(src) AS src, any_value(person_row) AS person_row
              FROM {_LEFT} WHERE {filled} GROUP BY {columns} HAVING count(*) = 1) n
        JOIN (SELECT {columns}, any_value(person_id) AS person_id
              FROM {_RIGHT} WHERE {filled} GROUP BY {columns} HAVING count(*) = 1) o USING ({columns})""")


def _match_families(con: Connection) -> None:
    """A family follows its members: most members first, then the same place in the file, then the same family card;
    each family of the release before goes to one. Families without a matched member follow their place in the file."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE votes AS
        SELECT v.src, v.family_row, v.family_id, v.n,
               coalesce(f.family_key_hash = o.family_key_hash, FALSE) AS place,
               coalesce(f.kk_hash = o.kk_hash, FALSE) AS card
        FROM (SELECT n.src, n.family_row, o.family_id, count(*) AS n
              FROM person_match m JOIN new_person n USING (src, person_row) JOIN old_person o USING (person_id)
              GROUP BY ALL) v
        JOIN new_family f USING (src, family_row) JOIN old_family o USING (family_id)""")
    best = "n DESC, place DESC, card DESC"
    con.execute(f"""
        INSERT INTO family_match
        SELECT src, family_row, family_id
        FROM (SELECT * FROM votes
              QUALIFY row_number() OVER (PARTITION BY src, family_row ORDER BY {best}, family_id) = 1)
        QUALIFY row_number() OVER (PARTITION BY family_id ORDER BY {best}, src, family_row) = 1""")
    con.execute("""
        INSERT INTO family_match
        SELECT n.src, n.family_row, o.family_id
        FROM (SELECT * FROM new_family f WHERE NOT EXISTS
              (SELECT 1 FROM family_match m WHERE m.src = f.src AND m.family_row = f.family_row)) n
        JOIN (SELECT family_key_hash, any_value(family_id) AS family_id FROM old_family f
              WHERE aktif AND family_key_hash IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM family_match m WHERE m.family_id = f.family_id)
              GROUP BY family_key_hash HAVING count(*) = 1) o USING (family_key_hash)""")


def _match_in_family(con: Connection, columns: str, unless: str = "FALSE") -> None:
    """Persons left over in a family that was matched, by these columns where they name one on each side.

    unless: SQL that speaks against a pair (born, sex); what is unknown does not. Members who died or moved away are
    asked nothing more, so that only their serial number is left to know them by.
    """
    facts = "any_value(tanggal_lahir) AS born, any_value(jenis_kelamin) AS sex"
    filled = " AND ".join(f"{c} IS NOT NULL" for c in columns.split(", "))
    con.execute(f"""
        INSERT INTO person_match
        SELECT n.src, n.person_row, o.person_id
        FROM (SELECT f.family_id, {columns}, any_value(l.src) AS src, any_value(person_row) AS person_row, {facts}
              FROM {_LEFT} l JOIN family_match f ON f.src = l.src AND f.family_row = l.family_row
              WHERE {filled} GROUP BY f.family_id, {columns} HAVING count(*) = 1) n
        JOIN (SELECT family_id, {columns}, any_value(person_id) AS person_id, {facts}
              FROM {_RIGHT} WHERE {filled} GROUP BY family_id, {columns} HAVING count(*) = 1) o
        USING (family_id, {columns})
        WHERE NOT coalesce({unless}, FALSE)""")


def _number(con: Connection, top: dict[str, int]) -> dict[str, int]:
    """Give numbers to newcomers, in the order of village, intake and row."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE family_ids AS
        SELECT n.src, n.family_row, n.village_code, n.kk_hash, n.family_key_hash,
               coalesce(m.family_id, {top["family"]} + row_number() OVER (
                   PARTITION BY m.family_id IS NULL ORDER BY n.village_code, n.src, n.family_row))::BIGINT AS family_id
        FROM new_family n LEFT JOIN family_match m USING (src, family_row)""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE person_ids AS
        SELECT n.* REPLACE (f.village_code AS village_code), f.family_id,
               coalesce(m.person_id, {top["person"]} + row_number() OVER (
                   PARTITION BY m.person_id IS NULL ORDER BY f.village_code, n.src, n.person_row))::BIGINT AS person_id
        FROM new_person n JOIN family_ids f USING (src, family_row) LEFT JOIN person_match m USING (src, person_row)""")
    for name in ("new_family", "new_person", "person_match", "family_match"):
        con.execute(f"DROP TABLE {name}")
    marks = {}
    for unit in ("family", "person"):
        found = con.sql(f"SELECT coalesce(max({unit}_id), 0) FROM {unit}_ids").fetchall()[0][0]
        marks[unit] = max(top[unit], int(found))
    return marks


def write_keys(con: Connection, build: Build) -> None:
    """The key tables of the new release: its own people, then those known from before who are not in it."""
    for unit, extra in (
        ("family", "kk_hash, family_key_hash"),
        ("person", "family_id, nik_hash, kk_hash, tanggal_lahir, jenis_kelamin, no_urut"),
    ):
        sql = f"SELECT {unit}_id, village_code, {extra}, TRUE AS aktif FROM {unit}_ids"
        gone = build.base.files(f"key_{unit}") if build.base is not None else []
        if gone:
            sql += (
                f" UNION ALL SELECT {unit}_id, village_code, {extra}, FALSE FROM {duck.parquet(gone)} o "
                f"WHERE NOT EXISTS (SELECT 1 FROM {unit}_ids i WHERE i.{unit}_id = o.{unit}_id)"
            )
        build.write_parts(f"key_{unit}", sql, con)
