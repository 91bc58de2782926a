"""What a registry can answer: the columns that its family files hold and that are filled for enough families."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.welfare.features import Spec
from sepakat.welfare.features import spec as spec_named


def answered_columns(family_files: Mapping[str, Path], spec: Spec | None = None, *, least: float = 0.5) -> set[str]:
    """Columns a model may rest on: answered (or rightly not asked) for at least the share `least` of families.

    Pass it to `fit(registry_columns=…)`: a question that a source never asks would otherwise leave all its families
    without a rank. A question skipped by the flow of the form counts as answered.
    """
    chosen = spec or spec_named()
    wanted = dict.fromkeys((*chosen.columns, "tipe_daerah"))
    asked = {n.column: n.when for f in chosen.features for n in f.needs if n.when}
    filled = dict.fromkeys(wanted, 0)
    families = 0
    alike: dict[frozenset[str], list[Path]] = {}  # planning a query for each regency costs more than its rows
    for path in family_files.values():
        alike.setdefault(frozenset(pq.read_schema(path).names).intersection(wanted), []).append(path)
    con = duck.connect()
    try:
        for held, paths in alike.items():
            absent = "".join(f", NULL::INTEGER AS {duck.identifier(c)}" for c in wanted if c not in held)
            counts = ", ".join(
                f"count_if({c} IS NOT NULL" + (f" OR coalesce(NOT ({asked[c]}), FALSE)" if c in asked else "") + ")"
                for c in wanted
            )
            row = con.execute(
                f"SELECT count(*), {counts} FROM (SELECT *{absent} FROM {duck.parquet(paths)})"
            ).fetchall()
            families += int(row[0][0])
            for c, count in zip(wanted, row[0][1:], strict=True):
                filled[c] += int(count or 0)
    finally:
        con.close()
    return {c for c, count in filled.items() if families and count / families >= least}
