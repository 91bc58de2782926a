"""Linking on Spark: the exact rules as Spark SQL, the comparing by Splink's Spark backend.

What goes there are the normalised records, names among them: as Arrow through memory, and wherever Spark puts them on
a disk (cached tables, shuffles, spills) encrypted with the session's own key, in a folder that goes with the session.
Which pairs are looked at, the fit of the weights and what people settled stay where they are; they hold numbers only.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pyarrow as pa

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.text import Text
from sepakat.engine import runners
from sepakat.engine.runners.spark import SparkRunner, translate
from sepakat.engine.runners.spark.session import frame, quiet, session
from sepakat.matching import splinking
from sepakat.matching.cascade import STEPS, Step
from sepakat.matching.comparing import Comparison

_EXACT = ("uid", "sumber", "nama", "kunci", "rapat", "kata", "lahir", "th", "bl", "hr", "jk", "nik", "kk", "desa")
_EMPTY = pa.schema([("uid_l", pa.int32()), ("uid_r", pa.int32()), ("rule", pa.string())]).empty_table()


def notice() -> Text | None:
    """What people are told about names where Spark does the linking; None where it does not."""
    if runners.spark_master() is None:
        return None
    return Text(
        "Nama diolah di Spark: dalam memori, dan di cakram hanya terenkripsi, dalam folder yang hapus bersama sesinya.",
        "Names are worked on in Spark: in memory, and on disk only encrypted, in a folder that goes with the session.",
    )


def cascade(master: str, con: Connection, *, within: bool) -> dict[str, int]:
    """`cascade.run` on Spark: makes `tautan_pasti` in `con` from its table `rec`; gives links by rule."""
    with SparkRunner(master) as spark:
        splink_api(spark.spark)
        rec, linked = spark.name("rec"), spark.name("tautan")
        spark.put(rec, duck.arrow(con, f"SELECT {', '.join(_EXACT)} FROM rec"))
        parts = [_EMPTY]
        for step in STEPS:  # links are numbers, and come to this process in the end
            spark.put(linked, pa.concat_tables(parts))
            parts.append(spark.arrow(_step(step, rec, linked, within)).cast(_EMPTY.schema))
        con.register("dari_spark", pa.concat_tables(parts))
    con.execute("CREATE OR REPLACE TEMP TABLE tautan_pasti AS SELECT * FROM dari_spark")
    con.unregister("dari_spark")
    return {step.name: part.num_rows for step, part in zip(STEPS, parts[1:], strict=True)}


def _step(step: Step, rec: str, linked: str, within: bool) -> str:
    """What one rule adds to what is linked already."""
    sql = f"""
        WITH kunci AS (SELECT {step.key} AS k, sumber, min(uid) AS uid, max(uid) AS uid2, count(*) AS n
                       FROM rec WHERE {step.key} IS NOT NULL GROUP BY {step.key}, sumber
                       HAVING count(*) = {2 if within else 1}),
        lama AS (SELECT t.uid_l AS uid, o.sumber AS lawan FROM tautan t JOIN rec o ON o.uid = t.uid_r
                 UNION SELECT t.uid_r, o.sumber FROM tautan t JOIN rec o ON o.uid = t.uid_l),
        calon AS ({_WITHIN if within else _BETWEEN})
        SELECT l.uid AS uid_l, r.uid AS uid_r, '{step.name}' AS rule
        FROM calon c JOIN rec l ON l.uid = c.uid_l JOIN rec r ON r.uid = c.uid_r
        WHERE {step.and_} AND NOT EXISTS (SELECT 1 FROM lama a WHERE a.uid = l.uid AND a.lawan = r.sumber)
          AND NOT EXISTS (SELECT 1 FROM lama a WHERE a.uid = r.uid AND a.lawan = l.sumber)"""
    return translate(sql, tables={"rec": rec, "tautan": linked})


_WITHIN = "SELECT uid AS uid_l, uid2 AS uid_r FROM kunci"
_BETWEEN = "SELECT a.uid AS uid_l, b.uid AS uid_r FROM kunci a JOIN kunci b ON a.k = b.k AND a.sumber < b.sumber"


def splink_api(spark: Any) -> Any:
    """Splink's backend, which brings its functions on text. What lies between two steps is kept in Spark's encrypted
    blocks ("persist"), never in files."""
    from splink.backends.spark import SparkAPI

    with quiet():
        return SparkAPI(spark_session=spark, break_lineage_method="persist")


def _wipe(spark: Any) -> None:
    """Forget every table of a session, and all encrypted blocks; Splink leaves them. Another question that runs at this
    moment works out again what it had kept."""
    with suppress(Exception), quiet():  # Spark itself has ended, and everything with it
        spark.catalog.clearCache()
        for name in spark.sql("SHOW TABLES").toArrow()["tableName"].to_pylist():
            spark.catalog.dropTempView(name)


class SparkComparer(splinking.Comparer):
    """Levels of agreement of pairs, worked out by Splink on Spark from the table `rec`; what it brought there is
    wiped when nobody holds it any more."""

    def __init__(
        self, master: str, con: Connection, comparisons: Sequence[Comparison], u: Mapping[str, Sequence[float]]
    ) -> None:
        self._spark = session(master).newSession()  # its tables are its own
        weakref.finalize(self, _wipe, self._spark)
        super().__init__(con, comparisons, u)

    def compare(self, pairs: str, into: str) -> int:
        """`Comparer.compare`; no pair, no question: an answer costs seconds however few there are."""
        if self._con.sql(f"SELECT 1 FROM {pairs} LIMIT 1").fetchall():
            return super().compare(pairs, into)
        levels = ", ".join(f"NULL::TINYINT AS {one.name}" for one in self.comparisons)
        self._con.execute(
            f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT uid_l, uid_r, {levels}, NULL::FLOAT AS langka FROM {pairs}"
        )
        return 0

    def _linker(self, wanted: dict[str, Any]) -> Any:
        from splink import Linker

        for one in wanted["comparisons"]:
            for level in one["comparison_levels"]:
                if level["sql_condition"] != "ELSE":
                    level["sql_condition"] = translate(level["sql_condition"])
        api = splink_api(self._spark)
        rec = duck.arrow(self._con, f"SELECT {splinking.columns(self.comparisons)} FROM rec")
        return Linker(api.register(frame(self._spark, rec)), wanted, log_level=logging.ERROR)

    def _blocked(self, pairs: str, into: str) -> Any:
        found = duck.arrow(self._con, f"SELECT '0' AS match_key, uid_l AS join_key_l, uid_r AS join_key_r FROM {pairs}")
        return frame(self._spark, found)

    def _forget(self, scored: Any, blocked: Any) -> None:
        """Splink drops no table of Spark's: chunk after chunk would stay in memory and on the disk."""
        super()._forget(scored, blocked)
        self._spark.catalog.uncacheTable(scored.physical_name)
        for one in (scored, blocked):
            self._spark.catalog.dropTempView(one.physical_name)

    def _columns(self, source: str) -> list[str]:
        return sorted(self._spark.table(source).columns)

    def _take(self, sql: str, into: str) -> None:
        with quiet():
            found = self._spark.sql(translate(sql)).toArrow()
        self._con.register("dari_spark", found)
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT * FROM dari_spark")
        self._con.unregister("dari_spark")
