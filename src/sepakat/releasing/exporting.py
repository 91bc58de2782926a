"""Write a table of a release to a file, without any column of the vault.

Ranks are written with the families' own columns beside them, so that a list can be made of both.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.lake import Release
from sepakat.lake.layout import order_by
from sepakat.releasing.columns import columns_of

FORMATS = (".csv", ".csv.gz", ".parquet", ".xlsx", ".json")
XLSX_ROWS = 1_048_575  # rows of a sheet, less the header
_BATCH = 65_536


def export(
    release: Release,
    table: str,
    columns: Sequence[str] | None,
    out: Path,
    *,
    progress: Progress = SILENT,
) -> int:
    """Write columns of a table (all, where None) in the format that the name of `out` ends in; gives the rows.

    csv: UTF-8, comma, decimal point, empty = unknown. The file appears whole or not at all. UserError:
    `identity-column` for a column or table of the vault, `table-unknown`, `column-unknown`, `export-format`.
    """
    kind = _format(out)
    check_public(table, columns or ())
    release.check_table(table)
    sql, known = _source(release, table)
    wanted = list(columns) if columns else known
    for name in wanted:
        if name not in known:
            raise unknown_name(Text("Kolom", "Column"), name, known, "column-unknown")
    spill = tempfile.TemporaryDirectory(prefix="sepakat-")  # sorting may spill facts: not into the working folder
    con = duck.connect(Path(spill.name))
    listed = ", ".join(duck.identifier(c) for c in wanted)
    order = order_by(table, [c for c in ("village_code", "family_id", "person_id") if c in known] or wanted)
    reader = con.sql(f"SELECT {listed} FROM ({sql}) ORDER BY {order}").to_arrow_reader(_BATCH)
    part = out.with_name(f".{out.name}.sebagian")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with progress.step(Text(f"Menulis {out.name}", f"Writing {out.name}"), release.rows(table)) as step:
            rows = _WRITERS[kind](part, reader.schema, _counted(reader, step.advance))
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
        con.close()
        spill.cleanup()
    return rows


def check_public(table: str, columns: Sequence[str]) -> None:
    """UserError `identity-column` where a table or a column lies in the vault, or is a key to it."""
    spec = catalogue.tables().get(table)
    hidden = [c for c in columns if c in catalogue.vault_columns() or c.endswith("_hash")]
    if (spec is None or not spec.vault) and not hidden and not table.startswith("key_"):
        return
    what = f"`{hidden[0]}`" if hidden else f"`{table}`"
    raise UserError(
        Text(f"{what} adalah data identitas dan tidak diekspor.", f"{what} is identity data and is not exported."),
        Text(
            "Nama, NIK, alamat, dan koordinat hanya ada di brankas.",
            "Names, NIK, addresses and coordinates are in the vault only.",
        ),
        Text(
            "Pilih kolom lain; daftar bernama diminta lewat permintaan akses.",
            "Choose other columns; lists with names take a grant.",
        ),
        code="identity-column",
    )


def _source(release: Release, table: str) -> tuple[str, list[str]]:
    """SQL of the rows and their columns; `rank` with the columns of `family`, facts in their frames."""
    rows = duck.parquet(release.files(table))
    own = columns_of(release.files(table))
    if table != "rank" or not release.has("family"):
        return f"SELECT * FROM {rows}", own
    family = duck.parquet(release.files("family"))
    more = [c for c in columns_of(release.files("family")) if c not in own]
    picked = ", ".join(["r.*", *(f"f.{duck.identifier(c)}" for c in more)])
    return f"SELECT {picked} FROM {rows} r JOIN {family} f ON f.family_id = r.family_id", own + more


def _format(out: Path) -> str:
    name = out.name.lower()
    for kind in sorted(FORMATS, key=len, reverse=True):
        if name.endswith(kind):
            return kind
    raise UserError(
        Text("Akhiran nama berkas tidak dikenal.", "The ending of the file name is not known."),
        hint=Text(f"Pakai salah satu: {', '.join(FORMATS)}.", f"Use one of: {', '.join(FORMATS)}."),
        where=out.name,
        code="export-format",
    )


def _counted(reader: pa.RecordBatchReader, advance: Any) -> Iterator[pa.RecordBatch]:
    for batch in reader:
        advance(batch.num_rows)
        yield batch


def _csv(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch], compressed: bool = False) -> int:
    rows = 0
    with gzip.open(path, "wb") if compressed else open(path, "wb") as target:
        target.write((",".join(schema.names) + "\n").encode())
        with pacsv.CSVWriter(
            target, schema, write_options=pacsv.WriteOptions(include_header=False, quoting_style="needed")
        ) as out:
            for batch in batches:
                out.write_batch(batch)
                rows += batch.num_rows
    return rows


def _csv_gz(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    return _csv(path, schema, batches, compressed=True)


def _parquet(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as out:
        for batch in batches:
            out.write_batch(batch)
            rows += batch.num_rows
    return rows


def _json(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    rows = 0
    with open(path, "w", encoding="utf-8") as out:
        out.write("[")
        for batch in batches:
            for row in batch.to_pylist():
                out.write(("," if rows else "") + "\n" + json.dumps(row, ensure_ascii=False, default=str))
                rows += 1
        out.write("\n]\n")
    return rows


def _xlsx(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")
    sheet.append(schema.names)
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        if rows > XLSX_ROWS:
            raise UserError(
                Text("Terlalu banyak baris untuk XLSX.", "Too many rows for XLSX."),
                Text(f"Satu lembar memuat {XLSX_ROWS} baris.", f"A sheet holds {XLSX_ROWS} rows."),
                Text("Pakai akhiran .csv.gz atau .parquet.", "Use the ending .csv.gz or .parquet."),
                code="export-rows",
            )
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            sheet.append(row)
    book.save(path)
    return rows


_WRITERS = {".csv": _csv, ".csv.gz": _csv_gz, ".parquet": _parquet, ".json": _json, ".xlsx": _xlsx}
