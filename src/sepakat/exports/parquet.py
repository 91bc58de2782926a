"""Parquet for analysts: the data as they are, provenance in the file's own metadata."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.exports import _cells

extension = "parquet"
label = Text("Parquet", "Parquet")
mime = "application/vnd.apache.parquet"
order = 40


def write(table: Table) -> bytes:
    """Every column; schema metadata key `sepakat` holds title, release, versions and notes as JSON."""
    facts = json.dumps([[name.id, value] for name, value in _cells.provenance(table)], ensure_ascii=False)
    data = table.data.replace_schema_metadata({**(table.data.schema.metadata or {}), b"sepakat": facts.encode()})
    out = pa.BufferOutputStream()
    pq.write_table(data, out, compression="zstd")
    return bytes(out.getvalue().to_pybytes())
