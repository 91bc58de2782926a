"""Scores of many families at once: features in one query over many files, then sums of looked-up whole numbers.

The score is that of `scoring.score_sql`, to the last unit (tests compare). Planning its expression once per regency,
and evaluating its forty CASEs for each family, took most of a nation's ranking; here a query is planned once for many
files, and each feature costs one look-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.welfare.features import Feature
from sepakat.welfare.model import Cell, Model
from sepakat.welfare.scoring import missing_sql
from sepakat.welfare.thresholds import Ints

AT_ONCE = 400_000  # families in one query: some 60 MB of features


@dataclass(frozen=True)
class Applied:
    """The families of one regency, by village and id. table: family_id, village_code (a dictionary), members, kind,
    kurang_data; score: NULL as 0 where `known` is FALSE."""

    code: str
    table: pa.Table
    score: Ints
    known: np.ndarray


def apply(con: duck.Connection, family_files: Mapping[str, Path], model: Model) -> Iterator[Applied]:
    """Score every file, in the order of their codes. con: a connection that may read them; it keeps their order."""
    for code, data in featured(con, family_files, model):
        yield scored(code, data, model)


def featured(con: duck.Connection, family_files: Mapping[str, Path], model: Model) -> Iterator[tuple[str, pa.Table]]:
    """Each regency with the features of its families, for `scored`: apart from it, so that other threads can score
    while the next features are made."""
    con.execute("SET preserve_insertion_order=true")
    for rows, held in _batches(family_files, model):
        data = duck.arrow(con, _query(model, [family_files[code] for code in rows], held))
        start = 0
        for code, count in rows.items():
            yield code, data.slice(start, count)
            start += count


def _batches(family_files: Mapping[str, Path], model: Model) -> Iterator[tuple[dict[str, int], frozenset[str]]]:
    """Neighbouring files (code → rows) that hold the same of the model's columns, up to a bound of families."""
    wanted = frozenset(model.columns())
    rows: dict[str, int] = {}
    columns = frozenset[str]()
    for code in sorted(family_files):
        with pq.ParquetFile(family_files[code]) as source:
            held, count = wanted & frozenset(source.schema_arrow.names), source.metadata.num_rows
        if rows and (held != columns or sum(rows.values()) + count > AT_ONCE):
            yield rows, columns
            rows = {}
        rows[code] = count
        columns = held
    if rows:
        yield rows, columns


def _query(model: Model, paths: list[Path], held: frozenset[str]) -> str:
    """Features of each family, and what is missing where one cannot be told."""
    # A column that a file lacks altogether is an unanswered question, not a reason to stop.
    absent = "".join(f", NULL::INTEGER AS {duck.identifier(c)}" for c in model.columns() if c not in held)
    kind = "0" if model.kinds == (0,) else "tipe_daerah"
    features = model.spec.features
    items = ", ".join(f"{f.sql()}::{'TINYINT' if f.levels else 'INTEGER'} AS f{i}" for i, f in enumerate(features))
    values = {f.name: f"f{i}" for i, f in enumerate(features)}
    known = ", ".join(str(k) for k in model.kinds)
    # One unknown makes a bitwise OR unknown: a tenth of the time of asking each feature.
    alike = ([f"f{i}" for i, f in enumerate(features) if bool(f.levels) == kind_of] for kind_of in (True, False))
    gap = " OR ".join(f"({' | '.join(names)}) IS NULL" for names in alike if names)
    blank = f"(members > 0) IS NOT TRUE OR ({kind} IN ({known})) IS NOT TRUE" + (f" OR {gap}" if gap else "")
    shown = "".join(f", f{i}" for i in range(len(features)))
    return (
        f"SELECT family_id, village_code, members, CAST({kind} AS TINYINT) AS kind{shown}, "
        f"CASE WHEN {blank} THEN coalesce({missing_sql(model, values=values)}, 'members') END AS kurang_data "
        f"FROM (SELECT *, {items} FROM (SELECT *{absent} FROM {duck.parquet(paths)}))"
    )


def scored(code: str, data: pa.Table, model: Model) -> Applied:
    """The scores of one regency, from its features. Any number of threads may do this at once."""
    data = _sorted(data.combine_chunks())
    known = np.asarray(data["kurang_data"].combine_chunks().is_null())
    kinds = data["kind"].fill_null(0).to_numpy().astype(np.int64)
    place = {kind: i for i, kind in enumerate(model.kinds)}
    most = max(model.kinds)
    which = np.array([place.get(k, 0) for k in range(most + 1)], np.int64)[np.clip(kinds, 0, most)]
    cells = [model.leaf(code, kind) for kind in model.kinds]
    score = np.array([cell.constant for cell in cells], np.int64)[which]
    for i, feature in enumerate(model.spec.features):
        value = data[f"f{i}"].fill_null(0).to_numpy()
        score += _levels(feature, cells, which, value) if feature.levels else _line(feature, cells, which, value)
    table = data.select(["family_id", "village_code", "members", "kind", "kurang_data"])
    return Applied(code, table, np.where(known, score, 0), known)


def _levels(feature: Feature, cells: list[Cell], which: Ints, value: np.ndarray) -> Ints:
    told = [[cell.terms.get(f"{feature.name}={level.name}", 0) for level in feature.levels] for cell in cells]
    return np.array(told, np.int64).ravel()[which * len(feature.levels) + value]


def _line(feature: Feature, cells: list[Cell], which: Ints, value: np.ndarray) -> Ints:
    """Straight pieces between the knots, with whole-number slope and start (`scoring`)."""
    slopes, starts = [], []
    for cell in cells:
        slope, start = [cell.terms[feature.name]], [0]
        for knot in feature.knots:
            bend = cell.terms[f"{feature.name}>{knot}"]
            slope.append(slope[-1] + bend)
            start.append(start[-1] - bend * knot)
        slopes.append(slope)
        starts.append(start)
    piece = which * (len(feature.knots) + 1)
    if feature.knots:
        piece = piece + np.searchsorted(np.array(feature.knots), value, side="left")
    return np.array(starts, np.int64).ravel()[piece] + np.array(slopes, np.int64).ravel()[piece] * value


def _sorted(data: pa.Table) -> pa.Table:
    """By village and family: as files lie, save those that other hands made."""
    village = data["village_code"].combine_chunks().dictionary_encode()
    names = village.dictionary
    rank = np.argsort(np.argsort(np.array(names.to_pylist(), object))) if len(names) else np.zeros(0, np.int64)
    at, ids = rank[village.indices.to_numpy()], data["family_id"].to_numpy()
    data = data.set_column(data.schema.get_field_index("village_code"), "village_code", village)
    rising = (at[1:] > at[:-1]) | ((at[1:] == at[:-1]) & (ids[1:] >= ids[:-1]))
    return data if rising.all() else data.take(pa.array(np.lexsort((ids, at))))
