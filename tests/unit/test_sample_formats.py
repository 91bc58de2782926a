"""The three binary writers: what they write is what a reader of another make reads back, missing values included."""

from __future__ import annotations

import struct
from pathlib import Path

import pyarrow as pa
import pyreadstat

from sepakat.sample.formats import dbf, dta, sav

TABLE = pa.table(
    {
        "URUT": pa.array([1, 2, 3], pa.int64()),
        "R307B1": pa.array([1, None, 5], pa.int16()),
        "R2208BI2": pa.array([200_000, None, None], pa.int64()),
        "FWT": pa.array([5.25, 1.5, None]),
    }
)


def test_spss_file_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    halves = [TABLE.slice(0, 2), TABLE.slice(2)]
    sav.write(
        path, TABLE.schema, halves, 3, labels={"FWT": "Penimbang rumah tangga"}, values={"R307B1": {1: "450 watt"}}
    )
    columns, facts = pyreadstat.read_sav(path, output_format="dict")
    assert {k: list(v) for k, v in columns.items()} == TABLE.to_pydict()
    assert facts.column_names_to_labels["FWT"] == "Penimbang rumah tangga"
    assert facts.variable_value_labels["R307B1"] == {1.0: "450 watt"}


def test_stata_file_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "a.dta"
    dta.write(path, TABLE.schema, [TABLE], 3, labels={"URUT": "Nomor urut"}, title="contoh")
    columns, facts = pyreadstat.read_dta(path, output_format="dict")
    assert {k: list(v) for k, v in columns.items()} == TABLE.to_pydict()
    assert facts.column_names_to_labels["URUT"] == "Nomor urut"


def test_dbase_file_reads_back(tmp_path: Path) -> None:
    """Read by hand: the format is simple enough to check byte by byte."""
    path = tmp_path / "a.dbf"
    dbf.write(path, TABLE.schema, [TABLE], 3)
    raw = path.read_bytes()
    rows, head, length = struct.unpack_from("<IHH", raw, 4)
    assert (raw[0], rows, raw[-1]) == (3, 3, 0x1A)
    names, widths = [], []
    for at in range(32, head - 1, 32):
        names.append(raw[at : at + 11].rstrip(b"\0").decode())
        widths.append(raw[at + 16])
    assert names == TABLE.column_names
    assert length == 1 + sum(widths)
    found: dict[str, list[float | None]] = {n: [] for n in names}
    for i in range(rows):
        at = head + i * length + 1
        for name, width in zip(names, widths, strict=True):
            text = raw[at : at + width].strip()
            found[name].append(float(text) if text else None)
            at += width
    assert found == TABLE.to_pydict()
