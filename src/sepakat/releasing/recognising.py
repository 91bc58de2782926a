"""Who in new rows is who in the release before: exact rules over keyed hashes, each only where it names one person on
both sides. The order of the rules, and why, is told in `identify`.
"""

from __future__ import annotations

from sepakat.core.duck import Connection

# Who has not been matched yet, on either side.
_LEFT = """(SELECT * FROM new_person n WHERE NOT EXISTS
            (SELECT 1 FROM person_match m WHERE m.src = n.src AND m.person_row = n.person_row))"""
_RIGHT = """(SELECT * FROM old_person o WHERE NOT EXISTS
             (SELECT 1 FROM person_match m WHERE m.person_id = o.person_id))"""


def recognise(con: Connection) -> None:
    """Fill `person_match` and `family_match` from `new_person`, `new_family`, `old_person` and `old_family`."""
    _match_nik(con)
    _match_unique(con, "kk_hash, tanggal_lahir, jenis_kelamin")
    _match_families(con)
    for rule in ("tanggal_lahir, jenis_kelamin", "tanggal_lahir, jenis_kelamin, no_urut"):
        _match_in_family(con, rule)
    _match_in_family(con, "no_urut", unless="n.born <> o.born OR n.sex <> o.sex")


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
