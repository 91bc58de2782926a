"""The vault part of a release: names, numbers and addresses under stable person ids; coordinates under family ids.

Identities are read from the intakes' vault, joined in memory to their ids, and encrypted again, one regency at a time.
"""

from __future__ import annotations

import pyarrow as pa

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.grants import Grant
from sepakat.lake import Build, VaultReader
from sepakat.releasing.groups import within
from sepakat.releasing.intakes import Intake

_NO_FAMILIES = pa.table({"family_row": pa.array([], pa.int64())})


def _reader(build: Build, one: Intake, *tables: str) -> VaultReader:
    grant = Grant("releasing", "sistem", "menyusun rilis", tables)
    return build.lake.vault.open(grant, one.id)


def write_identities(con: Connection, build: Build, intakes: list[Intake], parts: list[str]) -> int:
    """Write `identity` for the persons of some regencies. Needs `identify` before; gives the number of rows."""
    names = list(catalogue.table("identity").variables)
    found = []
    for src, one in enumerate(intakes):
        reader = _reader(build, one, "person", "family")
        persons = reader.read("person", regencies=parts)
        if not persons.num_rows:
            continue
        families = reader.read("family", regencies=parts)
        con.register("vault_person", persons)
        con.register("vault_family", families if families.num_columns else _NO_FAMILIES)
        shown = []
        for name in names:
            if name in ("person_id", "family_id", "village_code"):
                shown.append(f"i.{name}")
                continue
            sides = [s for s, t in (("p", persons), ("f", families)) if name in t.column_names]
            value = f"coalesce({', '.join(f'{s}.{name}' for s in sides)})" if sides else "NULL"
            shown.append(f"{value}::VARCHAR AS {name}")
        found.append(
            duck.arrow(
                con,
                f"SELECT {', '.join(shown)} FROM person_ids i JOIN vault_person p ON p.person_row = i.person_row "
                f"LEFT JOIN vault_family f ON f.family_row = i.family_row WHERE i.src = {src} AND "
                f"{within(parts, 'i.village_code')}",
            )
        )
        con.unregister("vault_person")
        con.unregister("vault_family")
    return build.write_vault_parts("identity", pa.concat_tables(found)) if found else 0


def write_locations(con: Connection, build: Build, base: list[Intake], others: list[Intake]) -> int:
    """Write `location/<part>` from coordinate files (by the family's place in the base file) and, where these say
    nothing, from coordinates that the base file itself brought. Gives the number of families that have one."""
    con.execute("CREATE OR REPLACE TEMP TABLE places(family_id BIGINT, village_code VARCHAR, lat DOUBLE, lon DOUBLE)")
    for one in reversed(others):  # the latest file first: the first to name a family counts
        for part, data in _reader(build, one, "location").each("location"):
            keys = one.file("key_location", part)
            assert keys is not None
            con.register("vault_location", data)
            _add(
                con,
                f"SELECT i.family_id, i.village_code, v.lat, v.lon FROM vault_location v JOIN {duck.parquet(keys)} k "
                "USING (location_row) JOIN family_ids i ON i.family_key_hash = k.family_key_hash",
            )
            con.unregister("vault_location")
    for src, one in enumerate(base):
        if "family" not in build.lake.vault.tables(one.id):
            continue
        for _, data in _reader(build, one, "family").each("family"):
            if not {"lat", "lon"} <= set(data.column_names):
                break
            con.register("vault_family", data)
            _add(
                con,
                "SELECT i.family_id, i.village_code, v.lat, v.lon FROM vault_family v JOIN family_ids i ON "
                f"i.family_row = v.family_row AND i.src = {src}",
            )
            con.unregister("vault_family")
    rows = build.write_vault_parts("location", duck.arrow(con, "SELECT * FROM places"))
    con.execute("DROP TABLE places")
    return rows


def _add(con: Connection, sql: str) -> None:
    con.execute(
        f"INSERT INTO places SELECT * FROM ({sql}) n WHERE lat IS NOT NULL AND lon IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM places p WHERE p.family_id = n.family_id) "
        "QUALIFY row_number() OVER (PARTITION BY family_id ORDER BY lat, lon) = 1"
    )
