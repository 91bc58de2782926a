"""The SQL of some indicators, kept as files for review. To renew them: `SEPAKAT_RENEW=1 pytest tests/golden`."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from sepakat import catalogue
from sepakat.engine import sql

HERE = Path(__file__).parent / "engine"
ON = dt.date(2024, 11, 1)
QUERIES = {
    "lantai_tanah_per_desa": (["lantai_tanah"], {"region": "53.01", "length": 13}),
    "penduduk_desil_1_4_per_kabupaten": (["penduduk_desil_1_4"], {"region": "53", "length": 5}),
    "rata_rata_lama_sekolah_menurut_jenis_kelamin": (
        ["rata_rata_lama_sekolah"],
        {"region": "00", "length": 0, "by": ("jenis_kelamin",)},
    ),
    "bekerja_dan_disabilitas_semua_rincian": (
        ["bekerja_15", "prevalensi_disabilitas"],
        {
            "region": "53.01.05.2001",
            "length": 13,
            "by": ("jenis_kelamin", "desil_nasional"),
            "sets": ((), ("jenis_kelamin",), ("desil_nasional",)),
        },
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_sql(name):
    ids, options = QUERIES[name]
    query = sql.Query((), tuple(catalogue.indicator(i) for i in ids), **options)
    text = sql.build(query, ON, "frame") + "\n"
    kept = HERE / f"{name}.sql"
    if os.environ.get("SEPAKAT_RENEW"):
        kept.write_text(text)
    assert text == kept.read_text()


@pytest.mark.parametrize("name", QUERIES)
def test_it_runs(name):
    """Golden text that no engine accepts would be worth nothing."""
    unit = catalogue.indicator(QUERIES[name][0][0]).satuan_analisis
    table = "frame_person" if unit == "orang" else "frame_family"
    con = duckdb.connect()
    con.register("frame", catalogue.table(table).schema().empty_table())
    con.execute((HERE / f"{name}.sql").read_text())


def test_only_the_columns_needed_are_read():
    query = sql.Query((), (catalogue.indicator("lantai_tanah"),), "00", 13)
    con = duckdb.connect()
    con.register("frame", pa.table({"village_code": ["53.01.05.2001"], "lantai": [8]}))
    assert con.sql(sql.build(query, ON, "frame")).fetchall()[0][1:] == (1, 1, 1, 1, 1)
