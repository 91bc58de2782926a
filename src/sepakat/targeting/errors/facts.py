"""What the lists and registries of a release say of units that are wrongly out or in, as SQL."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat.core import duck
from sepakat.core.duck import Connection, parquet
from sepakat.engine.frames import ReleaseLike
from sepakat.targeting.errors.entries import entries_sql
from sepakat.targeting.errors.linked import Linked
from sepakat.targeting.errors.units import Units


def registries(release: ReleaseLike) -> list[str]:
    """Short names of the registries beside the base one that this release holds keyed entries of."""
    return [n for n in ("dtks", "dtsen", "opensid", "p3ke", "regsosek") if release.files(f"key_registry_{n}")]


def any_registry(release: ReleaseLike) -> bool:
    return bool(registries(release))


def read(con: Connection, units: Units, linked: Linked | None) -> dict[str, NDArray[np.int64]]:
    """Per unit: entries on the list, those of them gone or moved, the most in one period, registries that hold it, the
    registry's decile (0 unknown), and whether a listed member and the family due part ways."""
    release = units.release
    mine = "unit_id" if units.persons else "family_id"
    key = "person_id" if units.persons else "family_id"
    entries = entries_sql(release, units.programme, units.area)
    empty = "SELECT NULL::BIGINT person_id, NULL::BIGINT family_id, NULL::VARCHAR village_code, NULL::VARCHAR period"
    con.execute(f"CREATE TEMP TABLE entry AS SELECT * FROM ({entries or empty}) WHERE {key} IS NOT NULL")
    departed = parquet(release.files("departed")) if release.files("departed") else "(SELECT NULL::BIGINT person_id)"
    con.execute(f"CREATE TEMP TABLE gone AS SELECT DISTINCT person_id FROM {departed} WHERE person_id IS NOT NULL")
    con.execute(f"""
        CREATE TEMP TABLE listed AS SELECT u.i, count(*) AS entries,
            count_if(g.person_id IS NOT NULL OR e.village_code <> u.village_code) AS gone
        FROM entry e JOIN unit u ON u.{mine} = e.{key} LEFT JOIN gone g ON g.person_id = e.person_id GROUP BY 1""")
    con.execute(f"""
        CREATE TEMP TABLE twice AS SELECT i, max(n) AS twice FROM (
            SELECT u.i, e.period, count(*) AS n FROM entry e JOIN unit u ON u.{mine} = e.{key} GROUP BY ALL
        ) GROUP BY 1""")
    _registry_facts(con, units, linked)
    rows = duck.arrow(
        con,
        """SELECT coalesce(l.entries, 0) AS entries, coalesce(l.gone, 0) AS gone, coalesce(t.twice, 0) AS twice,
            coalesce(r.registries, 0) AS registries, coalesce(o.desil, d.desil, 0)::BIGINT AS decile,
            (s.i IS NOT NULL)::BIGINT AS split
            FROM unit u LEFT JOIN listed l USING (i) LEFT JOIN twice t USING (i)
            LEFT JOIN member_of r ON r.unit_id = u.unit_id LEFT JOIN official o ON o.family_id = u.family_id
            LEFT JOIN registry_decile d ON d.family_id = u.family_id LEFT JOIN split s USING (i) ORDER BY i""",
    )
    return {name: rows.column(name).cast(pa.int64()).to_numpy() for name in rows.column_names}


def _registry_facts(con: Connection, units: Units, linked: Linked | None) -> None:
    """Temporary tables `member_of`, `official`, `registry_decile`, `split`."""
    release = units.release
    keys, names = release.files("key_person"), registries(release)
    facts = release.files("frame_family")
    held = duck.arrow(con, f"SELECT * FROM {parquet(facts)} LIMIT 0").column_names
    official = "desil_resmi" if "desil_resmi" in held else "NULL::TINYINT"
    con.execute(
        f"CREATE TEMP TABLE official AS SELECT family_id, {official}::BIGINT AS desil FROM {parquet(facts)} "
        f"WHERE {official} IS NOT NULL"
    )
    if not names or not keys:
        con.execute("CREATE TEMP TABLE member_of AS SELECT NULL::BIGINT AS unit_id, 0 AS registries LIMIT 0")
        con.execute("CREATE TEMP TABLE registry_decile AS SELECT NULL::BIGINT AS family_id, 0 AS desil LIMIT 0")
        con.execute("CREATE TEMP TABLE split AS SELECT NULL::BIGINT AS i LIMIT 0")
        return
    con.execute(f"""
        CREATE TEMP TABLE own AS SELECT nik_hash, any_value(person_id) AS person_id, any_value(family_id) AS family_id
        FROM {parquet(keys)} WHERE nik_hash IS NOT NULL GROUP BY 1 HAVING count(*) = 1""")
    con.execute("DELETE FROM own WHERE family_id NOT IN (SELECT family_id FROM unit)")
    parts = [
        f"SELECT '{n}' AS registry, entry_id, family_entry_id, nik_hash, kk_hash FROM "
        f"{parquet(release.files(f'key_registry_{n}'))}"
        for n in names
    ]
    con.execute(f"CREATE TEMP VIEW registered AS {' UNION ALL '.join(parts)}")
    con.execute(f"CREATE TEMP TABLE found AS {_found_sql(linked, keys)}")
    cards = ""
    if release.files("key_family"):
        own = parquet(release.files("key_family"))
        cards = (
            f" UNION SELECT DISTINCT k.family_id, r.registry FROM registered r JOIN {own} k USING (kk_hash)"
            " WHERE r.kk_hash IS NOT NULL"
        )
    if units.persons:
        con.execute(
            "CREATE TEMP TABLE member_of AS SELECT person_id AS unit_id, count(DISTINCT registry) AS registries "
            "FROM found GROUP BY 1"
        )
    else:
        con.execute(
            "CREATE TEMP TABLE member_of AS SELECT family_id AS unit_id, count(DISTINCT registry) AS registries "
            f"FROM (SELECT DISTINCT family_id, registry FROM found{cards}) GROUP BY 1"
        )
    con.execute(f"CREATE TEMP TABLE registry_decile AS {_deciles(release, names)}")
    _split(con, units)


def _found_sql(linked: Linked | None, keys: list[Path]) -> str:
    """Who each registry entry is: by the matching run where it covers the registry, else by the very same NIK."""
    by_nik = (
        "SELECT r.registry, r.entry_id, r.family_entry_id, o.person_id, o.family_id "
        "FROM registered r JOIN own o USING (nik_hash)"
    )
    if linked is None:
        return by_nik
    names = ", ".join(duck.literal(n) for n in linked.registries)
    clusters, base = parquet(linked.clusters), duck.literal(linked.base)
    return f"""{by_nik} WHERE r.registry NOT IN ({names})
        UNION ALL SELECT r.registry, r.entry_id, r.family_entry_id, k.person_id, k.family_id
        FROM (SELECT source, id, cluster_id FROM {clusters} WHERE source <> {base}) c
        JOIN (SELECT id, cluster_id FROM {clusters} WHERE source = {base}) b ON b.cluster_id = c.cluster_id
        JOIN registered r ON r.registry = c.source AND r.entry_id = c.id
        JOIN {parquet(keys)} k ON k.person_id = b.id AND k.family_id IN (SELECT family_id FROM unit)"""


def _deciles(release: ReleaseLike, names: list[str]) -> str:
    """One decile per family from the registries' own ranks, where there is no official one: the lowest named."""
    parts = [
        f"SELECT f.family_id, coalesce(g.desil, CASE WHEN g.persentil BETWEEN 1 AND 100 "
        f"THEN (g.persentil - 1) // 10 + 1 END)::BIGINT AS desil "
        f"FROM found f JOIN {parquet(release.files(f'registry_{n}'))} g ON g.entry_id = f.entry_id "
        f"WHERE f.registry = '{n}'"
        for n in names
        if release.files(f"registry_{n}")
    ]
    if not parts:
        return "SELECT NULL::BIGINT AS family_id, 0 AS desil LIMIT 0"
    union = " UNION ALL ".join(parts)
    return f"SELECT family_id, min(desil) AS desil FROM ({union}) WHERE desil BETWEEN 1 AND 10 GROUP BY 1"


def _split(con: Connection, units: Units) -> None:
    """Units of a family programme whose listed member shares a registry's family with the other family: one side has
    the programme and is not due, the other is due and has it not."""
    if units.persons:
        con.execute("CREATE TEMP TABLE split AS SELECT NULL::BIGINT AS i LIMIT 0")
        return
    con.execute("""
        CREATE TEMP TABLE pair AS SELECT DISTINCT a.i AS holder, b.i AS due
        FROM entry e JOIN unit a ON a.family_id = e.family_id AND a.has AND NOT a.eligible
        JOIN found x ON x.person_id = e.person_id
        JOIN found y ON y.registry = x.registry AND y.family_entry_id = x.family_entry_id AND y.family_id <> x.family_id
        JOIN unit b ON b.family_id = y.family_id AND b.eligible AND NOT b.has""")
    con.execute("CREATE TEMP TABLE split AS SELECT holder AS i FROM pair UNION SELECT due FROM pair")
