"""The vault part of a release: names, numbers and addresses under stable person ids; coordinates under family ids.

Identities are read from the intakes' vault, joined in memory to their ids, and encrypted again, one regency at a time.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.grants import Grant
from sepakat.lake import Build, VaultReader
from sepakat.releasing import identify
from sepakat.releasing.groups import pack, within
from sepakat.releasing.intakes import Intake
from sepakat.releasing.rows import Rows

_NO_FAMILIES = pa.schema([("family_row", pa.int64())])


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
        con.register("vault_family", families if families.num_columns else _NO_FAMILIES.empty_table())
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


def write_locations(con: Connection, build: Build, rows: Rows, others: list[Intake]) -> int:
    """Write `location/<part>` from coordinate files (by the family's place in the base file) and, where these say
    nothing, from coordinates that the base file itself brought. Gives the number of families that have one."""
    con.execute("CREATE OR REPLACE TEMP TABLE places(family_id BIGINT, village_code VARCHAR, lat DOUBLE, lon DOUBLE)")
    if others:
        identify.load(con, build, rows, rows.parts)
    for one in reversed(others):  # the latest file first: the first to name a family counts
        files = {path.stem: path for path in one.files("key_location")}
        for parts in pack({part: pq.read_metadata(path).num_rows for part, path in files.items()}):
            data = _reader(build, one, "location").read("location", regencies=parts)
            keys = [files[part] for part in parts]
            con.register("vault_location", data)
            _add(
                con,
                f"SELECT i.family_id, i.village_code, v.lat, v.lon FROM vault_location v JOIN {duck.parquet(keys)} k "
                "USING (location_row) JOIN family_ids i ON i.family_key_hash = k.family_key_hash",
            )
            con.unregister("vault_location")
    for src, one in enumerate(rows.intakes):
        if "family" not in build.lake.vault.tables(one.id):
            continue
        for parts in pack({part: rows.size(part) for part in rows.parts}):
            data = _reader(build, one, "family").read("family", regencies=parts, columns=("family_row", "lat", "lon"))
            if not {"lat", "lon"} <= set(data.column_names):
                continue
            data = data.filter(pc.and_(pc.is_valid(data["lat"]), pc.is_valid(data["lon"])))
            if not data.num_rows:
                continue
            identify.load(con, build, rows, parts)
            con.register("vault_family", data)
            _add(
                con,
                "SELECT i.family_id, i.village_code, v.lat, v.lon FROM vault_family v JOIN family_ids i ON "
                f"i.family_row = v.family_row AND i.src = {src}",
            )
            con.unregister("vault_family")
    written = build.write_vault_parts("location", duck.arrow(con, "SELECT * FROM places"))
    con.execute("DROP TABLE places")
    return written


def _add(con: Connection, sql: str) -> None:
    con.execute(
        f"INSERT INTO places SELECT * FROM ({sql}) n WHERE lat IS NOT NULL AND lon IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM places p WHERE p.family_id = n.family_id) "
        "QUALIFY row_number() OVER (PARTITION BY family_id ORDER BY lat, lon) = 1"
    )
