"""Which engine is used, and what is said where it cannot be."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat.core.errors import UserError
from sepakat.engine import runners
from sepakat.engine.runners.duckdb import DuckRunner
from sepakat.engine.runners.spark import storage


@pytest.mark.parametrize("told", ["", "duckdb", " duckdb "])
def test_duckdb_unless_told(monkeypatch, tmp_path, told):
    monkeypatch.setenv(runners.SETTING, told)
    assert runners.spark_master() is None
    pq.write_table(pa.table({"x": [1, 2]}), tmp_path / "a.parquet")
    with runners.opened(tmp_path) as runner:
        assert isinstance(runner, DuckRunner)
        sql = f"SELECT sum(x) + $more AS s FROM read_parquet('{tmp_path / 'a.parquet'}')"
        assert runner.run(sql, {"more": 4}).to_pylist() == [{"s": 7}]


@pytest.mark.parametrize(
    "told", ["local", "local[2]", "local[*]", "yarn", "spark://a:7077,b:7077", "k8s://https://a:443"]
)
def test_a_spark_that_is_named(monkeypatch, told):
    monkeypatch.setenv(runners.SETTING, told)
    assert runners.spark_master() == told


@pytest.mark.parametrize("told", ["spark", "local[x]", "polars", "spark://", "http://a:7077"])
def test_an_engine_that_is_not_known(monkeypatch, told):
    monkeypatch.setenv(runners.SETTING, told)
    with pytest.raises(UserError) as caught:
        runners.spark_master()
    assert caught.value.code == "engine-unknown"


def test_without_java_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv(runners.SETTING, "local[7]")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(UserError) as caught:
        runners.opened(tmp_path)
    assert caught.value.code == "engine-missing"


def test_files_as_the_cluster_sees_them(monkeypatch, tmp_path):
    path = tmp_path / "lake" / "rank" / "53.01.parquet"
    monkeypatch.delenv(storage.SETTING, raising=False)
    assert storage.stored(path) == path.as_uri()
    monkeypatch.setenv(storage.SETTING, f"{tmp_path}/lake=s3a://bucket/lake/")
    assert storage.stored(path) == "s3a://bucket/lake/rank/53.01.parquet"
    assert storage.stored(tmp_path / "other.parquet") == (tmp_path / "other.parquet").as_uri()


def test_nothing_of_spark_is_loaded_without_it():
    code = "import sys, sepakat.matching.run, sepakat.welfare, sepakat.engine; print('pyspark' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert said.stdout.strip() == "False"


def test_linking_on_spark_says_where_names_are(monkeypatch):
    from sepakat.matching import spark_linkage

    monkeypatch.delenv(runners.SETTING, raising=False)
    assert spark_linkage.notice() is None
    monkeypatch.setenv(runners.SETTING, "local[2]")
    assert "terenkripsi" in str(spark_linkage.notice())
