"""DuckDB's bounds: literals are quoted, a locked connection reads only its folders."""

from pathlib import Path

import duckdb
import pytest

from sepakat.core import UserError, disk, duck


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


def _setting(con: duck.Connection, name: str) -> str:
    return str(con.execute(f"select current_setting('{name}')").fetchall()[0][0])


def test_the_bound_of_the_process_is_shared_out(monkeypatch, tmp_path):
    monkeypatch.setenv("SEPAKAT_MEMORY", "1220MB")
    con = duck.connect(tmp_path / "spill")
    assert _setting(con, "memory_limit") == "699.9 MiB"  # 1,000 MiB are left beside the ground; 70 % are DuckDB's
    assert (tmp_path / "spill").stat().st_mode & 0o777 == 0o700
    monkeypatch.setenv("SEPAKAT_MEMORY", "100MB")
    small = duck.connect()
    assert (_setting(small, "memory_limit"), _setting(small, "threads")) == ("95.3 MiB", "1")
    monkeypatch.setenv("SEPAKAT_MEMORY", "banyak")
    with pytest.raises(UserError) as caught:
        duck.connect()
    assert caught.value.code == "setting-size"


def test_spilling_has_a_place_and_a_cap(monkeypatch, tmp_path):
    place, left = tmp_path / "limpahan", tmp_path / "limpahan" / "sepakat-limpahan.999999999.x"
    left.mkdir(parents=True)
    monkeypatch.setenv("SEPAKAT_SPILL", str(place))
    monkeypatch.setenv("SEPAKAT_SPILL_MAX", "32MB")
    monkeypatch.setenv("SEPAKAT_MEMORY", "100MB")
    con = duck.connect(tmp_path / "elsewhere")
    folder = Path(_setting(con, "temp_directory"))
    assert folder.parent.parent == place and folder.parent.stat().st_mode & 0o777 == 0o700
    assert not left.exists() and not (tmp_path / "elsewhere").exists()
    with pytest.raises(UserError) as caught, disk.guard(tmp_path):
        con.execute("create temp table t as select hash(i) h, hash(i + 1)::varchar v from range(20000000) r(i)")
    assert caught.value.code == "disk-full" and "GB" in str(caught.value)
    con.close()
    assert not folder.exists()
