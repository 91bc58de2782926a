"""Who is in which list: one row per person or family, with a yes or no for each list.

A person is one cluster of entries: those of the last matching run of the release, or, where there is none, entries that
carry the same NIK (by keyed hash; where one list carries a NIK twice, the birth date must agree too). A family of the
base registry is in a list where any of its members is; entries of other registries whose family has no member in the
base stand as families of their own. People whose row of the base was refused are in the base (`apart`), where a run
knows of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from sepakat.core import duck
from sepakat.core.duck import Connection, identifier, literal
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.lake import Lake, Release
from sepakat.matching.apart import GONE, REFUSED
from sepakat.matching.overlap import runs
from sepakat.matching.overlap.lists import BASE, RECIPIENTS, REGISTRY, Listing, choose
from sepakat.matching.registered import base_source
from sepakat.matching.store import Run

UNITS = ("orang", "keluarga")


def memberships(
    lake: Lake, release: Release, sources: Iterable[str], unit: str = "orang", *, least: int = 2
) -> pa.Table:
    """Who is in which of these lists.

    Columns: `id` (text: person or family number, `dtks:12` for one in no row of the base, `ditolak:3` where only a
    refused row tells of them), `person_id` (persons; null without a row of the base), `family_id` (the same),
    `village_code` (of the base where it is there), one bool per list under the list's name, `probability` (the lowest
    of the links that hold the person together; 1 where there is none to doubt). Rows: everyone in the base and in any
    of the registries asked for, once; entries of people whom the base knows to have died or moved away are left out.
    The schema's metadata tell `run` (empty: exact NIK). No name is read.
    """
    check_unit(unit)
    lists = choose(release, sources, least)
    run = runs.latest(lake, release, [one.id for one in lists if one.kind == REGISTRY])
    con = duck.connect()
    try:
        _nodes(con, release, lists, run)
        sql = _persons(lists) if unit == "orang" else _families(con, lists)
        found = con.sql(sql).to_arrow_table()
    finally:
        con.close()
    return found.replace_schema_metadata({"run": run.id if run else "", "release": release.id})


def check_unit(unit: str) -> None:
    if unit not in UNITS:
        raise UserError(
            Text("Satuan irisan adalah orang atau keluarga.", "An overlap counts persons or families."),
            hint=Text("Pakai --unit orang atau --unit keluarga.", "Use --unit orang or --unit keluarga."),
            code="overlap-unit",
        )


def _nodes(con: Connection, release: Release, lists: Sequence[Listing], run: Run | None) -> None:
    """Tables `entry` (one row per entry of base and registries, with its cluster) and `base_person`, `base_family`."""
    base = base_source(release)
    persons, families = release.files("frame_person"), release.files("frame_family")
    told = [one for one in lists if one.kind == RECIPIENTS]

    def flags(unit: str, alias: str) -> str:
        return "".join(f", {one.holds(alias)} AS {identifier(one.id)}" for one in told if one.unit == unit)

    con.execute(
        f"CREATE TEMP TABLE base_family AS SELECT f.family_id, f.village_code{flags('keluarga', 'f')} "
        f"FROM {duck.parquet(families)} f"
    )
    con.execute(
        f"CREATE TEMP TABLE base_person AS SELECT p.person_id, p.family_id, p.village_code{flags('orang', 'p')} "
        f"FROM {duck.parquet(persons)} p"
    )
    # Those whom the base tells to have died or moved away stay in `raw`, so that entries of theirs are known as such.
    parts = [
        f"SELECT CASE WHEN p.person_id IS NULL THEN -1 ELSE 0 END AS rank, {literal(base)} AS src, "
        "k.person_id AS id, k.family_id AS family, k.village_code, k.nik_hash, k.tanggal_lahir "
        f"FROM {duck.parquet(release.files('key_person'))} k LEFT JOIN base_person p ON p.person_id = k.person_id "
        "WHERE k.aktif"
    ]
    registries = [one for one in lists if one.kind == REGISTRY]
    for rank, one in enumerate(registries, 1):
        source = duck.parquet(release.files(f"key_registry_{one.id}"))
        parts.append(
            f"SELECT {rank} AS rank, {literal(one.id)} AS src, entry_id AS id, family_entry_id AS family, "
            f"village_code, nik_hash, tanggal_lahir FROM {source}"
        )
    con.execute("CREATE TEMP TABLE raw AS " + " UNION ALL ".join(parts))
    if run is not None:
        con.register("run_clusters", run.clusters())
        con.register("run_links", run.links())
        con.execute(
            "CREATE TEMP TABLE run_weakest AS SELECT c.cluster_id, min(l.probability) AS probability FROM run_links l "
            "JOIN run_clusters c ON c.source = l.left_source AND c.id = l.left_id GROUP BY c.cluster_id"
        )
        con.execute(
            "CREATE TEMP TABLE all_entry AS SELECT raw.*, "
            "hash(coalesce('c' || c.cluster_id, raw.src || ':' || raw.id)) AS key, "
            "coalesce(w.probability, 1.0) AS probability FROM raw "
            "LEFT JOIN run_clusters c ON c.source = raw.src AND c.id = raw.id "
            "LEFT JOIN run_weakest w ON w.cluster_id = c.cluster_id"
        )
    else:
        con.execute(_BY_NIK)
    con.execute(
        "CREATE TEMP TABLE gone AS SELECT DISTINCT e.key FROM all_entry e JOIN raw d ON d.nik_hash = e.nik_hash "
        "WHERE d.rank = -1 AND e.rank > 0"
    )
    rows, key, more = "all_entry e", "e.key", ""
    if run is not None:
        _apart(con, run)
        own = f"hash({literal(REFUSED + ':')} || t.number)"
        rows, key = (
            "all_entry e LEFT JOIN told t ON t.key = e.key",
            f"CASE WHEN t.number IS NULL THEN e.key ELSE {own} END",
        )
        more = (
            f" UNION ALL SELECT {len(registries) + 1}, {literal(REFUSED)}, t.number, t.family, t.village_code, NULL, "
            f"NULL, {own}, 1.0 FROM refused t WHERE t.hadir"
        )
    con.execute(
        "CREATE TEMP TABLE entry AS SELECT *, (rank::BIGINT << 48) + id AS place FROM ("
        f"SELECT e.* REPLACE ({key} AS key) FROM {rows} WHERE e.rank >= 0 AND e.key NOT IN (SELECT key FROM gone "
        f"WHERE key NOT IN (SELECT key FROM all_entry WHERE rank = 0)){more})"
    )


def _apart(con: Connection, run: Run) -> None:
    """What the run tells of people whom the base knows and does not count: more rows of `gone`; table `told` (key of
    the entries of a refused person, who may be in several lists, and the person's number); view `refused`."""
    con.register("refused", run.refused())
    con.register("run_apart", run.apart())
    known = "SELECT {} FROM run_apart a JOIN all_entry e ON e.src = a.source AND e.id = a.id WHERE a.kind = {}"
    con.execute(
        "CREATE TEMP TABLE told AS "
        + known.format("e.key, min(a.number) AS number", literal(REFUSED))
        + " AND e.rank > 0 GROUP BY e.key"
    )
    con.execute(
        "INSERT INTO gone "
        + known.format("DISTINCT e.key", literal(GONE))
        + " AND e.rank > 0 AND e.key NOT IN (SELECT key FROM told)"
    )


_BY_NIK = """
    CREATE TEMP TABLE all_entry AS
    WITH twice AS (SELECT DISTINCT nik_hash FROM raw WHERE nik_hash IS NOT NULL GROUP BY src, nik_hash
        HAVING count(*) > 1)
    SELECT raw.*, CASE WHEN raw.nik_hash IS NULL THEN hash(raw.src, raw.id)
        WHEN twice.nik_hash IS NOT NULL THEN hash(raw.nik_hash, raw.tanggal_lahir) ELSE hash(raw.nik_hash) END AS key,
        1.0 AS probability
    FROM raw LEFT JOIN twice ON twice.nik_hash = raw.nik_hash"""


def _persons(lists: Sequence[Listing]) -> str:
    """One row per cluster: the base's first person stands for it, else the first entry of the first registry."""
    columns, flags = [], []
    for one in lists:
        name = identifier(one.id)
        if one.kind == BASE:
            columns.append(f"bool_or({IN_BASE}) AS {name}")
        elif one.kind == REGISTRY:
            columns.append(f"bool_or(e.src = {literal(one.id)}) AS {name}")
        else:
            source = "p" if one.unit == "orang" else "f"
            columns.append(f"coalesce(bool_or({source}.{name}), FALSE) AS {name}")
        flags.append(f"one.{name}")
    named = " ".join(f"WHEN {rank} THEN {literal(name + ':')}" for rank, name in enumerate(beside(lists), 1))
    told = any(one.kind == RECIPIENTS for one in lists)
    base = (
        "LEFT JOIN base_person p ON e.rank = 0 AND p.person_id = e.id "
        "LEFT JOIN base_family f ON f.family_id = p.family_id"
    )
    return f"""
        WITH one AS (SELECT min(e.place) AS place, arg_min(e.village_code, {BASE_FIRST}) AS village_code,
            {", ".join(columns)}, min(e.probability)::DOUBLE AS probability
            FROM entry e {base if told else ""} GROUP BY e.key)
        SELECT CASE one.place >> 48 WHEN 0 THEN '' {named} END || (one.place & {NUMBER}) AS id,
            p.person_id, p.family_id, one.village_code, {", ".join(flags)}, one.probability
        FROM one LEFT JOIN base_person p ON p.person_id = one.place
        ORDER BY one.village_code, id"""


IN_BASE = f"e.rank = 0 OR e.src = {literal(REFUSED)}"  # SQL: this entry shows that its person is in the base
BASE_FIRST = f"CASE WHEN e.src = {literal(REFUSED)} THEN 0 ELSE e.place END"  # whose village counts
NUMBER = (1 << 48) - 1  # the part of `place` that is an entry's number; above it stands the rank of its list


def beside(lists: Sequence[Listing]) -> list[str]:
    """The lists of entries outside the base's rows, by rank."""
    return [*(one.id for one in lists if one.kind == REGISTRY), REFUSED]


def _families(con: Connection, lists: Sequence[Listing]) -> str:
    """One row per family of the base, and per family of a registry of whom nobody is in the base."""
    registries = [one for one in lists if one.kind == REGISTRY]
    con.execute(
        "CREATE TEMP TABLE seen AS SELECT key, "
        + "".join(f"bool_or(src = {literal(r.id)}) AS {identifier(r.id)}, " for r in registries)
        + "bool_or(rank = 0) AS in_base, min(probability) AS probability FROM entry GROUP BY key"
    )
    _outside(con, len(beside(lists)))
    inside, outside = [], []
    for one in lists:
        name = identifier(one.id)
        if one.kind == BASE:
            inside.append(f"TRUE AS {name}")
            outside.append(f"bool_or(src = {literal(REFUSED)}) AS {name}")
        elif one.kind == REGISTRY:
            inside.append(f"coalesce(bool_or(s.{name}), FALSE) AS {name}")
            outside.append(f"bool_or(src = {literal(one.id)}) AS {name}")
        else:
            source = "any_value(f." if one.unit == "keluarga" else "bool_or(p."
            inside.append(f"coalesce({source}{name}), FALSE) AS {name}")
            outside.append(f"FALSE AS {name}")
    return f"""
        SELECT f.family_id::VARCHAR AS id, NULL::BIGINT AS person_id, f.family_id,
            any_value(f.village_code) AS village_code, {", ".join(inside)},
            coalesce(min(s.probability), 1.0)::DOUBLE AS probability
        FROM base_family f LEFT JOIN base_person p ON p.family_id = f.family_id
            LEFT JOIN entry e ON e.rank = 0 AND e.id = p.person_id LEFT JOIN seen s ON s.key = e.key
        GROUP BY f.family_id
        UNION ALL
        SELECT home AS id, NULL, NULL, arg_min(village_code, (rank, family)), {", ".join(outside)},
            min(probability)::DOUBLE FROM outsider GROUP BY home
        ORDER BY village_code, id"""


def _outside(con: Connection, ranks: int) -> None:
    """Table `outsider`: entries of families of whom nobody is in the base, each with its home: the family of an
    earlier registry with which it shares most persons (then the lowest number), else itself."""
    con.execute(
        "CREATE TEMP TABLE far AS SELECT e.*, s.probability AS held FROM entry e JOIN seen s USING (key) "
        "ANTI JOIN (SELECT DISTINCT e.src, e.family FROM entry e JOIN seen s USING (key) "
        "WHERE e.rank > 0 AND s.in_base) known ON known.src = e.src AND known.family = e.family "
        "WHERE e.rank > 0 AND e.family IS NOT NULL"
    )
    con.execute(
        "CREATE TEMP TABLE outsider (rank INTEGER, src VARCHAR, family BIGINT, key VARCHAR, village_code VARCHAR, "
        "probability DOUBLE, home VARCHAR)"
    )
    for rank in range(1, ranks + 1):
        con.execute(
            f"INSERT INTO outsider WITH mine AS (SELECT * FROM far WHERE rank = {rank}), "
            "shared AS (SELECT m.family, o.home, count(DISTINCT m.key) AS n FROM mine m JOIN outsider o USING (key) "
            "GROUP BY ALL), best AS (SELECT family, first(home ORDER BY n DESC, home) AS home FROM shared "
            "GROUP BY family) "
            "SELECT m.rank, m.src, m.family, m.key, m.village_code, m.held, "
            "coalesce(b.home, m.src || ':' || m.family) FROM mine m LEFT JOIN best b USING (family)"
        )
