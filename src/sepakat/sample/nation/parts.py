"""Parts of the delivery: one Parquet file per regency in a folder per file, whole or not there."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

_COUNTING = ("_id", "_row")  # ends of column names whose values rise from row to row


class Parts:
    """The parts of one regency while they grow. Files appear under their names when all are whole."""

    def __init__(self, out: Path, regency: str) -> None:
        self.out, self.regency = out, regency
        self.rows: dict[str, int] = {}
        self._open: dict[str, pq.ParquetWriter] = {}

    def _path(self, name: str, *, whole: bool) -> Path:
        return self.out / name.removesuffix(".csv") / f"{'' if whole else '.'}{self.regency}.parquet"

    def write(self, name: str, table: pa.Table) -> None:
        """Append rows to a part, as one row group."""
        if name not in self._open:
            path = self._path(name, whole=False)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open[name] = _writer(path, table.schema, counting=name.startswith("truth"))
        self._open[name].write_table(table, row_group_size=max(1, table.num_rows))
        self.rows[name] = self.rows.get(name, 0) + table.num_rows

    def __enter__(self) -> Parts:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for writer in self._open.values():
            writer.close()
        for name in self._open:
            path = self._path(name, whole=False)
            if kind is None:
                path.replace(self._path(name, whole=True))
            else:
                path.unlink()


def _writer(path: Path, schema: pa.Schema, *, counting: bool) -> pq.ParquetWriter:
    """Words and small codes against a dictionary, running numbers by their steps, numbers of identity plain.

    No statistics: whoever takes the files in reads all of them, and statistics would be a quarter of the work.
    """
    steps = {f.name: "DELTA_BINARY_PACKED" for f in schema if counting and f.name.endswith(_COUNTING)}
    plain = [f.name for f in schema if pa.types.is_string(f.type) or pa.types.is_floating(f.type) or f.name in steps]
    return pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=1, store_schema=False, write_statistics=False,
        data_page_size=4 << 20,
                use_dictionary=[f.name for f in schema if f.name not in plain], column_encoding=steps or None,
    )  # fmt: skip
