"""People of the base registry whose rows were refused when it was taken in.

Somebody met them and wrote them down, so an overlap that forgot them would call their entries in other registries "not
in the base". Their rows lie in the vault of the intake, with the reasons, for whoever mends them; a matching run reads
them there, matches them (`apart`), and keeps a number, a family and a village of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa

from sepakat import sources
from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.lake import Lake, Release
from sepakat.matching.lists import COLUMNS
from sepakat.quality import Context, places
from sepakat.regions import crosswalk, validity
from sepakat.sources.plan import Plan, edition

TABLE = "rejected"  # in the vault of an intake
# What a run keeps. number: from 1, by village. family: the lowest number of those of one refused family; null where the
# release holds the family itself. hadir: not told to have died or moved away.
SCHEMA = pa.schema(
    [("number", pa.int64()), ("family", pa.int64()), ("village_code", pa.string()), ("hadir", pa.bool_())]
)
_FACTS = {
    "person": {
        "family_key": "VARCHAR", "village_code": "VARCHAR", "nik": "VARCHAR", "no_kk": "VARCHAR", "nama": "VARCHAR",
        "alamat": "VARCHAR", "tanggal_lahir": "DATE", "jenis_kelamin": "TINYINT", "keberadaan": "TINYINT",
    },
    "family": {"family_key": "VARCHAR", "no_kk": "VARCHAR", "alamat": "VARCHAR"},
}  # fmt: skip


def people(lake: Lake, release: Release, by: Grant) -> pa.Table:
    """Those whom the release does not hold in another row, in villages that are known: the columns of SCHEMA, and of a
    list of persons (`lists.COLUMNS`, `rumah`; id is the number). For memory only: it has names.

    by: whose reading the vault records. Plain values are in a scratch folder only while this runs. Intakes that were
    undone, and those of a source that has no persons, have none to tell.
    """
    holder = Grant(by.by, by.role, by.purpose, (TABLE,), by.regions)
    found = [
        rows
        for one in release.manifest.get("sources", ())
        if one.get("base") and one.get("rejected") and lake.vault.folder(str(one["intake"])).is_dir()
        if (rows := _of(lake, str(one["intake"]), str(one["source"]), holder)) is not None
    ]
    return _others(release, pa.concat_tables(found)) if found else _nobody()


def _nobody() -> pa.Table:
    kinds = dict.fromkeys((*COLUMNS, "rumah"), pa.string()) | dict(zip(SCHEMA.names, SCHEMA.types, strict=True))
    return pa.schema(list(kinds.items())).empty_table()


def _of(lake: Lake, intake: str, source_id: str, holder: Grant) -> pa.Table | None:
    """The refused persons of one intake, with keyed hashes of their numbers and of their family's place in the file."""
    source = sources.source(source_id)
    roles = {role.id: role.table for role in source.roles if role.table in _FACTS}
    with lake.scratch("read") as work:
        con = duck.connect(work / "tumpah")
        made = set()
        for role, data in lake.vault.open(holder, intake).each(TABLE):
            if role in roles and data.num_rows:
                path = work / f"{role}.csv"
                with open(path, "wb") as out:
                    for piece in data["isi"]:
                        out.write(piece.as_py())
                if _read(con, lake, source, role, path, work):
                    made.add(roles[role])
        if "person" not in made:
            return None
        join, both = "", "p.no_kk, p.alamat"
        if "family" in made:
            join = "LEFT JOIN refused_family f USING (family_key)"
            both = "coalesce(p.no_kk, f.no_kk) AS no_kk, coalesce(p.alamat, f.alamat) AS alamat"
        rows = duck.arrow(
            con,
            f"SELECT p.* EXCLUDE (no_kk, alamat), {both} FROM refused_person p {join} WHERE p.village_code IS NOT NULL",
        )
        con.close()
    vault = lake.vault
    hashed: dict[str, tuple[str, Callable[[Iterable[str | None]], pa.Array]]] = {
        "nik_hash": ("nik", vault.nik_hash),
        "kk_hash": ("no_kk", vault.nik_hash),
        "family_key_hash": ("family_key", vault.key_hash),
    }
    for name, (column, make) in hashed.items():
        rows = rows.append_column(name, make(rows[column]))
    return rows.drop_columns("family_key")


def _read(con: Connection, lake: Lake, source: sources.Source, role: str, path: Path, work: Path) -> bool:
    """Table `refused_<canonical table>` of one file of refused rows; False where it cannot be read any more."""
    codes, history = crosswalk.path_in(lake.path), validity.path_in(lake.path)
    context = Context(crosswalk=codes if codes.exists() else None, history=history if history.exists() else None)
    try:
        staged = sources.stage(path, source, role, work / f"{role}.parquet")
        plan = Plan(source, edition(source, role, staged.columns), staged)
        places.prepare(con, plan, context)
    except UserError:
        return False
    have = plan.columns()
    shown = ", ".join(
        f"{name if name in have else 'NULL'}::{kind} AS {name}" for name, kind in _FACTS[plan.role.table].items()
    )
    con.execute("PRAGMA disable_optimizer")  # many small expressions over few rows: see `quality.run`
    con.execute(f"CREATE OR REPLACE TEMP TABLE refused_{plan.role.table} AS SELECT {shown} FROM ({plan.relation()})")
    con.execute("PRAGMA enable_optimizer")
    return True


def _others(release: Release, rows: pa.Table) -> pa.Table:
    """`people` of those whom the release does not hold in a row that was accepted: the same NIK and no other birth
    date, or the same family card, birth date and sex. A row refused twice over counts once."""
    con = duck.connect()
    try:
        con.register("refused", rows)
        persons, families = (duck.parquet(release.files(f"key_{unit}")) for unit in ("person", "family"))
        return duck.arrow(
            con,
            f"""WITH held AS (SELECT nik_hash, kk_hash, tanggal_lahir, jenis_kelamin FROM {persons} WHERE aktif),
            once AS (SELECT * FROM refused r WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.nik_hash = r.nik_hash
                AND coalesce(h.tanggal_lahir = r.tanggal_lahir, TRUE)) AND NOT EXISTS (SELECT 1 FROM held h
                WHERE h.kk_hash = r.kk_hash AND h.tanggal_lahir = r.tanggal_lahir
                AND h.jenis_kelamin = r.jenis_kelamin)
                QUALIFY nik_hash IS NULL OR row_number() OVER (PARTITION BY nik_hash, tanggal_lahir
                    ORDER BY village_code, family_key_hash) = 1),
            numbered AS (SELECT *, row_number() OVER (ORDER BY village_code, family_key_hash, nik_hash, tanggal_lahir,
                jenis_kelamin) AS number FROM once)
            SELECT n.number::VARCHAR AS id, n.nik, n.no_kk, n.nama, n.tanggal_lahir::VARCHAR AS tanggal_lahir,
                n.jenis_kelamin::VARCHAR AS jenis_kelamin, n.village_code AS kode_desa, n.alamat,
                hex(n.family_key_hash) AS rumah, n.number,
                CASE WHEN f.family_key_hash IS NULL THEN min(n.number) OVER (PARTITION BY
                coalesce(n.family_key_hash, n.number::VARCHAR::BLOB)) END AS family, n.village_code,
                coalesce(n.keberadaan IN (1, 5), TRUE) AS hadir FROM numbered n
            LEFT JOIN (SELECT DISTINCT family_key_hash FROM {families} WHERE aktif) f
                ON f.family_key_hash = n.family_key_hash ORDER BY n.number""",
        )
    finally:
        con.close()
