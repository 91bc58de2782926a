"""Runners: one file per engine that can run a plan's SQL and give back Arrow, and the choice among them.

`Runner` is the whole interface. DuckDB is the embedded default; `SEPAKAT_ENGINE` names a Spark instead
(`local[2]`, `local[*]`, `spark://host:7077`, `yarn`, `k8s://…`), which takes the same SQL through sqlglot.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import pyarrow as pa

from sepakat.core.errors import UserError
from sepakat.core.text import Text

SETTING = "SEPAKAT_ENGINE"
_MASTER = re.compile(r"local(\[(\d+|\*)\])?|yarn|(spark|k8s)://[^\s]+")


class Runner(Protocol):
    """Runs one SELECT and gives its rows."""

    def run(self, sql: str, told: Mapping[str, Any] | None = None) -> pa.Table:
        """The rows of a query in the DuckDB dialect. told: values of its `$parameters`."""
        ...


class OpenRunner(Runner, Protocol):
    """A runner that is closed after use."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


def spark_master() -> str | None:
    """The Spark that was asked for, or None for DuckDB. UserError engine-unknown."""
    told = os.environ.get(SETTING, "").strip()
    if told in ("", "duckdb"):
        return None
    if _MASTER.fullmatch(told):
        return told
    raise UserError(
        Text(f"Mesin `{told}` tidak dikenal.", f"The engine `{told}` is not known."),
        Text(f"Tertulis di {SETTING}.", f"It stands in {SETTING}."),
        Text(
            "Pakai duckdb, local[2], local[*], spark://tuan:7077, yarn atau k8s://….",
            "Use duckdb, local[2], local[*], spark://host:7077, yarn or k8s://….",
        ),
        code="engine-unknown",
    )


def opened(folder: Path) -> OpenRunner:
    """A runner of the engine in use over the files under `folder`. UserError engine-unknown, engine-missing."""
    master = spark_master()
    if master is None:
        from sepakat.engine.runners.duckdb import DuckRunner

        return DuckRunner(folder)
    from sepakat.engine.runners.spark import SparkRunner

    return SparkRunner(master, folder)
