"""Other registries beside the base one: DTKS, P3KE, DTSEN. Their entries are kept as they came, under their own ids.

Facts go to table `registry_<name>`, keyed hashes to `key_registry_<name>`, names and numbers to the vault. Who is who
across registries is the matching room's work; here only the official decile is taken over, by exact NIK.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sepakat.core import duck
from sepakat.core.duck import Connection, literal
from sepakat.core.grants import Grant
from sepakat.lake import Build
from sepakat.releasing.columns import columns_of
from sepakat.releasing.intakes import Intake

# Short names of the registries; any other source keeps its id.
_NAMES = {"dtks_bdt": "dtks", "dtsen_extract": "dtsen", "regsosek2022k": "regsosek", "opensid_regsosek": "opensid"}
_FACTS = {
    "village_code": "VARCHAR",
    "jenis_kelamin": "TINYINT",
    "tanggal_lahir": "DATE",
    "desil": "TINYINT",
    "persentil": "INTEGER",
    "status": "VARCHAR",
    "unit": "VARCHAR",
}
_IDENTITY = ("nik", "no_kk", "nama", "alamat")


def registry_name(source_id: str) -> str:
    """The name of a source's registry table after `registry_`."""
    return _NAMES.get(source_id, source_id)


def write_registry(con: Connection, build: Build, name: str, intakes: list[Intake]) -> int:
    """Write one registry from all its intakes, regency by regency; gives the number of entries."""
    parts = sorted({p.stem for one in intakes for t in ("registry", "person") for p in one.files(t)})
    offset = 0
    for part in parts:
        for_part = []
        for one in intakes:
            sql = _entries(con, one, part)
            if sql:
                for_part.append((one, sql))
        if not for_part:
            continue
        con.execute("CREATE OR REPLACE TEMP TABLE entries AS " + " UNION ALL ".join(_tag(i, s) for i, s in for_part))
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE numbered AS SELECT ({offset} + row_number() OVER "
            "(ORDER BY village_code, src, entry_row))::BIGINT AS entry_id, * FROM entries"
        )
        first = "min(entry_id) OVER (PARTITION BY src, coalesce(family_row, -entry_row))"
        numbered = f"SELECT *, {first} AS family_entry_id FROM numbered"
        facts = ", ".join(["entry_id", "family_entry_id", *_FACTS])
        build.write(f"registry_{name}", part, f"SELECT {facts} FROM ({numbered})", con)
        keys = "entry_id, family_entry_id, village_code, nik_hash, kk_hash, tanggal_lahir, jenis_kelamin"
        build.write(f"key_registry_{name}", part, f"SELECT {keys} FROM ({numbered})", con)
        _vault(con, build, name, part, [one for one, _ in for_part])
        offset += int(con.sql("SELECT count(*) FROM numbered").fetchall()[0][0])
    con.execute("DROP TABLE IF EXISTS entries")
    con.execute("DROP TABLE IF EXISTS numbered")
    return offset


def _tag(one: Intake, sql: str) -> str:
    return f"SELECT {literal(one.id)} AS src, * FROM ({sql})"


def _entries(con: Connection, one: Intake, part: str) -> str:
    """Entries of one intake in one regency, from a registry table or from the persons and families of an extract."""
    table, row = ("registry", "entry_row") if one.has("registry") else ("person", "person_row")
    facts, keys = one.file(table, part), one.file(f"key_{table}", part)
    if facts is None or keys is None:
        return ""
    have, known = columns_of(facts), columns_of(keys)
    shown = {c: f"{f'e.{c}' if c in have else 'NULL'}::{kind} AS {c}" for c, kind in _FACTS.items()}
    parent = next((c for c in ("family_entry_row", "family_row") if c in have), None)
    hashes = {c: f"k.{c}" if c in known else "NULL::BLOB" for c in ("nik_hash", "kk_hash")}
    joins = f"JOIN {duck.parquet(keys)} k ON k.{row} = e.{row}"
    family, key_family = (one.file(t, part) if table == "person" else None for t in ("family", "key_family"))
    if family is not None:
        shown["unit"] = "'family' AS unit"
        joins += f" LEFT JOIN {duck.parquet(family)} f ON f.family_row = e.family_row"
        if "desil_resmi" in columns_of(family):
            shown["desil"] = "f.desil_resmi::TINYINT AS desil"
    if key_family is not None and "kk_hash" in columns_of(key_family):
        hashes["kk_hash"] = f"coalesce({hashes['kk_hash']}, g.kk_hash)"
        joins += f" LEFT JOIN {duck.parquet(key_family)} g ON g.family_row = e.family_row"
    picked = ", ".join([*shown.values(), *(f"{sql} AS {c}" for c, sql in hashes.items())])
    up = f"e.{parent}::BIGINT" if parent else "NULL::BIGINT"
    return f"SELECT e.{row} AS entry_row, {up} AS family_row, {picked} FROM {duck.parquet(facts)} e {joins}"


def _vault(con: Connection, build: Build, name: str, part: str, intakes: list[Intake]) -> None:
    """Identities of one regency's entries: decrypted, joined to their new ids and encrypted again, in memory."""
    ids = duck.arrow(con, "SELECT src, entry_row, entry_id, village_code FROM numbered")
    found = []
    for one in intakes:
        table, row = ("registry", "entry_row") if one.has("registry") else ("person", "person_row")
        reader = build.lake.vault.open(_grant(table), one.id)
        data = reader.read(table, regencies=[part])
        if not data.num_rows:
            continue
        mine = ids.filter(pc.equal(ids["src"], one.id)).drop_columns(["src"])
        data = data.drop_columns(["village_code"]).rename_columns(
            ["entry_row" if c == row else c for c in data.column_names if c != "village_code"]
        )
        joined = mine.join(data, "entry_row", join_type="inner")
        columns: dict[str, Any] = {
            c: joined[c] if c in joined.column_names else pa.nulls(joined.num_rows, pa.string()) for c in _IDENTITY
        }
        found.append(pa.table({"entry_id": joined["entry_id"], "village_code": joined["village_code"], **columns}))
    if found:
        build.write_vault(f"registry_{name}", part, pa.concat_tables(found))


def _grant(table: str) -> Grant:
    return Grant("releasing", "sistem", "menyusun rilis", (table,))


def official_deciles(con: Connection, intakes: list[Intake]) -> int:
    """Make the temporary table `official` (family_id, desil_resmi, tanggal_desil_resmi) from an extract that brings
    official deciles: a family takes the decile of the entry family that most of its members are in, by exact NIK.

    Gives the number of families that have one. Needs `receipts.load_lookups` before.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE official(family_id BIGINT, desil_resmi TINYINT, tanggal_desil_resmi DATE)"
    )
    parts = []
    for one in intakes:
        persons, families = one.files("key_person"), one.files("family")
        if not persons or not families:
            continue
        have = columns_of(families)
        if "desil_resmi" not in have:
            continue
        day = "f.tanggal_desil_resmi" if "tanggal_desil_resmi" in have else "NULL::DATE"
        parts.append(
            f"SELECT n.family_id, f.desil_resmi, {day} AS tanggal_desil_resmi FROM {duck.parquet(persons)} k "
            f"JOIN by_nik n USING (nik_hash) JOIN {duck.parquet(families)} f ON f.family_row = k.family_row "
            "WHERE f.desil_resmi IS NOT NULL"
        )
    if not parts:
        return 0
    con.execute(
        "INSERT INTO official SELECT family_id, desil_resmi, tanggal_desil_resmi FROM (SELECT *, count(*) AS n FROM "
        f"({' UNION ALL '.join(parts)}) GROUP BY ALL) QUALIFY row_number() OVER (PARTITION BY family_id "
        "ORDER BY n DESC, tanggal_desil_resmi DESC NULLS LAST, desil_resmi) = 1"
    )
    return int(con.sql("SELECT count(*) FROM official").fetchall()[0][0])
