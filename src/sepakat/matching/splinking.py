"""Splink does the comparing: its settings are built from `comparing`, its DuckDB backend works out how pairs agree.

Splink gives the chances of agreement between two people taken at random (u), the levels at which pairs agree, and what
a rare name adds. The chances for one and the same person (m) are fitted in `fitting`, which knows that a person has one
record in a list; Splink's own training does not. What comes out is a Splink model all the same (`settings`).
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.engine import runners
from sepakat.matching.comparing import NUMBER, Comparison
from sepakat.matching.fitting import Pairs

_PAIRS = 1_000_000  # for u: skewed names make an uncapped training explode
_SEED = 7
# Numbers a digit apart are not rare among people with one birth date, sex and district, which numbers often hold; so
# they count for little more than that.
_NEAR_NUMBER = 4e-4

Chances = Mapping[str, Mapping[str, Sequence[float]]]  # comparison → {"m": …, "u": …}, fullest agreement first


def settings(comparisons: Sequence[Comparison], chances: Chances | None = None, prior: float = 1e-5) -> dict[str, Any]:
    """Splink's settings for these comparisons; without chances they are still to be trained."""
    made = []
    for one in comparisons:
        levels: list[dict[str, Any]] = [
            {"sql_condition": one.missing, "label_for_charts": "missing", "is_null_level": True}
        ]
        for level in one.levels:
            entry: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.words.en}
            if level.tf:
                entry["tf_adjustment_column"] = level.tf
            levels.append(entry)
        levels.append({"sql_condition": "ELSE", "label_for_charts": one.differs.en})
        if chances is not None:
            for at, entry in enumerate(levels[1:]):
                entry["m_probability"] = chances[one.name]["m"][at]
                entry["u_probability"] = chances[one.name]["u"][at]
        made.append(
            {"output_column_name": one.name, "comparison_description": one.words.en, "comparison_levels": levels}
        )
    return {
        "link_type": "dedupe_only",  # which pairs are looked at is `blocking`'s work, between lists too
        "unique_id_column_name": "uid",
        "probability_two_random_records_match": prior,
        "comparisons": made,
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def random_agreement(con: Connection, comparisons: Sequence[Comparison]) -> dict[str, list[float]]:
    """u for each comparison, fullest agreement first: shares of pairs of people taken at random from `rec`.

    A level that the sample does not hold gets half a pair.
    """
    with _quiet():
        linker = _linker(con, comparisons, settings(comparisons))
        records = int(con.sql("SELECT count(*) FROM rec").fetchall()[0][0])
        pairs = min(_PAIRS, max(_PAIRS // 10, 100 * records))  # more would say little of few records
        linker.training.estimate_u_using_random_sampling(
            max_pairs=pairs, seed=_SEED, min_count_per_level=None, num_chunks=1
        )
        model = linker.misc.save_model_to_json()
    found = {}
    for one in model["comparisons"]:
        shares = [level.get("u_probability") for level in one["comparison_levels"] if not level.get("is_null_level")]
        values = np.array([max(float(s or 0), 0.5 / pairs) for s in shares])
        if one["output_column_name"] == NUMBER.name:
            values[1] = max(values[1], _NEAR_NUMBER)
        found[str(one["output_column_name"])] = [float(v) for v in values / values.sum()]
    return found


class Comparer:
    """Levels of agreement of pairs over the table `rec`. The weight of a level is set to its rank, so that the level
    can be read from Splink's weights; the rarity of names needs the real u."""

    def __init__(self, con: Connection, comparisons: Sequence[Comparison], u: Mapping[str, Sequence[float]]) -> None:
        self.comparisons = tuple(comparisons)
        self._con = con
        coded = {}
        for one in comparisons:
            ranks = range(len(one.levels) + 1, 0, -1)  # none is 1, so that 0 is missing
            coded[one.name] = {"u": u[one.name], "m": [x * 2.0**-k for x, k in zip(u[one.name], ranks, strict=True)]}
        with _quiet():
            self._made = self._linker(settings(comparisons, coded))
        self._api = self._made._db_api

    def _linker(self, wanted: dict[str, Any]) -> Any:
        return _linker(self._con, self.comparisons, wanted)

    def compare(self, pairs: str, into: str) -> int:
        """Compare the pairs (uid_l, uid_r) of a table: makes `into` (uid_l, uid_r, one level per comparison: -1
        missing, 0 none, up to full, and `langka`: log2 weight that a rare name adds). Gives the number of rows."""
        with _quiet():
            blocked = self._api.register(self._blocked(pairs, into))
            self._made.table_management.register_blocked_pairs_for_predict(blocked)
            scored = self._made.inference.predict(warning_mode="never")
        source = scored.physical_name
        have = self._columns(source)
        levels = ", ".join(f"(-round(mw_{c.name}) - 1)::TINYINT AS {c.name}" for c in self.comparisons)
        rare = " + ".join(f"coalesce({c}, 0)" for c in have if c.startswith("mw_tf_adj_")) or "0"
        self._take(f"SELECT uid_l, uid_r, {levels}, ({rare})::FLOAT AS langka FROM {source}", into)
        self._forget(scored, blocked)
        return int(self._con.sql(f"SELECT count(*) FROM {into}").fetchall()[0][0])

    def _blocked(self, pairs: str, into: str) -> Any:
        """The pairs as Splink takes them."""
        self._con.execute(
            f"CREATE OR REPLACE TEMP VIEW {into}_pairs AS "
            f"SELECT '0' AS match_key, uid_l AS join_key_l, uid_r AS join_key_r FROM {pairs}"
        )
        return self._con.sql(f"SELECT * FROM {into}_pairs")

    def _forget(self, scored: Any, blocked: Any) -> None:
        """Drop what comparing left behind. blocked: the pairs, which `_blocked` makes anew."""
        scored.drop_table_from_database_and_remove_from_cache()

    def _columns(self, source: str) -> list[str]:
        return sorted(str(r[0]) for r in self._con.sql(f"DESCRIBE SELECT * FROM {source}").fetchall())

    def _take(self, sql: str, into: str) -> None:
        """The rows of a query over what Splink made, as the table `into`."""
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS {sql}")


def comparer(con: Connection, comparisons: Sequence[Comparison], u: Mapping[str, Sequence[float]]) -> Comparer:
    """A Comparer on the engine in use."""
    if (master := runners.spark_master()) is None:
        return Comparer(con, comparisons, u)
    from sepakat.matching.spark_linkage import SparkComparer

    return SparkComparer(master, con, comparisons, u)


def compared(con: Connection, names: tuple[str, ...]) -> Pairs:
    """Rows of the table `banding` as arrays, in order of uid."""
    data = duck.arrow(con, "SELECT * FROM banding ORDER BY uid_l, uid_r")
    return Pairs(
        data["uid_l"].to_numpy().astype(np.int64),
        data["uid_r"].to_numpy().astype(np.int64),
        np.array([data[name].to_numpy() for name in names], np.int8).reshape(len(names), data.num_rows),
        data["langka"].to_numpy().astype(np.float64),
    )


def columns(comparisons: Sequence[Comparison]) -> str:
    """The columns of `rec` that these comparisons read."""
    return ", ".join(["uid", *dict.fromkeys(c for one in comparisons for c in one.columns)])


def _linker(con: Connection, comparisons: Sequence[Comparison], wanted: dict[str, Any]) -> Any:
    from splink import DuckDBAPI, Linker

    records = DuckDBAPI(con).register(con.sql(f"SELECT {columns(comparisons)} FROM rec"))
    return Linker(records, wanted, log_level=logging.ERROR)


class _quiet(warnings.catch_warnings):  # noqa: N801 - a context manager, read as a word
    """Splink's notes on what is untrained are no news here."""

    def __enter__(self) -> Any:
        found = super().__enter__()
        warnings.simplefilter("ignore")
        logging.getLogger("splink").setLevel(logging.ERROR)
        return found
