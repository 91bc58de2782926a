"""Apache Spark: the same SQL over the same files, on as many machines as there are.

Only files of the release's own folder are read. The answer of a query comes to this process as Arrow, so a query must
be one whose answer is small (counts by village); what is large stays in Spark (`view`, `keep`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from sepakat.engine.runners.spark.dialect import translate
from sepakat.engine.runners.spark.session import frame, quiet, session, stop
from sepakat.engine.runners.spark.storage import stored

__all__ = ["SparkRunner", "frame", "session", "stop", "translate"]


class SparkRunner:
    """Runs SQL over the files under `folders` and nowhere else."""

    at_once = 2_000_000_000  # source rows × indicators a query: an answer of 1 to 2 GB where all breakdowns are asked

    def __init__(self, master: str, *folders: Path) -> None:
        self.spark = session(master)
        self._folders = [folder.resolve() for folder in folders]
        self._views: dict[tuple[str, ...], str] = {}
        self._kept: list[Any] = []

    def run(
        self, sql: str, told: Mapping[str, Any] | None = None, *, tables: Mapping[str, str] | None = None
    ) -> pa.Table:
        """The rows of a query in the DuckDB dialect. told: values of its `$parameters`; tables: views for its names."""
        return self.arrow(translate(sql, self.view, tables), told)

    def sql(self, sql: str, told: Mapping[str, Any] | None = None) -> Any:
        """A DataFrame of a query in Spark's dialect."""
        return self.spark.sql(sql, args=dict(told) if told else None)

    def arrow(self, sql: str, told: Mapping[str, Any] | None = None) -> pa.Table:
        """The rows of a query in Spark's dialect."""
        with quiet():
            return self.sql(sql, told).toArrow()

    def view(self, paths: Sequence[str]) -> str:
        """The name of a view over Parquet files of the folders; ValueError for any other."""
        key = tuple(paths)
        if key not in self._views:
            for path in key:
                if not any(Path(path).resolve().is_relative_to(folder) for folder in self._folders):
                    raise ValueError("only files of the release are read")
            self._views[key] = self.name(key)
            self.spark.read.parquet(*map(stored, key)).createOrReplaceTempView(self._views[key])
        return self._views[key]

    def name(self, about: object) -> str:
        """A name for a view of this runner."""
        made = hashlib.blake2b(repr((id(self), about)).encode(), digest_size=8).hexdigest()
        return f"sepakat_{made}"

    def keep(self, name: str, sql: str) -> None:
        """The rows of a query in Spark's dialect as a view, worked out once, on disk encrypted until `close`.

        The view is a leaf: what reads it is planned without the query behind it. Without that, plans of steps that
        read one another several times grow as a power of the steps.
        """
        from pyspark.sql.classic.dataframe import DataFrame

        with quiet():
            found = self.spark.sql(sql).persist(_disk())
            self._kept.append(found)
            rows = found._jdf.queryExecution().toRdd()
            leaf = self.spark._jsparkSession.internalCreateDataFrame(rows, found._jdf.schema(), False)
            DataFrame(leaf, self.spark).createOrReplaceTempView(name)
        self._views[(name,)] = name

    def define(self, name: str, sql: str) -> None:
        """A query in Spark's dialect as a view, worked out whenever it is read."""
        self.sql(sql).createOrReplaceTempView(name)
        self._views[(name,)] = name

    def put(self, name: str, table: pa.Table) -> None:
        """An Arrow table as a view."""
        frame(self.spark, table).createOrReplaceTempView(name)
        self._views[(name,)] = name

    def close(self) -> None:
        """Forget the views and wipe what was kept; the session stays for the next question."""
        for found in self._kept:
            found.unpersist(True)
        for name in self._views.values():
            self.spark.catalog.dropTempView(name)
        self._kept.clear()
        self._views.clear()

    def __enter__(self) -> SparkRunner:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _disk() -> Any:
    from pyspark import StorageLevel

    return StorageLevel.MEMORY_AND_DISK
