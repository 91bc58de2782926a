"""Who is in which list, on Spark: the rules of `membership`, as tables that stay on the cluster.

Joins are on keyed hashes of the NIK, or on the clusters of a matching run; no name is read. The parity test holds that
both engines name the same people (tests/integration/test_spark_parity.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from sepakat.core.duck import literal
from sepakat.engine.runners.spark import SparkRunner
from sepakat.lake import Lake, Release
from sepakat.matching.apart import GONE, REFUSED
from sepakat.matching.overlap import runs
from sepakat.matching.overlap.lists import BASE, RECIPIENTS, REGISTRY, Listing, choose
from sepakat.matching.overlap.membership import BASE_FIRST, IN_BASE, NUMBER, beside
from sepakat.matching.registered import base_source
from sepakat.matching.store import Run


def members(spark: SparkRunner, release: Release, lists: Sequence[Listing], run: Run | None, unit: str) -> str:
    """The name of a view with the columns of `membership.memberships`."""
    made = _Tables(spark, release, lists, run)
    made.entries()
    made.define("members", made.persons() if unit == "orang" else made.families())
    return made.of("members")


def counted(
    master: str, lake: Lake, release: Release, names: Sequence[str], unit: str, sql: str, told: Mapping[str, int]
) -> tuple[str, pa.Table]:
    """(matching run, rows of `sql`): a query in DuckDB's dialect over the table `members` and files of the release."""
    lists = choose(release, names, 1)
    run = runs.latest(lake, release, [one.id for one in lists if one.kind == REGISTRY])
    with SparkRunner(master, release.path) as spark:
        answer = spark.run(sql, told, tables={"members": members(spark, release, lists, run, unit)})
    return (run.id if run else ""), answer


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


class _Tables:
    """The steps, each a view of this question alone."""

    def __init__(self, spark: SparkRunner, release: Release, lists: Sequence[Listing], run: Run | None) -> None:
        self.spark, self.release, self.lists, self.run = spark, release, lists, run
        self.registries = [one for one in lists if one.kind == REGISTRY]
        self.told = [one for one in lists if one.kind == RECIPIENTS]

    def of(self, name: str) -> str:
        return self.spark.name((self.release.id, name))

    def keep(self, name: str, sql: str) -> None:
        """A step that several others read: worked out once."""
        self.spark.keep(self.of(name), sql)

    def define(self, name: str, sql: str) -> None:
        """A step that costs less to work out again than to keep."""
        self.spark.define(self.of(name), sql)

    def files(self, table: str) -> str:
        return self.spark.view([str(p) for p in self.release.files(table)])

    def entries(self) -> None:
        """`entry`: one row per entry that counts, with its cluster; and `base_person`, `base_family`."""

        def flags(unit: str, alias: str) -> str:
            return "".join(f", {one.holds(alias)} AS {_quoted(one.id)}" for one in self.told if one.unit == unit)

        self.define(
            "base_family",
            f"SELECT f.family_id, f.village_code{flags('keluarga', 'f')} FROM {self.files('frame_family')} f",
        )
        self.define(
            "base_person",
            f"SELECT p.person_id, p.family_id, p.village_code{flags('orang', 'p')} FROM {self.files('frame_person')} p",
        )
        # Those whom the base tells to have died or moved away stay in `raw`, so that entries of theirs are known.
        parts = [
            "SELECT CASE WHEN p.person_id IS NULL THEN -1 ELSE 0 END AS rank, "
            f"{literal(base_source(self.release))} AS src, k.person_id AS id, k.family_id AS family, k.village_code, "
            f"k.nik_hash, k.tanggal_lahir FROM {self.files('key_person')} k "
            f"LEFT JOIN {self.of('base_person')} p ON p.person_id = k.person_id WHERE k.aktif"
        ]
        for rank, one in enumerate(self.registries, 1):
            parts.append(
                f"SELECT {rank} AS rank, {literal(one.id)} AS src, entry_id AS id, family_entry_id AS family, "
                f"village_code, nik_hash, tanggal_lahir FROM {self.files(f'key_registry_{one.id}')}"
            )
        self.define("raw", " UNION ALL ".join(parts))
        self.keep("all_entry", self._by_run(self.run) if self.run is not None else self._by_nik())
        all_entry, raw = self.of("all_entry"), self.of("raw")
        gone = (
            f"SELECT e.key FROM {all_entry} e JOIN {raw} d ON d.nik_hash = e.nik_hash WHERE d.rank = -1 AND e.rank > 0"
        )
        rows, key, more = f"{all_entry} e", "e.key", ""
        if self.run is not None:
            gone += f" UNION ALL {self._apart(self.run)}"
            rows += f" LEFT JOIN {self.of('told')} t ON t.key = e.key"
            own = f"{literal(REFUSED + ':')} || t.number"
            key = f"coalesce({own}, e.key)"
            more = (
                f" UNION ALL SELECT {len(self.registries) + 1}, {literal(REFUSED)}, t.number, t.family, "
                f"t.village_code, {own}, 1.0D FROM {self.of('refused')} t WHERE t.hadir"
            )
        self.define(
            "gone",
            f"SELECT DISTINCT g.key FROM ({gone}) g LEFT ANTI JOIN (SELECT key FROM {all_entry} WHERE rank = 0) b "
            "ON b.key = g.key",
        )
        self.keep(
            "entry",
            "SELECT *, shiftleft(CAST(rank AS BIGINT), 48) + id AS place FROM ("
            f"SELECT e.rank, e.src, e.id, e.family, e.village_code, {key} AS key, e.probability FROM {rows} "
            f"LEFT ANTI JOIN {self.of('gone')} g ON g.key = e.key WHERE e.rank >= 0{more})",
        )

    def _apart(self, run: Run) -> str:
        """Keys of the entries of people who are gone, as the run tells; views `told` and `refused`."""
        self.spark.put(self.of("refused"), run.refused())
        self.spark.put(self.of("run_apart"), run.apart())
        known = (
            f"FROM {self.of('run_apart')} a JOIN {self.of('all_entry')} e ON e.src = a.source AND e.id = a.id "
            "WHERE e.rank > 0 AND a.kind = "
        )
        self.define("told", f"SELECT e.key, min(a.number) AS number {known}{literal(REFUSED)} GROUP BY e.key")
        return (
            f"SELECT g.key FROM (SELECT e.key {known}{literal(GONE)}) g "
            f"LEFT ANTI JOIN {self.of('told')} t ON t.key = g.key"
        )

    def _by_run(self, run: Run) -> str:
        clusters, links = self.of("run_clusters"), self.of("run_links")
        self.spark.put(clusters, run.clusters())
        self.spark.put(links, run.links())
        return (
            f"WITH weakest AS (SELECT c.cluster_id, min(l.probability) AS probability FROM {links} l "
            f"JOIN {clusters} c ON c.source = l.left_source AND c.id = l.left_id GROUP BY c.cluster_id) "
            "SELECT raw.*, coalesce('c' || c.cluster_id, raw.src || ':' || raw.id) AS key, "
            f"coalesce(w.probability, 1.0D) AS probability FROM {self.of('raw')} raw "
            f"LEFT JOIN {clusters} c ON c.source = raw.src AND c.id = raw.id "
            "LEFT JOIN weakest w ON w.cluster_id = c.cluster_id"
        )

    def _by_nik(self) -> str:
        raw = self.of("raw")
        return (
            f"WITH twice AS (SELECT DISTINCT nik_hash FROM {raw} WHERE nik_hash IS NOT NULL GROUP BY src, nik_hash "
            "HAVING count(*) > 1) "
            "SELECT raw.*, CASE WHEN raw.nik_hash IS NULL THEN raw.src || ':' || raw.id "
            "WHEN twice.nik_hash IS NOT NULL "
            "THEN hex(raw.nik_hash) || '/' || coalesce(CAST(tanggal_lahir AS STRING), '') "
            f"ELSE hex(raw.nik_hash) END AS key, 1.0D AS probability FROM {raw} raw "
            "LEFT JOIN twice ON twice.nik_hash = raw.nik_hash"
        )

    def persons(self) -> str:
        """One row per cluster: the base's first person stands for it, else the first entry of the first registry."""
        columns, flags = [], []
        for one in self.lists:
            name = _quoted(one.id)
            if one.kind == BASE:
                columns.append(f"bool_or({IN_BASE}) AS {name}")
            elif one.kind == REGISTRY:
                columns.append(f"bool_or(e.src = {literal(one.id)}) AS {name}")
            else:
                source = "p" if one.unit == "orang" else "f"
                columns.append(f"coalesce(bool_or({source}.{name}), FALSE) AS {name}")
            flags.append(f"one.{name}")
        named = " ".join(f"WHEN {rank} THEN {literal(r + ':')}" for rank, r in enumerate(beside(self.lists), 1))
        base = (
            f"LEFT JOIN {self.of('base_person')} p ON e.rank = 0 AND p.person_id = e.id "
            f"LEFT JOIN {self.of('base_family')} f ON f.family_id = p.family_id"
        )
        return (
            f"WITH one AS (SELECT min(e.place) AS place, min_by(e.village_code, {BASE_FIRST}) AS village_code, "
            f"{', '.join(columns)}, min(e.probability) AS probability "
            f"FROM {self.of('entry')} e {base if self.told else ''} GROUP BY e.key) "
            f"SELECT CASE shiftright(one.place, 48) WHEN 0 THEN '' {named} END || (one.place & {NUMBER}) AS id, "
            f"p.person_id, p.family_id, one.village_code, {', '.join(flags)}, one.probability "
            f"FROM one LEFT JOIN {self.of('base_person')} p ON p.person_id = one.place"
        )

    def families(self) -> str:
        """One row per family of the base, and per family of a registry of whom nobody is in the base."""
        entry = self.of("entry")
        lists = "".join(f"bool_or(src = {literal(r.id)}) AS {_quoted(r.id)}, " for r in self.registries)
        self.keep(
            "seen",
            f"SELECT key, {lists}bool_or(rank = 0) AS in_base, min(probability) AS probability FROM {entry} "
            "GROUP BY key",
        )
        outsider = self._outside()
        inside, outside = [], []
        for one in self.lists:
            name = _quoted(one.id)
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
        return (
            "SELECT CAST(f.family_id AS STRING) AS id, CAST(NULL AS BIGINT) AS person_id, f.family_id, "
            f"any_value(f.village_code) AS village_code, {', '.join(inside)}, "
            f"coalesce(min(s.probability), 1.0D) AS probability FROM {self.of('base_family')} f "
            f"LEFT JOIN {self.of('base_person')} p ON p.family_id = f.family_id "
            f"LEFT JOIN {entry} e ON e.rank = 0 AND e.id = p.person_id LEFT JOIN {self.of('seen')} s ON s.key = e.key "
            "GROUP BY f.family_id UNION ALL "
            "SELECT home AS id, NULL, NULL, min_by(village_code, struct(rank, family)), "
            f"{', '.join(outside)}, min(probability) FROM {outsider} GROUP BY home"
        )

    def _outside(self) -> str:
        """View of entries of families of whom nobody is in the base, each with its home: the family of an earlier
        registry with which it shares most persons (then the lowest number), else itself."""
        entry, seen, so_far = self.of("entry"), self.of("seen"), self.of("outsider 0")
        self.keep(
            "far",
            f"SELECT e.*, s.probability AS held FROM {entry} e JOIN {seen} s ON s.key = e.key "
            f"LEFT ANTI JOIN (SELECT DISTINCT e.src, e.family FROM {entry} e JOIN {seen} s ON s.key = e.key "
            "WHERE e.rank > 0 AND s.in_base) known ON known.src = e.src AND known.family = e.family "
            "WHERE e.rank > 0 AND e.family IS NOT NULL",
        )
        self.define(
            "outsider 0",
            "SELECT rank, src, family, key, village_code, held AS probability, src || ':' || family AS home "
            f"FROM {self.of('far')} WHERE rank = 1",
        )
        for rank in range(2, len(beside(self.lists)) + 1):
            self.keep(  # it reads the one before twice
                f"outsider {rank}",
                f"WITH mine AS (SELECT * FROM {self.of('far')} WHERE rank = {rank}), "
                f"shared AS (SELECT m.family, o.home, count(DISTINCT m.key) AS n FROM mine m "
                f"JOIN {so_far} o ON o.key = m.key GROUP BY m.family, o.home), "
                "best AS (SELECT family, min_by(home, struct(-n, home)) AS home FROM shared GROUP BY family) "
                "SELECT m.rank, m.src, m.family, m.key, m.village_code, m.held AS probability, "
                "coalesce(b.home, m.src || ':' || m.family) AS home "
                "FROM mine m LEFT JOIN best b ON b.family = m.family "
                f"UNION ALL SELECT * FROM {so_far}",
            )
            so_far = self.of(f"outsider {rank}")
        return so_far
