"""DuckDB's bounds: literals are quoted, a locked connection reads only its folders."""

import duckdb
import pytest

from sepakat.core import duck


def test_literals_survive_a_round_trip():
    con = duck.connect()
    for value in ("O'Brien; drop", "", 3, 2.5, True, None):
        assert con.execute(f"select {duck.literal(value)}").fetchall()[0][0] == value
    assert duck.arrow(con, f"select 1 as {duck.identifier('a b')}").column_names == ["a b"]


def test_a_locked_connection_reads_only_what_it_may(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    for folder in (inside, outside):
        duck.connect().execute(f"copy (select 1 a) to '{folder}/x.parquet'")
    con = duck.connect(allowed=[inside])
    assert duck.arrow(con, f"select * from {duck.parquet(inside / 'x.parquet')}").num_rows == 1
    with pytest.raises(duckdb.Error):
        con.execute(f"select * from {duck.parquet(outside / 'x.parquet')}")
    with pytest.raises(duckdb.Error):
        con.execute("set memory_limit='4GB'")


def test_memory_bound_comes_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SEPAKAT_MEMORY", "300MB")
    limit = duck.connect(tmp_path / "spill").execute("select current_setting('memory_limit')").fetchall()[0][0]
    assert limit.startswith("286")  # MiB
