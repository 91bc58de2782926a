"""Runners: one file per engine that can run a plan's SQL and give back Arrow.

`Runner` is the whole interface. DuckDB is the embedded default; another engine is one more file here that takes the
same SQL through sqlglot.
"""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa


class Runner(Protocol):
    """Runs one SELECT and gives its rows."""

    def run(self, sql: str) -> pa.Table:
        """The rows of a query in the DuckDB dialect."""
        ...
