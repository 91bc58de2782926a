"""A small matching run for tests of overlaps: made by hand from what a release knows, without any matching."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.duck import parquet
from sepakat.lake import Lake, Release

SOURCES = ("regsosek", "dtks", "p3ke")


def entries(release: Release, source: str) -> str:
    """SQL of a list's entries: id, village, keyed NIK hash, birth date."""
    if source == "regsosek":
        return (
            "SELECT k.person_id AS id, k.village_code, k.nik_hash, k.tanggal_lahir FROM "
            f"{parquet(release.files('key_person'))} k JOIN {parquet(release.files('person'))} p USING (person_id)"
        )
    files = parquet(release.files(f"key_registry_{source}"))
    return f"SELECT entry_id AS id, village_code, nik_hash, tanggal_lahir FROM {files}"


def write(lake: Lake, quality: dict[str, Any] | None = None, near: int = 40, region: str = "53.01") -> Path:
    """A run over the current release: links where NIK and birth date agree; `near` of those in `region` between the
    base and DTKS are called unsure instead, with probabilities from 0.3 to 0.7."""
    release = lake.release("current")
    con = duckdb.connect()
    for source in SOURCES:
        con.execute(f"CREATE TABLE {source} AS {entries(release, source)}")
    pairs = [("regsosek", "dtks"), ("regsosek", "p3ke"), ("dtks", "p3ke")]
    links = " UNION ALL ".join(
        f"SELECT '{a}' AS left_source, a.id AS left_id, '{b}' AS right_source, b.id AS right_id, 0.999 AS probability, "
        f"'nik' AS rule, a.village_code FROM {a} a JOIN {b} b ON a.nik_hash = b.nik_hash "
        "AND a.tanggal_lahir = b.tanggal_lahir"
        for a, b in pairs
    )
    con.execute(f"CREATE TABLE links AS {links}")
    con.execute(
        "CREATE TABLE near AS SELECT * REPLACE (0.3 + 0.4 * (row_number() OVER (ORDER BY left_id, right_id) - 1) "
        f"/ {max(near, 1)} AS probability, 'model' AS rule) FROM links WHERE left_source = 'regsosek' "
        f"AND right_source = 'dtks' AND village_code LIKE '{region}.%' ORDER BY left_id, right_id LIMIT {near}"
    )
    con.execute(
        "CREATE TABLE cluster_of AS SELECT right_source AS source, right_id AS id, min(left_id) AS cluster_id "
        "FROM links WHERE left_source = 'regsosek' GROUP BY ALL UNION ALL SELECT 'regsosek', id, id FROM regsosek"
    )
    home = lake.path / "matching" / f"{release.id}-padan-001"
    home.mkdir(parents=True)
    kinds = {"left_id": pa.int64(), "right_id": pa.int64(), "probability": pa.float64()}
    for name in ("links", "near"):
        data = con.sql(f"SELECT * EXCLUDE village_code FROM {name} ORDER BY ALL").to_arrow_table()
        schema = pa.schema([(c, kinds.get(c, pa.string())) for c in data.column_names])
        pq.write_table(data.cast(schema), home / f"{name}.parquet")
    pq.write_table(con.sql("SELECT * FROM cluster_of").to_arrow_table(), home / "clusters.parquet")
    manifest = {
        "run": home.name, "release": release.id, "sources": list(SOURCES), "threshold": 0.5, "quality": quality or {}
    }  # fmt: skip
    (home / "manifest.json").write_text(json.dumps(manifest))
    return home
