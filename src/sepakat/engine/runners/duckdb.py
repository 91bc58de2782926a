"""DuckDB, embedded: bounded memory, and only the release's own folder can be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from sepakat.core import duck


class DuckRunner:
    """Runs SQL over the files under `folder` and nowhere else (configuration locked)."""

    def __init__(self, folder: Path) -> None:
        self._con = duck.connect(allowed=[folder])

    def run(self, sql: str, told: Mapping[str, Any] | None = None) -> pa.Table:
        """The rows of a query. told: values of its `$parameters`."""
        return self._con.sql(sql, params=told).to_arrow_table() if told else duck.arrow(self._con, sql)

    def close(self) -> None:
        self._con.close()

    def __enter__(self) -> DuckRunner:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
