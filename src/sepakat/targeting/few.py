"""Rules over a few rows in memory (one family, a worked example): the very query that answers for a region."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from sepakat.catalogue import Programme, Rule, table
from sepakat.core import duck
from sepakat.targeting import compiling

Rows = Sequence[Mapping[str, Any]]


class Few:
    """Families and persons at hand; `judge` gives the rows of `compiling.query` for one rule."""

    def __init__(self, con: duck.Connection, sources: compiling.Sources) -> None:
        self._con, self._sources = con, sources

    def judge(self, programme: Programme, rule: Rule, on: dt.date) -> list[dict[str, Any]]:
        """One row per family or person, by village and unit."""
        return duck.arrow(self._con, compiling.query(programme, rule, on, self._sources)).to_pylist()


@contextmanager
def held(families: Rows, persons: Rows, members: Rows | None = None) -> Iterator[Few]:
    """Rows carry family_id, village_code (and person_id); columns that they lack are unknown. members: whom rules
    count, if not `persons`."""
    con = duck.connect()
    try:
        con.execute("SET threads=1")
        columns = {}
        counted = persons if members is None else members
        for name, frame, rows in (
            ("few_family", "frame_family", families),
            ("few_person", "frame_person", persons),
            ("few_member", "frame_person", counted),
        ):
            data = _arrow(frame, rows, whole=name == "few_member")
            columns[name] = frozenset(data.column_names)
            con.register(name, data)
        yield Few(
            con,
            compiling.Sources(
                "few_family", "few_person", columns["few_family"], columns["few_person"], members="few_member"
            ),
        )
    finally:
        con.close()


def _arrow(frame: str, rows: Rows, *, whole: bool) -> pa.Table:
    """The rows typed as the catalogue types them. whole: with every column, unknown ones empty."""
    variables = table(frame).variables
    keys = {"family_id", "village_code", *(("person_id",) if frame == "frame_person" else ())}
    names = set(variables) if whole else ({name for row in rows for name in row} | keys) & set(variables)
    return pa.table({n: pa.array([row.get(n) for row in rows], variables[n].arrow) for n in sorted(names)})
