"""Both engines say the same: every rank, every figure of the profile, every overlap cell, every link of the sample.

Tolerance: none for whole numbers, codes, words and files of ranks; 1e-9 of its size for a figure that is not whole.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat import welfare
from sepakat.core import duck
from sepakat.engine import profile, runners, tabulating
from sepakat.engine.runners.spark import SparkRunner, session
from sepakat.engine.tabulating.counting import Groups
from sepakat.lake import Lake
from sepakat.matching import blocking, cascade, comparing, normalising, splinking
from sepakat.matching.lists import PersonList
from sepakat.matching.overlap import counting
from sepakat.matching.spark_linkage import splink_api
from tests import matching_people, spark_engine

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


def test_every_rank(on_spark, release, tmp_path):
    files = {path.stem: path for path in release.files("family")}
    model = welfare.Model.load(release.path / "model.json")
    report = welfare.rank_files(files, model, tmp_path)
    told = json.loads(json.dumps(report.as_dict()))
    assert told == release.manifest["rank"]  # deciles, limits, what was missing
    assert sorted(p.name for p in tmp_path.iterdir()) == [p.name for p in release.files("rank")]
    for path in release.files("rank"):
        assert differing(pq.read_table(path), pq.read_table(tmp_path / path.name)) == []


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


def test_every_figure_of_the_profile(on_spark, release, tmp_path):
    """All indicators × all regions × all breakdowns, and what is hidden of them."""
    made = profile.build(release, tmp_path)
    assert sorted(p.name for p in made) == [p.name for p in release.files("profile")]
    for path in release.files("profile"):
        assert differing(pq.read_table(path), pq.read_table(tmp_path / path.name)) == []


@pytest.mark.parametrize("what", ["orang", "rata_rata_lama_sekolah"])
def test_free_tables(both, release, what):
    duck, spark = both(
        lambda: tabulating.tabulate(
            release, what, {"desil_nasional": "1-4"}, "53.01", ["jenis_kelamin"], level="kecamatan"
        )
    )
    assert duck.data.num_rows > 1 and differing(duck.data, spark.data) == []


@pytest.mark.parametrize("unit", ["orang", "keluarga"])
def test_every_overlap_cell(both, sample_lake, release, unit):
    """All groups that the tables of villages, and their noise, are made of."""
    lake = Lake.open(sample_lake)
    lists = ["regsosek", "dtks", "p3ke"]
    duck, spark = both(
        lambda: counting.count(lake, release, lists, "53", unit=unit, level="desa", by=["desil_nasional"])
    )
    assert len(duck.groups.n) > 100
    assert cells(duck.groups) == cells(spark.groups)


def cells(groups: Groups) -> dict[tuple[Any, ...], tuple[int, int]]:
    """(place, classes) → people and their key."""
    names = sorted(groups.codes)
    places = [groups.regions[at] for at in groups.region]
    classes = zip(*(groups.codes[name].tolist() for name in names), strict=True)
    return dict(
        zip(zip(places, classes, strict=True), zip(groups.n.tolist(), groups.key.tolist(), strict=True), strict=True)
    )


def test_links_by_rule_and_levels_of_pairs(monkeypatch):
    """The exact rules, and how Splink says that pairs agree; nothing of the names stays in Spark."""
    people = matching_people.people(40, seed=5)
    lists = [
        PersonList(name, matching_people.table(rows), name)
        for name, rows in (("kiri", people.left), ("kanan", people.right))
    ]
    u = {one.name: [1 / (len(one.levels) + 1)] * (len(one.levels) + 1) for one in comparing.ALL}
    con = duck.connect()
    normalising.load(con, lists)
    blocking.pairs(con, "rec", within=False)

    def run() -> tuple[dict[str, int], list[Any], pa.Table]:
        counts = cascade.run(con, within=False)
        links = con.sql("SELECT * FROM tautan_pasti ORDER BY ALL").fetchall()
        splinking.comparer(con, comparing.ALL, u).compare("pasangan", "banding")
        return counts, links, duck.arrow(con, "SELECT * FROM banding ORDER BY uid_l, uid_r")

    monkeypatch.delenv(runners.SETTING, raising=False)
    counts, links, pairs = run()
    monkeypatch.setenv(runners.SETTING, spark_engine.MASTER)
    assert len(links) > 10 and pairs.num_rows > len(links)
    counts_there, links_there, there = run()
    assert (counts, links) == (counts_there, links_there)
    assert pairs.drop(["langka"]).equals(there.drop(["langka"]).cast(pairs.drop(["langka"]).schema))
    # what a rare name adds: Splink's logarithms, in single precision
    assert np.allclose(pairs["langka"].to_numpy(), there["langka"].to_numpy(), rtol=0, atol=1e-4)
    con.close()
    kept = session(spark_engine.MASTER).sparkContext._jsc.sc().getPersistentRDDs()
    assert kept.isEmpty(), kept.toString()
