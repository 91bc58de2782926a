"""Stable internal ids: who was in the release before keeps their number, newcomers get the next free one.

Where the rows of a regency are those of the base release (see `rows`), each keeps its number. In the others persons are
matched by the keyed hash of their NIK, then by family card, birth date and sex, then inside their matched
family by birth date and sex or, last, by serial number; each rule only where it points to exactly one person on both
sides. So a corrected NIK keeps its person. Families follow their members (the most members that agree), then their
place in the file. No name is read: only numbers' keyed hashes.

Ids of people who are no longer in a release are carried along in the key tables (`aktif` = false), so that one who
comes back is known again. New ids start above the highest that any sealed release has given. The key tables also say
which row of which intake someone is (`asal`, `baris`), counted from the first row of the regency.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.core.duck import Connection, literal
from sepakat.lake import Build, Lake
from sepakat.releasing.columns import columns_of
from sepakat.releasing.groups import pack
from sepakat.releasing.intakes import Intake
from sepakat.releasing.recognising import recognise
from sepakat.releasing.rows import Rows

_PERSON = "src SMALLINT, person_row BIGINT, family_row BIGINT, village_code VARCHAR, nik_hash BLOB, kk_hash BLOB, "
_PERSON += "tanggal_lahir DATE, jenis_kelamin TINYINT, no_urut INTEGER"
_FAMILY = "src SMALLINT, family_row BIGINT, village_code VARCHAR, kk_hash BLOB, family_key_hash BLOB"
_KEYS = {
    "family": "family_id BIGINT, village_code VARCHAR, kk_hash BLOB, family_key_hash BLOB, asal SMALLINT, baris BIGINT",
    "person": "person_id BIGINT, village_code VARCHAR, family_id BIGINT, nik_hash BLOB, kk_hash BLOB, "
    "tanggal_lahir DATE, jenis_kelamin TINYINT, no_urut INTEGER, asal SMALLINT, baris BIGINT",
}
_KAB = "coalesce(left({}.village_code, 5), '00')"


def high_water(lake: Lake) -> dict[str, int]:
    """The highest family and person ids that any sealed release has given."""
    top = {"family": 0, "person": 0}
    for name in lake.release_ids():
        given = lake.release(name).manifest.get("ids", {})
        top = {unit: max(value, int(given.get(unit, 0))) for unit, value in top.items()}
    return top


def identify(con: Connection, build: Build, rows: Rows, *, whole: bool = False) -> None:
    """Write the key tables of a build: everyone of its rows with an id, then those known from before who are not in it.

    Regencies whose rows did not change share their key files, unread; whole: write those too, under the same ids.
    Where two intakes hold one family, the later one counts. Describes the new high-water marks (`ids`).
    """
    base = build.base if build.base is not None and build.base.has("key_person") else None
    old = {unit: {p.stem: p for p in base.files(f"key_{unit}")} if base else {} for unit in ("family", "person")}
    still = {part for part in rows.parts if part not in set(rows.touched)}
    con.execute("CREATE OR REPLACE TEMP TABLE person_match(src SMALLINT, person_row BIGINT, person_id BIGINT)")
    con.execute("CREATE OR REPLACE TEMP TABLE family_match(src SMALLINT, family_row BIGINT, family_id BIGINT)")
    if base is not None and (rows.touched or set(old["family"]) - still):
        _load_new(con, rows)
        _load_old(con, old, still)
        recognise(con)
    back = _back(con, old, still)
    tops = high_water(build.lake)
    numbers = dict(tops)
    mine = {*rows.touched, *back, *(set(old["family"]) | set(old["person"])) - still}
    shared = [] if whole else sorted(still - mine)
    for unit, files in old.items():
        for part in shared:
            if part in files:
                build.share(f"key_{unit}", files[part])
    todo = set(rows.parts) | mine if whole else mine
    sizes = {part: rows.size(part) + sum(_count(files, part) for files in old.values()) for part in todo}
    for parts in pack(sizes):
        _write(con, build, rows, parts, still, old, numbers)
    for name in ("new_family", "new_person", "old_family", "old_person", "person_match", "family_match", "votes"):
        con.execute(f"DROP TABLE IF EXISTS {name}")
    build.describe(ids={unit: max(tops[unit], numbers[unit]) for unit in tops})


def load(con: Connection, build: Build, rows: Rows, parts: list[str]) -> None:
    """Make the tables `family_ids` (src, family_row, family_id, village_code, …) and `person_ids` (src, person_row,
    family_row, person_id, family_id, village_code, …) of some regencies; src is the position of the intake."""
    for unit, name in (("family", "family_ids"), ("person", "person_only")):
        con.execute(f"""
            CREATE OR REPLACE TEMP VIEW {name} AS
            SELECT k.* EXCLUDE (asal, baris), k.asal AS src, k.baris + s.{unit}_first AS {unit}_row
            FROM ({_everyone(build, unit, parts)}) k
            JOIN slices s ON s.src = k.asal AND s.kab = {_KAB.format("k")}""")
    con.execute("""
        CREATE OR REPLACE TEMP VIEW person_ids AS
        SELECT p.*, f.family_row FROM person_only p JOIN (SELECT family_id, family_row FROM family_ids) f
        USING (family_id)""")


def everyone(con: Connection, build: Build) -> None:
    """Make views `family_ids` and `person_ids` over the key tables of a build: ids, keyed hashes and villages of all
    who are in it."""
    for unit in ("family", "person"):
        con.execute(f"CREATE OR REPLACE TEMP VIEW {unit}_ids AS {_everyone(build, unit)}")


def _everyone(build: Build, unit: str, parts: list[str] | None = None) -> str:
    files = [p for p in build.files(f"key_{unit}") if parts is None or p.stem in parts]
    return f"SELECT * EXCLUDE (aktif) FROM {duck.parquet(files)} WHERE aktif" if files else _empty(_KEYS[unit])


def _count(files: dict[str, Path], part: str) -> int:
    return int(pq.read_metadata(files[part]).num_rows) if part in files else 0


def _empty(columns: str) -> str:
    return f"SELECT {_nulls(columns)} WHERE FALSE"


def _keys(intakes: list[Intake], parts: Iterable[str] | None, table: str, columns: str) -> str:
    """The key rows of a table of the intakes (in some regencies), with `src`; columns that a source does not have are
    NULL."""
    names = [c.split()[0] for c in columns.split(", ")][1:]
    kinds = dict(c.split() for c in columns.split(", "))
    wanted = set(parts) if parts is not None else None
    selects = []
    for number, one in enumerate(intakes):
        files = [p for p in one.files(f"key_{table}") if wanted is None or p.stem in wanted]
        if not files:
            continue
        have = set(columns_of(files[0]))
        picked = ", ".join(f"{c if c in have else 'NULL'}::{kinds[c]} AS {c}" for c in names)
        selects.append(f"SELECT {number}::SMALLINT AS src, {picked} FROM {duck.parquet(files)}")
    return " UNION ALL ".join(selects) or _empty(columns)


def _load_new(con: Connection, rows: Rows, parts: list[str] | None = None) -> None:
    """Make `new_family` and `new_person` of some regencies (default: those that were touched)."""
    chosen = rows.touched if parts is None else parts
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_family AS
        SELECT * FROM ({_keys(rows.intakes, chosen, "family", _FAMILY)}) ANTI JOIN lost USING (src, family_row)""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_person AS
        SELECT p.* REPLACE (coalesce(p.kk_hash, f.kk_hash) AS kk_hash, f.village_code AS village_code)
        FROM ({_keys(rows.intakes, chosen, "person", _PERSON)}) p
        JOIN (SELECT src, family_row, kk_hash, village_code FROM new_family) f
          ON f.src = p.src AND f.family_row = p.family_row AND {_KAB.format("f")} = {_KAB.format("p")}""")


def _nulls(columns: str) -> str:
    return ", ".join(f"NULL::{kind} AS {name}" for name, kind in (c.split() for c in columns.split(", ")))


def _load_old(con: Connection, old: dict[str, dict[str, Path]], still: set[str]) -> None:
    """Make `old_person` and `old_family`: whom the base release knows, but for those whose rows did not change."""
    for unit, columns in (
        ("person", "person_id, family_id, nik_hash, kk_hash, tanggal_lahir, jenis_kelamin, no_urut, aktif"),
        ("family", "family_id, kk_hash, family_key_hash, aktif"),
    ):
        selects = []
        for changed, where in ((True, ""), (False, " WHERE NOT aktif")):
            files = [p for part, p in old[unit].items() if (part not in still) == changed]
            if files:
                selects.append(f"SELECT {columns} FROM {duck.parquet(files)}{where}")
        con.execute(f"CREATE OR REPLACE TEMP TABLE old_{unit} AS " + " UNION ALL ".join(selects))


def _back(con: Connection, old: dict[str, dict[str, Path]], still: set[str]) -> set[str]:
    """Untouched regencies that hold someone who had left and is back elsewhere."""
    found: set[str] = set()
    for unit, files in old.items():
        mine = [path for part, path in files.items() if part in still]
        if mine:
            sql = (
                f"SELECT DISTINCT {_KAB.format('k')} FROM {duck.parquet(mine)} k WHERE NOT aktif AND {unit}_id IN "
                f"(SELECT {unit}_id FROM {unit}_match)"
            )
            found |= {str(r[0]) for r in con.sql(sql).fetchall()}
    return found


def _write(
    con: Connection,
    build: Build,
    rows: Rows,
    parts: list[str],
    still: set[str],
    old: dict[str, dict[str, Path]],
    numbers: dict[str, int],
) -> None:
    """Number and write the key files of some regencies. numbers: the highest ids so far; raised here."""
    _load_new(con, rows, parts)
    known = {
        unit: duck.parquet(files) if (files := [p for part, p in old[unit].items() if part in parts]) else ""
        for unit in old
    }
    unchanged = ", ".join(literal(p) for p in parts if p in still) or "''"
    for unit, extra in (("family", ""), ("person", ", f.family_id")):
        kept = (
            f"SELECT k.asal AS src, k.baris + s.{unit}_first AS {unit}_row, k.{unit}_id FROM {known[unit]} k "
            f"JOIN slices s ON s.src = k.asal AND s.kab = {_KAB.format('k')} "
            f"WHERE aktif AND {_KAB.format('k')} IN ({unchanged}) UNION ALL "
            if known[unit] and still.intersection(parts)
            else ""
        )
        home = "JOIN now_family f USING (src, family_row)" if unit == "person" else ""
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE now_{unit} AS
            SELECT n.* EXCLUDE ({unit}_row), n.{unit}_row, n.{unit}_row - s.{unit}_first AS baris{extra},
                   coalesce(m.{unit}_id, {numbers[unit]} + row_number() OVER (
                       PARTITION BY m.{unit}_id IS NULL ORDER BY n.village_code, n.src, n.{unit}_row))::BIGINT
                   AS {unit}_id
            FROM new_{unit} n {home}
            JOIN slices s ON s.src = n.src AND s.kab = {_KAB.format("n")}
            LEFT JOIN ({kept}SELECT * FROM {unit}_match) m ON m.src = n.src AND m.{unit}_row = n.{unit}_row""")
        top = con.sql(f"SELECT max({unit}_id) FROM now_{unit}").fetchall()[0][0]
        numbers[unit] = max(numbers[unit], int(top or 0))
    for unit, columns in (
        ("family", "kk_hash, family_key_hash"),
        ("person", "family_id, nik_hash, kk_hash, tanggal_lahir, jenis_kelamin, no_urut"),
    ):
        sql = f"SELECT {unit}_id, village_code, {columns}, TRUE AS aktif, src AS asal, baris FROM now_{unit}"
        if known[unit]:
            sql += (
                f" UNION ALL SELECT {unit}_id, village_code, {columns}, FALSE, NULL, NULL FROM {known[unit]} o "
                f"WHERE (NOT aktif OR {_KAB.format('o')} NOT IN ({unchanged})) "
                f"AND NOT EXISTS (SELECT 1 FROM {unit}_match m WHERE m.{unit}_id = o.{unit}_id)"
            )
        build.write_parts(f"key_{unit}", sql, con)
    for name in ("now_family", "now_person", "new_family", "new_person"):
        con.execute(f"DROP TABLE {name}")
