"""The heavy part of ranking on Spark: the scores, their histograms, and the limits of every percentile.

Scores are the same SQL that DuckDB runs, province by province; two aggregates over them give what
`welfare.thresholds` needs. They lie in the short-lived folder of the ranking, one file per regency, without anything
that names a person; from there the ranks are written as always, so that a rank file is the same whichever engine it
was made with.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.engine.runners.spark import SparkRunner, translate
from sepakat.engine.runners.spark.storage import stored
from sepakat.welfare.model import NATION, Model
from sepakat.welfare.scoring import feature_columns, missing_sql, score_sql
from sepakat.welfare.thresholds import EMPTY, SHIFT, Histogram, Ints, boundary_buckets, histogram, limits

Kinds = dict[int, Histogram]
Prepared = tuple[Path, Histogram, Kinds]


def prepare(
    master: str, family_files: Mapping[str, Path], model: Model, folder: Path, base: str, missing: dict[str, int]
) -> tuple[dict[str, Prepared], dict[str, Ints], int]:
    """Regency → its scored file and coarse histograms; scope → percentile limits; the weight of the heaviest family.

    folder: short-lived, seen by every machine of the cluster. missing: unanswered columns are counted into it.
    """
    with SparkRunner(master, folder, *{path.parent for path in family_files.values()}) as spark:
        scored = _score(spark, family_files, model, folder, missing)
        made = _histograms(spark, scored, base)
        at, largest = _limits(spark, scored, {code: total for code, (total, _) in made.items()}, base)
    return {code: (scored[code], *made[code]) for code in scored}, at, largest


def _score(
    spark: SparkRunner, family_files: Mapping[str, Path], model: Model, folder: Path, missing: dict[str, int]
) -> dict[str, Path]:
    """Score every family; gives regency → its scored file (family_id, village_code, members, kind, skor,
    kurang_data), sorted by village and family. missing: unanswered columns are counted into it."""
    parts = [_province(spark, files, model, scope) for scope, files in _alike(family_files)]
    into = folder / "spark"
    frame = spark.sql(" UNION ALL ".join(parts))
    frame = frame.repartition("kabupaten").sortWithinPartitions("kabupaten", "village_code", "family_id")
    frame.write.partitionBy("kabupaten").option("compression", "zstd").parquet(stored(into))
    found = {}
    for code in family_files:
        made = sorted((into / f"kabupaten={code}").glob("*.parquet"))
        if made:
            shutil.move(made[0], folder / f"{code}.parquet")
        else:  # a regency without a family
            _nobody(folder / f"{code}.parquet")
        found[code] = folder / f"{code}.parquet"
    shutil.rmtree(into)
    listed = spark.view([str(p) for p in found.values()])
    for row in spark.arrow(
        f"SELECT kurang_data, count(*) AS n FROM {listed} WHERE kurang_data IS NOT NULL GROUP BY 1"
    ).to_pylist():
        for name in row["kurang_data"].split(","):
            missing[name] = missing.get(name, 0) + int(row["n"])
    return found


def _alike(family_files: Mapping[str, Path]) -> Iterable[tuple[str, list[Path]]]:
    """Files of one province that hold the same columns."""
    found: dict[tuple[Any, ...], list[Path]] = {}
    for code, path in sorted(family_files.items()):
        schema = pq.read_schema(path)
        found.setdefault((code[:2], *zip(schema.names, map(str, schema.types), strict=True)), []).append(path)
    return [(key[0], files) for key, files in found.items()]


def _province(spark: SparkRunner, files: list[Path], model: Model, province: str) -> str:
    """The scores of some files of one province, with the coefficients of that province alone."""
    own = replace(
        model,
        cells={region: cell for region, cell in model.cells.items() if region in (NATION, province)},
        regencies={code: one for code, one in model.regencies.items() if code.startswith(province)},
    )
    held = set(pq.read_schema(files[0]).names)
    absent = "".join(f", NULL::INTEGER AS {duck.identifier(c)}" for c in model.columns() if c not in held)
    kind = "0" if model.kinds == (0,) else "tipe_daerah"
    items, values = feature_columns(own)
    return translate(
        f"""SELECT family_id, village_code, members, CAST({kind} AS TINYINT) AS kind, skor,
                   CASE WHEN skor IS NULL THEN coalesce({missing_sql(own, values=values)}, 'members')
                   END AS kurang_data, substr(village_code, 1, 5) AS kabupaten
            FROM (SELECT *, CASE WHEN members > 0 THEN {score_sql(own, values=values)} END AS skor
                  FROM (SELECT *, {items} FROM (SELECT *{absent} FROM {duck.parquet(files)})))""",
        spark.view,
    )


def _nobody(path: Path) -> None:
    names = {"family_id": pa.int64(), "village_code": pa.string(), "members": pa.int32(), "kind": pa.int8()}
    schema = pa.schema([*(names | {"skor": pa.int32(), "kurang_data": pa.string()}).items()])
    pq.write_table(schema.empty_table(), path)


def _histograms(spark: SparkRunner, scored: Mapping[str, Path], base: str) -> dict[str, tuple[Histogram, Kinds]]:
    """Regency → its coarse histogram of scores, of all families and by kind."""
    listed = spark.view([str(p) for p in scored.values()])
    found = spark.arrow(
        f"""SELECT substr(village_code, 1, 5) AS kabupaten, CAST(kind AS INT) AS kind,
                   CAST(shiftright(skor, {SHIFT}) AS BIGINT) AS bucket, CAST(sum({_weight(base)}) AS BIGINT) AS weight
            FROM {listed} WHERE skor IS NOT NULL GROUP BY 1, 2, 3"""
    )
    made: dict[str, tuple[Histogram, Kinds]] = dict.fromkeys(scored, (EMPTY, {}))
    for code, (kind, bucket, weight) in _by_regency(found, "kind", "bucket", "weight"):
        kinds = {int(k): histogram(bucket[kind == k], weight[kind == k]) for k in np.unique(kind)}
        made[code] = (histogram(bucket, weight), kinds)
    return made


def _by_regency(found: pa.Table, *columns: str) -> Iterator[tuple[str, list[Ints]]]:
    """The columns of a table, regency by regency."""
    code = found["kabupaten"].combine_chunks().dictionary_encode()
    index = code.indices.to_numpy()
    order = np.argsort(index, kind="stable")
    ends = np.searchsorted(index[order], np.arange(len(code.dictionary) + 1))
    values = [found[name].to_numpy()[order] for name in columns]
    for at, name in enumerate(code.dictionary.to_pylist()):
        yield name, [value[ends[at] : ends[at + 1]] for value in values]


def _weight(base: str) -> str:
    return "members" if base == "orang" else "1"


def _limits(
    spark: SparkRunner, scored: Mapping[str, Path], totals: Mapping[str, Histogram], base: str
) -> tuple[dict[str, Ints], int]:
    """Percentile limits of every scope (regency, province, nation), and the weight of the heaviest family.

    totals: coarse histogram of each regency. Buckets in which no limit can lie are never looked at closely.
    """
    scopes: dict[str, list[str]] = {NATION: list(scored)}
    for code in scored:
        scopes.setdefault(code[:2], []).append(code)
        scopes[code] = [code]
    sums = {scope: _added(totals[code] for code in codes) for scope, codes in scopes.items()}
    inner = {scope: boundary_buckets(total) for scope, total in sums.items()}
    wanted = {code: np.unique(np.concatenate([inner[s] for s in (NATION, code[:2], code)])) for code in scored}
    names = np.repeat(np.array(list(wanted), object), [len(b) for b in wanted.values()])
    near = spark.name("batas")
    spark.put(
        near, pa.table({"kabupaten": pa.array(names, pa.string()), "bucket": np.concatenate(list(wanted.values()))})
    )
    listed = spark.view([str(p) for p in scored.values()])
    found = spark.arrow(
        f"""SELECT s.kabupaten, CAST(s.skor AS BIGINT) AS skor, CAST(sum(s.w) AS BIGINT) AS weight
            FROM (SELECT substr(village_code, 1, 5) AS kabupaten, skor, {_weight(base)} AS w
                  FROM {listed} WHERE skor IS NOT NULL) s
            JOIN {near} b ON b.kabupaten = s.kabupaten AND b.bucket = shiftright(s.skor, {SHIFT}) GROUP BY 1, 2"""
    )
    largest = spark.arrow(f"SELECT max({_weight(base)}) AS w FROM {listed} WHERE skor IS NOT NULL")["w"][0].as_py()
    exact = dict.fromkeys(scored, EMPTY)
    exact |= {code: histogram(*values) for code, values in _by_regency(found, "skor", "weight")}
    at = {}
    for scope, codes in scopes.items():
        whole = _added(exact[one] for one in codes)
        part = np.isin(whole.value >> SHIFT, inner[scope])
        at[scope] = limits(sums[scope], Histogram(whole.value[part], whole.weight[part]))
    return at, int(largest or 0)


def _added(parts: Iterable[Histogram]) -> Histogram:
    found = [EMPTY, *parts]
    return histogram(np.concatenate([p.value for p in found]), np.concatenate([p.weight for p in found]))
