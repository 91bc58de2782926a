"""Other registries beside the base one: DTKS, P3KE, DTSEN. Their entries are kept as they came, under their own ids.

Facts go to table `registry_<name>`, keyed hashes to `key_registry_<name>`, names and numbers to the vault. Who is who
across registries is the matching room's work; here only the official decile is taken over, by exact NIK.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.core.duck import Connection, literal
from sepakat.core.grants import Grant
from sepakat.lake import Build
from sepakat.lake.continuing import key
from sepakat.releasing import provenance
from sepakat.releasing.columns import columns_of
from sepakat.releasing.groups import pack
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
    """Write one registry from all its intakes, group by group of regencies; gives the number of entries."""
    sizes: dict[str, int] = {}
    for one in intakes:
        for path in one.files(_kind(one)[0]):
            sizes[path.stem] = sizes.get(path.stem, 0) + int(pq.read_metadata(path).num_rows)
    offset = 0
    for number, parts in enumerate(pack(sizes)):
        unit = key(provenance.maker(), [one.mark for one in intakes], parts, offset)
        done = build.take(f"registry-{name}/{number}", unit)
        if done is None:
            done = {"entries": _write(con, build, name, intakes, parts, offset)}
            build.finish(f"registry-{name}/{number}", {"": unit}, facts=done)
        offset += int(done["entries"])
    con.execute("DROP TABLE IF EXISTS entries")
    con.execute("DROP TABLE IF EXISTS numbered")
    return offset


def _write(con: Connection, build: Build, name: str, intakes: list[Intake], parts: list[str], offset: int) -> int:
    """Write the entries of some regencies, numbered from `offset`; gives how many there are."""
    found = [(one, sql) for one in intakes if (sql := _entries(one, parts))]
    con.execute("CREATE OR REPLACE TEMP TABLE entries AS " + " UNION ALL ".join(_tag(i, s) for i, s in found))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE numbered AS SELECT ({offset} + row_number() OVER "
        "(ORDER BY village_code, src, entry_row))::BIGINT AS entry_id, * FROM entries"
    )
    first = "min(entry_id) OVER (PARTITION BY src, coalesce(family_row, -entry_row))"
    con.execute(f"CREATE OR REPLACE TEMP TABLE entries AS SELECT *, {first} AS family_entry_id FROM numbered")
    facts = ", ".join(["entry_id", "family_entry_id", *_FACTS])
    build.write_parts(f"registry_{name}", f"SELECT {facts} FROM entries", con)
    keys = "entry_id, family_entry_id, village_code, nik_hash, kk_hash, tanggal_lahir, jenis_kelamin"
    build.write_parts(f"key_registry_{name}", f"SELECT {keys} FROM entries", con)
    _vault(con, build, name, parts, [one for one, _ in found])
    return int(con.sql("SELECT count(*) FROM entries").fetchall()[0][0])


def _kind(one: Intake) -> tuple[str, str]:
    """The table that an intake's entries are in, and its row number."""
    return ("registry", "entry_row") if one.has("registry") else ("person", "person_row")


def _tag(one: Intake, sql: str) -> str:
    return f"SELECT {literal(one.id)} AS src, * FROM ({sql})"


def _entries(one: Intake, parts: list[str]) -> str:
    """Entries of one intake in some regencies, from a registry table or from the persons and families of an extract."""
    table, row = _kind(one)

    def files(name: str) -> list[Path]:
        return [p for p in one.files(name) if p.stem in parts]

    facts, keys = files(table), files(f"key_{table}")
    if not facts:
        return ""
    have, known = columns_of(facts), columns_of(keys)
    shown = {c: f"{f'e.{c}' if c in have else 'NULL'}::{kind} AS {c}" for c, kind in _FACTS.items()}
    parent = next((c for c in ("family_entry_row", "family_row") if c in have), None)
    hashes = {c: f"k.{c}" if c in known else "NULL::BLOB" for c in ("nik_hash", "kk_hash")}
    joins = f"JOIN {duck.parquet(keys)} k ON k.{row} = e.{row}"
    family, key_family = (files(t) if table == "person" else [] for t in ("family", "key_family"))
    if family:
        shown["unit"] = "'family' AS unit"
        joins += f" LEFT JOIN {duck.parquet(family)} f ON f.family_row = e.family_row"
        if "desil_resmi" in columns_of(family):
            shown["desil"] = "f.desil_resmi::TINYINT AS desil"
    if key_family and "kk_hash" in columns_of(key_family):
        hashes["kk_hash"] = f"coalesce({hashes['kk_hash']}, g.kk_hash)"
        joins += f" LEFT JOIN {duck.parquet(key_family)} g ON g.family_row = e.family_row"
    picked = ", ".join([*shown.values(), *(f"{sql} AS {c}" for c, sql in hashes.items())])
    up = f"e.{parent}::BIGINT" if parent else "NULL::BIGINT"
    return f"SELECT e.{row} AS entry_row, {up} AS family_row, {picked} FROM {duck.parquet(facts)} e {joins}"


def _vault(con: Connection, build: Build, name: str, parts: list[str], intakes: list[Intake]) -> None:
    """Identities of the entries: decrypted, joined to their new ids and encrypted again, in memory."""
    found = []
    for one in intakes:
        table, row = _kind(one)
        data = build.lake.vault.open(_grant(table), one.id).read(table, regencies=parts)
        if not data.num_rows:
            continue
        con.register("vault_entry", data)
        shown = ", ".join(f"{f'v.{c}' if c in data.column_names else 'NULL'}::VARCHAR AS {c}" for c in _IDENTITY)
        found.append(
            duck.arrow(
                con,
                f"SELECT i.entry_id, i.village_code, {shown} FROM entries i "
                f"JOIN vault_entry v ON v.{row} = i.entry_row WHERE i.src = {literal(one.id)}",
            )
        )
        con.unregister("vault_entry")
    if found:
        build.write_vault_parts(f"registry_{name}", pa.concat_tables(found))


def _grant(table: str) -> Grant:
    return Grant("releasing", "sistem", "menyusun rilis", (table,))


def official_deciles(con: Connection, intakes: list[Intake], path: Path) -> dict[str, str]:
    """Write the official deciles that families take over (family_id, kab, desil_resmi, tanggal_desil_resmi) to a
    Parquet file, from the extracts that bring some: a family takes the decile of the entry family that most of its
    members are in, by exact NIK.

    Gives a hash of them by regency. Needs `receipts.load_lookups` before.
    """
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
            f"SELECT n.family_id, n.kab, f.desil_resmi, {day} AS tanggal_desil_resmi FROM {duck.parquet(persons)} k "
            f"JOIN by_nik n USING (nik_hash) JOIN {duck.parquet(families)} f ON f.family_row = k.family_row "
            "WHERE f.desil_resmi IS NOT NULL"
        )
    columns = "family_id, kab, desil_resmi, tanggal_desil_resmi"
    sql = (
        f"SELECT {columns} FROM (SELECT *, count(*) AS n FROM ({' UNION ALL '.join(parts)}) GROUP BY ALL) QUALIFY "
        "row_number() OVER (PARTITION BY family_id ORDER BY n DESC, tanggal_desil_resmi DESC NULLS LAST, desil_resmi) "
        "= 1 ORDER BY kab, family_id"
        if parts
        else "SELECT NULL::BIGINT AS family_id, NULL::VARCHAR AS kab, NULL::TINYINT AS desil_resmi, "
        "NULL::DATE AS tanggal_desil_resmi WHERE FALSE"
    )
    con.execute(f"COPY ({sql}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
    found = con.sql(
        f"SELECT kab, sum(hash(family_id, desil_resmi, tanggal_desil_resmi)::HUGEINT) FROM {duck.parquet(path)} "
        "GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return {str(kab): str(total) for kab, total in found}


def official_view(con: Connection, path: Path) -> None:
    """Make the view `official` over the file of `official_deciles`."""
    con.execute(f"CREATE OR REPLACE TEMP VIEW official AS SELECT * EXCLUDE (kab) FROM {duck.parquet(path)}")
