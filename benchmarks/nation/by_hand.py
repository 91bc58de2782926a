"""The best plain queries that one would write by hand on the files of a release, one function a step.

DuckDB with two threads and the same bound of memory as the product; Polars where it is better. They know the layout
(one file per regency, families never cross files) and nothing of the product's code, save the model's score, which is a
given for both sides.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import duckdb
import numpy as np


def connect(scratch: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"SET memory_limit='{os.environ.get('SEPAKAT_MEMORY', '1GB')}'")
    con.execute(f"SET threads={os.environ.get('SEPAKAT_THREADS', os.cpu_count())}")
    con.execute("SET preserve_insertion_order=false")
    con.execute(f"SET temp_directory='{scratch}/spill'")
    return con


def files(release: Path, table: str) -> list[Path]:
    return sorted((release / table).glob("*.parquet"))


def scan(paths: list[Path] | Path) -> str:
    listed = [paths] if isinstance(paths, Path) else paths
    return "read_parquet([" + ", ".join(f"'{p}'" for p in listed) + "])"


def rank(release: Path, scratch: Path, score: Any) -> dict[str, Any]:
    """Score each file, then rank the scores. score: regency → SQL of the score over a family row."""
    con = connect(scratch)
    (scratch / "score").mkdir()
    for path in files(release, "family"):
        con.execute(
            f"COPY (SELECT family_id, village_code, members, {score(path.stem)} AS skor FROM {scan(path)} "
            f"ORDER BY village_code, family_id) TO '{scratch / 'score' / path.name}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    con.close()
    return ranks(scratch)


def ranks(scratch: Path) -> dict[str, Any]:
    """Histograms of the score files give the cuts of nation and provinces; a second pass over them writes percentiles
    of nation, province and regency."""
    con = connect(scratch)
    (scratch / "rank").mkdir()
    histograms: dict[str, list[Any]] = {"00": []}
    for path in files(scratch, "score"):
        found = con.execute(
            f"SELECT skor::BIGINT AS s, sum(members)::BIGINT AS w FROM {scan(path)} WHERE skor IS NOT NULL "
            "GROUP BY 1 ORDER BY 1"
        ).fetchnumpy()
        histograms["00"].append((found["s"], found["w"]))
        histograms.setdefault(path.stem[:2], []).append((found["s"], found["w"]))
    cuts = {scope: _cuts(parts) for scope, parts in histograms.items()}
    deciles = np.zeros(11, np.int64)
    for path in files(scratch, "score"):
        own = con.execute(f"SELECT family_id, village_code, members, skor FROM {scan(path)}").to_arrow_table()
        known = own.filter(own["skor"].is_valid())
        s, w = known["skor"].to_numpy().astype(np.int64), known["members"].to_numpy().astype(np.int64)
        found = {"nasional": _place(cuts["00"], s), "provinsi": _place(cuts[path.stem[:2]], s)}
        found["kabupaten"] = _place(_cuts([(s, w)]), s)
        for name, percentile in found.items():
            known = known.append_column(f"persentil_{name}", [percentile])
            known = known.append_column(f"desil_{name}", [(percentile - 1) // 10 + 1])
        con.register("known", known)
        con.execute(f"COPY known TO '{scratch / 'rank' / path.name}' (FORMAT parquet, COMPRESSION zstd)")
        con.unregister("known")
        deciles += np.bincount((found["nasional"] - 1) // 10 + 1, w, 11).astype(np.int64)
    return {"deciles": deciles[1:].tolist()}


def _cuts(parts: list[Any]) -> tuple[Any, Any]:
    """Scores and the percentile of each: floor(100·C/N) + 1, C = weight of strictly lower scores."""
    s, w = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
    order = np.argsort(s, kind="stable")
    s, w = s[order], w[order]
    first = np.flatnonzero(np.concatenate([[True], s[1:] != s[:-1]]))
    weight = np.add.reduceat(w, first)
    percentile = np.minimum(100, 100 * (np.cumsum(weight) - weight) // weight.sum() + 1)
    at = np.flatnonzero(np.concatenate([[True], percentile[1:] != percentile[:-1]]))
    return s[first][at], percentile[at]


def _place(cuts: tuple[Any, Any], s: Any) -> Any:
    return cuts[1][np.searchsorted(cuts[0], s, side="right") - 1].astype(np.int32)


def indicators(release: Path, scratch: Path, wanted: dict[str, list[tuple[str, str]]]) -> dict[str, Any]:
    """Each unit in one pass, `count_if` by village; upper levels by adding up the answer.

    wanted: frame → (numerator, denominator) as SQL; a numerator that is a number is summed.
    """
    con = connect(scratch)
    told = {}
    for frame, pairs in wanted.items():
        parts = []
        for i, (x, d, boolean) in enumerate(pairs):
            parts.append(f"count_if({d} AND ({x}) IS NOT NULL) AS n{i}")
            parts.append(f"count_if({d} AND {x}) AS y{i}" if boolean else f"sum(CASE WHEN {d} THEN {x} END) AS y{i}")
        con.execute(
            f"CREATE TABLE desa_{frame} AS SELECT village_code, {', '.join(parts)} FROM {scan(files(release, frame))} "
            "GROUP BY 1"
        )
        sums = ", ".join(f"sum(n{i}) AS n{i}, sum(y{i}) AS y{i}" for i in range(len(pairs)))
        below = f"desa_{frame}"
        for level, length in (("kecamatan", 8), ("kabupaten", 5), ("provinsi", 2), ("nasional", 0)):
            con.execute(
                f"CREATE TABLE {level}_{frame} AS SELECT substr(village_code, 1, {length}) AS village_code, {sums} "
                f"FROM {below} GROUP BY 1"
            )
            below = f"{level}_{frame}"
        told[frame] = [int(v or 0) for v in con.execute(f"SELECT COLUMNS('^n') FROM {below}").fetchall()[0]]
    return told


def cross(release: Path, scratch: Path) -> dict[str, Any]:
    """Persons by regency, sex, age group, disability and decile, file by file: the decile lies on the person."""
    con = connect(scratch)
    con.execute("CREATE TABLE cell (k VARCHAR, a TINYINT, b TINYINT, c TINYINT, d TINYINT, n BIGINT)")
    for path in files(release, "frame_person"):
        con.execute(
            f"INSERT INTO cell SELECT '{path.stem}', jenis_kelamin, kelompok_umur, disabilitas, desil_nasional, "
            f"count(*) FROM {scan(path)} GROUP BY ALL"
        )
    n, cells = con.execute("SELECT sum(n), count(*) FROM cell").fetchall()[0]
    return {"n": int(n), "cells": int(cells)}


def cross_at_once(release: Path, scratch: Path) -> dict[str, Any]:
    """The same in one query."""
    con = connect(scratch)
    con.execute(
        "CREATE TABLE cell AS SELECT substr(village_code, 1, 5) AS k, jenis_kelamin, kelompok_umur, disabilitas, "
        f"desil_nasional, count(*) AS n FROM {scan(files(release, 'frame_person'))} GROUP BY ALL"
    )
    n, cells = con.execute("SELECT sum(n), count(*) FROM cell").fetchall()[0]
    return {"n": int(n), "cells": int(cells)}


BUCKETS = 16


def overlap(release: Path, scratch: Path) -> dict[str, Any]:
    """Three registries by hashed NIK: cut into buckets by the hash first, then joined bucket by bucket."""
    cut(release, scratch)
    return overlap_kept(release, scratch)


def cut(release: Path, scratch: Path) -> None:
    """The buckets, as one would keep them beside a release."""
    (scratch / "cut").mkdir()
    con = connect(scratch)
    for name, bit in (("key_person", 1), ("key_registry_dtks", 2), ("key_registry_p3ke", 4)):
        active = " WHERE aktif" if name == "key_person" else ""
        con.execute(
            f"COPY (SELECT hash(nik_hash) AS h, {bit}::TINYINT AS bit, (hash(nik_hash) % {BUCKETS})::INTEGER AS part "
            f"FROM {scan(files(release, name))}{active}) TO '{scratch / 'cut' / name}' "
            "(FORMAT parquet, PARTITION_BY (part), COMPRESSION zstd)"
        )


def overlap_kept(release: Path, scratch: Path) -> dict[str, Any]:
    """The join alone, where the buckets have been kept. (The same grouping in Polars took some three times as long.)"""
    con = connect(scratch)
    con.execute("CREATE TABLE found (bits TINYINT, n BIGINT)")
    for part in range(BUCKETS):
        con.execute(
            f"INSERT INTO found SELECT bits, count(*) FROM (SELECT h, bit_or(bit) AS bits FROM "
            f"read_parquet('{scratch}/cut/*/part={part}/*.parquet') GROUP BY h) GROUP BY 1"
        )
    rows = con.execute("SELECT bits, sum(n) FROM found GROUP BY 1 ORDER BY 1").fetchall()
    return {"patterns": {str(bits): int(n) for bits, n in rows}}
