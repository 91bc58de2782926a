"""Recipient and membership lists, matched to persons and families by keyed hashes of their numbers, exactly.

Nothing is guessed here: an entry matches by its NIK, else by family card, birth date and sex, else (for a family) by
its family card, and only where that names one person or family. What does not match is kept, without an id.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection, identifier, literal
from sepakat.lake import Build
from sepakat.releasing.columns import columns_of
from sepakat.releasing.groups import pack, within
from sepakat.releasing.intakes import Intake

_COLUMNS = {
    "programme": "VARCHAR",
    "period": "VARCHAR",
    "amount": "DOUBLE",
    "segment": "TINYINT",
    "status": "VARCHAR",
}
_KEYS = {"nik_hash": "BLOB", "kk_hash": "BLOB", "tanggal_lahir": "DATE", "jenis_kelamin": "TINYINT"}
_NOBODY = "NULL::TINYINT"  # a column of a list that there is none of
_ACTIVE = "coalesce(upper(trim(status)) NOT LIKE 'NON%' AND upper(trim(status)) NOT LIKE 'TIDAK%', TRUE)"


@dataclass(frozen=True)
class Matched:
    """How the lists matched. covered: programme → regencies in which its list has entries. found: regency → a hash of
    the entries that name its people."""

    entries: int = 0
    by_nik: int = 0
    by_person: int = 0
    by_family: int = 0
    covered: dict[str, list[str]] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    def summary(self) -> dict[str, int]:
        """The numbers, for the manifest."""
        return {name: getattr(self, name) for name in ("entries", "by_nik", "by_person", "by_family")}


def load_lookups(con: Connection) -> None:
    """Tables from keyed hashes to ids, of hashes that name one person (or family) only. Needs `identify` before."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE by_nik AS
        SELECT nik_hash, any_value(person_id) AS person_id, any_value(family_id) AS family_id,
               any_value(left(village_code, 5)) AS kab
        FROM person_ids WHERE nik_hash IS NOT NULL GROUP BY 1 HAVING count(*) = 1""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE by_birth AS
        SELECT kk_hash, tanggal_lahir, jenis_kelamin, any_value(person_id) AS person_id,
               any_value(family_id) AS family_id, any_value(left(village_code, 5)) AS kab
        FROM person_ids
        WHERE kk_hash IS NOT NULL AND tanggal_lahir IS NOT NULL AND jenis_kelamin IS NOT NULL
        GROUP BY 1, 2, 3 HAVING count(*) = 1""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE by_kk AS
        SELECT kk_hash, any_value(family_id) AS family_id, any_value(kab) AS kab
        FROM (SELECT kk_hash, family_id, left(village_code, 5) AS kab FROM person_ids
              UNION SELECT kk_hash, family_id, left(village_code, 5) FROM family_ids)
        WHERE kk_hash IS NOT NULL GROUP BY 1 HAVING count(DISTINCT family_id) = 1""")


def match_receipts(con: Connection, build: Build, intakes: list[Intake]) -> Matched:
    """Write table `receipt`, that the facts take their list columns from. Needs `load_lookups` before."""
    sums = [0, 0, 0, 0]
    covered: dict[str, set[str]] = {}
    found: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for one in intakes:
        for path in one.files("receipt"):
            sizes[path.stem] = sizes.get(path.stem, 0) + int(pq.read_metadata(path).num_rows)
    for parts in pack(sizes):
        rows = [sql for one in intakes if (sql := _rows(one, parts))]
        con.execute(f"CREATE OR REPLACE TEMP TABLE receipt_part AS {' UNION ALL '.join(rows)}")
        counts = con.sql(
            "SELECT count(*), count_if(cocok = 1), count_if(cocok = 2), count_if(cocok = 3) FROM receipt_part"
        ).fetchall()[0]
        sums = [a + int(b) for a, b in zip(sums, counts, strict=True)]
        listed = con.sql("SELECT DISTINCT lower(programme), coalesce(left(village_code, 5), '00') FROM receipt_part")
        for programme, part in listed.fetchall():
            covered.setdefault(str(programme), set()).add(str(part))
        named = con.sql(
            "SELECT kab, sum(hash(person_id, family_id, programme, segment, status)::HUGEINT) FROM receipt_part "
            "WHERE family_id IS NOT NULL GROUP BY 1"
        )
        for kab, total in named.fetchall():
            found[str(kab)] = found.get(str(kab), 0) + int(total)
        build.write_parts("receipt", "SELECT * EXCLUDE (kab) FROM receipt_part", con)
    con.execute("DROP TABLE IF EXISTS receipt_part")
    lists = {name: sorted(parts) for name, parts in sorted(covered.items())}
    return Matched(sums[0], sums[1], sums[2], sums[3], lists, {kab: str(total) for kab, total in sorted(found.items())})


def receipt_match(con: Connection, build: Build) -> None:
    """Make the view `receipt_match` (person_id, family_id, programme, segment, active) over table `receipt`."""
    files = build.files("receipt")
    sql = (
        f"SELECT person_id, family_id, programme, segment, {_ACTIVE} AS active FROM {duck.parquet(files)} "
        "WHERE family_id IS NOT NULL"
        if files
        else "SELECT NULL::BIGINT AS person_id, NULL::BIGINT AS family_id, NULL::VARCHAR AS programme, "
        "NULL::TINYINT AS segment, NULL::BOOLEAN AS active WHERE FALSE"
    )
    con.execute(f"CREATE OR REPLACE TEMP VIEW receipt_match AS {sql}")


def _rows(one: Intake, parts: list[str]) -> str:
    """The entries of one list in some regencies, with the person and family that they name.

    cocok: 1 by NIK, 2 by family card with birth date and sex, 3 by family card (the family only).
    """
    facts = [p for p in one.files("receipt") if p.stem in parts]
    keys = [p for p in one.files("key_receipt") if p.stem in parts]
    if not facts:
        return ""
    have, known = columns_of(facts), columns_of(keys)
    shown = ", ".join(
        f"{f'r.{identifier(c)}' if c in have else 'NULL'}::{kind} AS {identifier(c)}" for c, kind in _COLUMNS.items()
    )
    key = ", ".join(f"{c if c in known else 'NULL'}::{kind} AS {c}" for c, kind in _KEYS.items())
    return f"""
        SELECT coalesce(n.person_id, b.person_id) AS person_id,
               coalesce(n.family_id, b.family_id, f.family_id) AS family_id,
               r.village_code, {shown}, {literal(one.source)} AS sumber,
               (CASE WHEN n.person_id IS NOT NULL THEN 1 WHEN b.person_id IS NOT NULL THEN 2
                     WHEN f.family_id IS NOT NULL THEN 3 END)::TINYINT AS cocok,
               coalesce(n.kab, b.kab, f.kab) AS kab
        FROM {duck.parquet(facts)} r
        JOIN (SELECT receipt_row, {key} FROM {duck.parquet(keys)}) k USING (receipt_row)
        LEFT JOIN by_nik n ON n.nik_hash = k.nik_hash
        LEFT JOIN by_birth b ON b.kk_hash = k.kk_hash AND b.tanggal_lahir = k.tanggal_lahir
             AND b.jenis_kelamin = k.jenis_kelamin
        LEFT JOIN by_kk f ON f.kk_hash = k.kk_hash"""


def list_columns(table: str, covered: dict[str, list[str]]) -> dict[str, str]:
    """Column → SQL over `x` (a family or person row) for every catalogue column that comes from lists.

    Yes (1) or no (2) where a list of that programme has entries in the regency; NULL where there is none: absence from
    a list that does not exist says nothing.
    """
    found = {}
    for name, variable in catalogue.table(table).variables.items():
        if not variable.from_list:
            continue
        parts = covered.get("jkn" if name == "segmen_jkn" else name.removeprefix("penerima_"))
        if not parts:
            found[name] = _NOBODY
            continue
        value = "coalesce(x.segmen_jkn, 0)" if name == "segmen_jkn" else f"CASE WHEN x.{name} THEN 1 ELSE 2 END"
        found[name] = f"(CASE WHEN {within(parts, 'x.village_code')} THEN {value} END)::TINYINT"
    return found


def told(covered: dict[str, list[str]]) -> list[str]:
    """The columns of `list_columns` that any row knows: for the manifest, so that nobody need open every file to see
    which lists there are."""
    found = {name: sql for table in ("family", "person") for name, sql in list_columns(table, covered).items()}
    return sorted(name for name, sql in found.items() if sql != _NOBODY)


def flags(table: str) -> str:
    """SQL of one row per family (or person) at hand that any list names: `penerima_<programme>` TRUE, `segmen_jkn`."""
    unit = {"family": "family_id", "person": "person_id"}[table]
    picks = []
    for name, variable in catalogue.table(table).variables.items():
        if not variable.from_list:
            continue
        if name == "segmen_jkn":
            picks.append("min(segment) FILTER (lower(programme) = 'jkn' AND active AND segment > 0) AS segmen_jkn")
        else:
            programme = literal(name.removeprefix("penerima_"))
            picks.append(f"coalesce(bool_or(lower(programme) = {programme} AND active), FALSE) AS {identifier(name)}")
    here = f"{unit} IN (SELECT {unit} FROM {table}_ids)"
    return f"SELECT {', '.join([unit, *picks])} FROM receipt_match WHERE {here} GROUP BY {unit}"
