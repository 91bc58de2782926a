"""Both engines say the same: every rank, every figure of the profile, every overlap cell, every link of the sample.

Tolerance: none for whole numbers, codes, words and files of ranks; 1e-9 of its size for a figure that is not whole.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat import releasing
from sepakat.core import duck
from sepakat.engine import runners, tabulating
from sepakat.engine.runners.spark import SparkRunner, frame, session
from sepakat.engine.tabulating.counting import Groups
from sepakat.lake import Lake
from sepakat.matching import apart, refused
from sepakat.matching.fitting import Pairs
from sepakat.matching.lists import PersonList
from sepakat.matching.overlap import counting
from sepakat.matching.run import match
from sepakat.matching.spark_linkage import SparkComparer, splink_api
from tests import matching_people, overlap_runs, spark_engine

pytestmark = pytest.mark.skipif(spark_engine.missing() is not None, reason=f"SPARK: {spark_engine.missing()}")
TOLERANCE = 1e-9
DIALECT = Path(__file__).parents[1] / "golden" / "spark_dialect.json"


@pytest.fixture(scope="module", autouse=True)
def _spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with spark_engine.started(tmp_path_factory.mktemp("spark")):
        yield


@pytest.fixture
def on_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark does the work; the release's own files were made by DuckDB."""
    monkeypatch.setenv(runners.SETTING, spark_engine.MASTER)


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], tuple[Any, Any]]:
    """What a function gives on DuckDB and on Spark."""

    def run(what: Callable[[], Any]) -> tuple[Any, Any]:
        monkeypatch.delenv(runners.SETTING, raising=False)
        duck = what()
        monkeypatch.setenv(runners.SETTING, spark_engine.MASTER)
        return duck, what()

    return run


def differing(left: pa.Table, right: pa.Table) -> list[str]:
    """Columns in which two tables of the same rows differ, beyond the tolerance where they hold fractions."""
    assert left.schema.equals(right.schema) and left.num_rows == right.num_rows
    found = []
    for name in left.column_names:
        one, other = left[name].combine_chunks(), right[name].combine_chunks()
        if pa.types.is_floating(one.type):
            one, other = (np.asarray(c.to_numpy(zero_copy_only=False), float) for c in (one, other))
            same = bool(np.allclose(one, other, rtol=TOLERANCE, atol=0, equal_nan=True))
        else:
            same = one.equals(other)
        found += [] if same else [name]
    return found


def test_the_dialect_means_the_same(on_spark, release):
    kept = json.loads(DIALECT.read_text())
    expressions = [sql for sql in kept if "SELECT" not in sql]
    together = "SELECT " + ", ".join(f"{sql} AS c{i}" for i, sql in enumerate(expressions))
    with SparkRunner(spark_engine.MASTER, release.path) as spark:
        splink_api(spark.spark)  # brings the functions on text
        for sql in (together, *(sql for sql in kept if sql not in expressions)):
            duck = [value for row in duckdb.sql(sql).fetchall() for value in row]
            said = [value for row in spark.run(sql).to_pylist() for value in row.values()]
            wrong = [pair for pair in zip(duck, said, strict=True) if not _same(*pair)]
            assert wrong == [], sql


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, bool | str) or one is None or other is None:
        return bool(one == other)
    return math.isclose(float(one), float(other), rel_tol=TOLERANCE)


def test_only_files_of_the_release_are_read(release, tmp_path):
    pq.write_table(pa.table({"x": [1]}), tmp_path / "lain.parquet")
    with SparkRunner(spark_engine.MASTER, release.path) as spark, pytest.raises(ValueError, match="only files"):
        spark.run(f"SELECT * FROM read_parquet(['{tmp_path / 'lain.parquet'}'])")


def test_a_whole_build(on_spark, monkeypatch, sample_lake, release, tmp_path):
    """Ranks, and what the manifest tells of them; all indicators × all regions × all breakdowns, and what is hidden of
    them; the counts that a later build goes on from."""
    asked = []
    arrow = SparkRunner.arrow
    monkeypatch.setattr(SparkRunner, "arrow", lambda self, sql, told=None: asked.append(sql) or arrow(self, sql, told))
    shutil.copytree(sample_lake, tmp_path / "lake")
    day = dt.date.fromisoformat(release.manifest["parameters"]["tanggal"])
    made = releasing.build(Lake.open(tmp_path / "lake"), on=day, from_scratch=True).release
    assert len(asked) > 3  # Spark was there
    before, after = (one.manifest["files"] for one in (release, made))
    other = {name for name in before.keys() | after.keys() if logical(before, name) != logical(after, name)}
    assert [name for name in other if name.startswith(("rank/", "frame_", "profile/"))] == []
    for name in other:
        if name.startswith(("counts/keluarga/", "counts/orang/")):  # they tell which program made them, too
            assert rows(release.path / name).equals(rows(made.path / name)), name
    assert {"rank", "profile", "counts", "frame_person"} <= {name.split("/")[0] for name in after}
    assert (made.manifest["rank"], made.manifest["model"]) == (release.manifest["rank"], release.manifest["model"])


def logical(files: dict[str, Any], name: str) -> str | None:
    return files[name]["logical"] if name in files else None


def rows(path: Path) -> pa.Table:
    with pa.ipc.open_file(path) as file:
        return file.read_all()


def test_the_rule_of_ties_by_spark_itself(release):
    """Deciles of the release against `min(10, floor(10·C/N) + 1)` as one would write it, over all families."""
    with SparkRunner(spark_engine.MASTER, release.path) as spark:
        ranks = spark.view([str(p) for p in release.files("rank")])
        for scope, length in (("nasional", 0), ("provinsi", 2), ("kabupaten", 5)):
            wrong = spark.arrow(f"""
                SELECT count(*) AS n FROM (
                    SELECT desil_{scope} AS said, skor,
                           coalesce(sum(members) OVER (PARTITION BY substr(village_code, 1, {length}) ORDER BY skor
                               RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS c,
                           sum(members) OVER (PARTITION BY substr(village_code, 1, {length})) AS n
                    FROM {ranks} WHERE skor IS NOT NULL)
                WHERE said <> least(10, floor(10 * c / n) + 1)""")
            assert wrong["n"].to_pylist() == [0], scope


def test_a_free_table(both, release):
    duck, spark = both(
        lambda: tabulating.tabulate(
            release,
            "rata_rata_lama_sekolah",
            {"desil_nasional": "1-4"},
            "53.01",
            ["jenis_kelamin"],
            level="kecamatan",
        )
    )
    assert duck.data.num_rows > 1 and differing(duck.data, spark.data) == []


@pytest.fixture
def linked(sample_lake, tmp_path) -> Lake:
    """A copy of the lake with a matching run, which knows people who are gone and people whose row was refused."""
    shutil.copytree(sample_lake, tmp_path / "lake")
    lake = Lake.open(tmp_path / "lake")
    release = lake.release("current")
    home = overlap_runs.write(lake)
    loose = duckdb.sql(
        f"SELECT entry_id AS id, village_code FROM {duck.parquet(release.files('key_registry_dtks'))} WHERE entry_id "
        f"NOT IN (SELECT id FROM '{home / 'clusters.parquet'}' WHERE source = 'dtks') ORDER BY 1 LIMIT 60"
    ).to_arrow_table()
    ids, villages = (loose[name].to_pylist() for name in ("id", "village_code"))
    kinds = [apart.GONE] * 20 + [apart.REFUSED] * 40
    told = {"kind": kinds, "number": [max(0, i - 19) for i in range(60)], "source": ["dtks"] * 60, "id": ids}
    pq.write_table(pa.table(told, apart.SCHEMA), home / "apart.parquet")
    numbers = range(1, 41)
    rows = {
        "number": [*numbers],
        "family": [n // 3 for n in numbers],
        "village_code": [villages[20 + n // 3] for n in numbers],
        "hadir": [n % 4 > 0 for n in numbers],
    }
    pq.write_table(pa.table(rows, refused.SCHEMA), home / "refused.parquet")
    return lake


@pytest.mark.parametrize(("unit", "by_run"), [("orang", False), ("keluarga", True)])
def test_every_overlap_cell(both, request, sample_lake, unit, by_run):
    """All groups that the tables of villages, and their noise, are made of: by equal NIK, and by a matching run."""
    lake = request.getfixturevalue("linked") if by_run else Lake.open(sample_lake)
    lists = ["regsosek", "dtks", "p3ke"]
    duck, spark = both(
        lambda: counting.count(
            lake, lake.release("current"), lists, "53", unit=unit, level="desa", by=["desil_nasional"]
        )
    )
    assert len(duck.groups.n) > 100 and duck.run == spark.run and bool(duck.run) == by_run
    assert cells(duck.groups) == cells(spark.groups)


def cells(groups: Groups) -> dict[tuple[Any, ...], tuple[int, int]]:
    """(place, classes) → people and their key."""
    names = sorted(groups.codes)
    places = [groups.regions[at] for at in groups.region]
    classes = zip(*(groups.codes[name].tolist() for name in names), strict=True)
    return dict(
        zip(zip(places, classes, strict=True), zip(groups.n.tolist(), groups.key.tolist(), strict=True), strict=True)
    )


MARK = "SUMARNIWATI"


def test_a_whole_match(both, monkeypatch):
    """The exact rules, how Splink says that pairs agree, and what is made of it; nothing of the names stays in Spark,
    and none is to be read on the disk."""
    people = matching_people.people(40, seed=5)
    people.left[0]["nama"] = people.right[0]["nama"] = MARK
    lists = [
        PersonList(name, matching_people.table(rows), name)
        for name, rows in (("kiri", people.left), ("kanan", people.right))
    ]
    take = SparkComparer._take

    def looked(self: SparkComparer, sql: str, into: str) -> None:
        take(self, sql, into)
        assert unread(MARK)

    monkeypatch.setattr(SparkComparer, "_take", looked)

    def run() -> tuple[dict[str, int], int, pa.Table, pa.Table, Pairs]:
        with match(lists) as done:
            return done.by_rule, done.compared, done.links(), done.clusters(), done.scored.pairs

    (rules, compared, links, clusters, pairs), there = both(run)
    assert links.num_rows > sum(rules.values()) > 10 and compared > links.num_rows
    assert (rules, compared, clusters) == (there[0], there[1], there[3])
    assert np.array_equal(pairs.left, there[4].left) and np.array_equal(pairs.right, there[4].right)
    assert np.array_equal(pairs.levels, there[4].levels)
    # what a rare name adds: Splink's logarithms, in single precision
    assert np.allclose(pairs.rare, there[4].rare, rtol=0, atol=1e-4)
    assert links.drop(["probability"]).equals(there[2].drop(["probability"]))
    assert np.allclose(links["probability"], there[2]["probability"], rtol=0, atol=1e-4)
    kept = session(spark_engine.MASTER).sparkContext._jsc.sc().getPersistentRDDs()
    assert kept.isEmpty(), kept.toString()


def unread(mark: str) -> set[str]:
    """Names of the files in Spark's folder, in none of which the mark stands."""
    folder = Path(session(spark_engine.MASTER).sparkContext.getConf().get("spark.local.dir"))
    assert folder.stat().st_mode & 0o077 == 0
    found = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".jar"]
    assert [path.name for path in found if mark.encode() in path.read_bytes()] == []
    return {path.name for path in found}


def test_names_on_the_disk_cannot_be_read():
    from pyspark import StorageLevel

    names = frame(session(spark_engine.MASTER), pa.table({"nama": [f"{MARK} {n}" for n in range(500)]}))
    kept = names.repartition(2, "nama").persist(StorageLevel.DISK_ONLY)
    assert kept.count() == 500
    written = unread(MARK)
    assert any(name.startswith("rdd_") for name in written) and any(name.startswith("shuffle_") for name in written)
    kept.unpersist(True)
