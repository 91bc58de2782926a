"""Where raw files grow: appended block by block, in constant memory.

CSV files are appended to in place; tables for Parquet, SPSS, Stata and DBF, whose heads need the number of rows, are
spooled as Parquet parts and put together at the end. The state file records, after each province, how long every file
is and how far the counters have come: a run of the nation that was cut short goes on from the last whole province.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sepakat.core.files import read_json, write_json

STATE = ".sampel-berjalan.json"
SPOOL = ".sampel-bagian"


@dataclass
class Sink:
    """Open files of one output folder. rows: data rows per file; counters: running numbers by name."""

    out: Path
    rows: dict[str, int] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    _open: dict[str, BinaryIO] = field(default_factory=dict)
    _parts: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    _province: str = ""

    def begin(self, province: str) -> None:
        """Parts spooled from here on belong to this province."""
        self._province = province

    def take(self, counter: str, amount: int) -> int:
        """The first of `amount` running numbers."""
        first = self.counters.get(counter, 0) + 1
        self.counters[counter] = first + amount - 1
        return first

    def csv(
        self,
        name: str,
        table: pa.Table,
        *,
        delimiter: str = ";",
        encoding: str = "utf-8",
        bom: bool = False,
        quoted: bool = False,
    ) -> int:
        """Append rows to a CSV file (with its head, when new). Gives the number of the first row, from 1.

        quoted: texts stand in quotes, as some agencies' exports have them; otherwise none may hold the delimiter.
        """
        first = self.rows.get(name, 0) + 1
        handle = self._open.get(name)
        if handle is None:
            handle = self._open[name] = open(self.out / name, "ab")  # noqa: SIM115 - stays open over blocks
            if handle.tell() == 0:
                head = delimiter.join(table.column_names) + "\n"
                handle.write((b"\xef\xbb\xbf" if bom else b"") + head.encode(encoding))
        style = "needed" if quoted else "none"
        options = pacsv.WriteOptions(include_header=False, delimiter=delimiter, quoting_style=style)
        if encoding == "utf-8":
            pacsv.write_csv(table, handle, options)
        else:
            buffer = pa.BufferOutputStream()
            pacsv.write_csv(table, buffer, options)
            handle.write(buffer.getvalue().to_pybytes().decode().encode(encoding, "replace"))
        self.rows[name] = first + table.num_rows - 1
        return first

    def spool(self, name: str, table: pa.Table) -> int:
        """Append rows to a table that is finished at the end. Gives the number of the first row, from 1."""
        first = self.rows.get(name, 0) + 1
        key = f"{name}-{self._province}"
        if key not in self._parts:
            folder = self.out / SPOOL
            folder.mkdir(parents=True, exist_ok=True)
            self._parts[key] = pq.ParquetWriter(folder / f"{key}.parquet", table.schema, compression="zstd")
        self._parts[key].write_table(table)
        self.rows[name] = first + table.num_rows - 1
        return first

    def parts(self, name: str) -> list[Path]:
        return sorted((self.out / SPOOL).glob(f"{name}-*.parquet"))

    def commit(self, province: str, stamp: dict[str, object]) -> None:
        """A province is whole: close its parts and record where everything stands."""
        for writer in self._parts.values():
            writer.close()
        self._parts.clear()
        for handle in self._open.values():
            handle.flush()
        self.done.append(province)
        sizes = {name: handle.tell() for name, handle in self._open.items()}
        state = {"stempel": stamp, "selesai": self.done, "baris": self.rows, "nomor": self.counters, "panjang": sizes}
        write_json(self.out / STATE, state)

    def close(self) -> None:
        """Close every file; keep state and parts (a later run goes on from them)."""
        for writer in self._parts.values():
            writer.close()
        self._parts.clear()
        for handle in self._open.values():
            handle.close()
        self._open.clear()

    def clean(self) -> None:
        """The sample is whole: remove state and parts."""
        self.close()
        shutil.rmtree(self.out / SPOOL, ignore_errors=True)
        (self.out / STATE).unlink(missing_ok=True)


def resume(out: Path, stamp: dict[str, object]) -> Sink:
    """A sink that goes on from the last whole province of a run with the same stamp, or a new one."""
    path = out / STATE
    if not path.exists():
        return Sink(out)
    state = read_json(path)
    if state.get("stempel") != stamp:
        shutil.rmtree(out / SPOOL, ignore_errors=True)
        path.unlink()
        return Sink(out)
    for name, size in state["panjang"].items():
        with open(out / name, "r+b") as handle:
            handle.truncate(size)
    for part in (out / SPOOL).glob("*.parquet"):
        if part.stem.rpartition("-")[2] not in state["selesai"]:
            part.unlink()
    return Sink(out, state["baris"], state["nomor"], state["selesai"])
