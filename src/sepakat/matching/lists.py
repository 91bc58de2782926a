"""Lists of persons to match: plain CSV or Parquet files. Any column may be missing or empty; the id counts rows then.

Columns: `id, nik, no_kk, nama, tanggal_lahir, jenis_kelamin, kode_desa, alamat`. The village code is opaque text and
dates are ISO. Nothing here is Indonesian only: numbers of any length, names of any country.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.errors import UserError
from sepakat.core.files import sha256_file
from sepakat.core.text import Text

COLUMNS = ("id", "nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "kode_desa", "alamat")
TELLING = ("nik", "nama")  # a list without either of these says nothing of who is in it


@dataclass(frozen=True)
class PersonList:
    """One list. source: its name in results. rows: COLUMNS as text, and `rumah` (a family's id) where it is known.
    hash: SHA-256 of the file, or the logical hash of the vault's rows. registered: one of a release, ids are numbers.
    """

    source: str
    rows: pa.Table
    hash: str
    registered: bool = False


def read_file(path: Path, source: str | None = None) -> PersonList:
    """A plain list. UserError: list-none (no such file), list-kind (neither CSV nor Parquet), list-unreadable,
    list-empty (not even a heading), list-columns (neither names nor numbers), list-ids (an id twice)."""
    name = source or path.stem
    if not path.is_file():
        raise UserError(
            Text(f"Berkas `{path.name}` tidak ada.", f"There is no file `{path.name}`."),
            hint=Text(
                "Beri berkas CSV atau Parquet, atau nama daftar dalam rilis: regsosek, dtks, p3ke, dtsen.",
                "Give a CSV or Parquet file, or a registry of the release: regsosek, dtks, p3ke, dtsen.",
            ),
            where=str(path),
            code="list-none",
        )
    con = duck.connect()
    try:
        rows = _rows(con, path)
    except duck_error() as problem:
        raise UserError(
            Text(f"Berkas `{path.name}` tidak dapat dibaca.", f"The file `{path.name}` cannot be read."),
            Text(str(problem).splitlines()[0], str(problem).splitlines()[0]),
            Text("Simpan sebagai CSV UTF-8 atau Parquet.", "Save it as UTF-8 CSV or Parquet."),
            where=str(path),
            code="list-unreadable",
        ) from problem
    finally:
        con.close()
    return PersonList(name, _checked(rows, path), sha256_file(path))


def duck_error() -> type[Exception]:
    import duckdb

    return duckdb.Error


def _rows(con: Connection, path: Path) -> pa.Table:
    ending = path.suffix.lower()
    if ending in (".parquet", ".pq"):
        source = duck.parquet(path)
    elif ending in (".csv", ".txt", ".tsv"):
        source = (
            f"read_csv({duck.literal(str(path))}, all_varchar=true, header=true, null_padding=true, parallel=false)"
        )
    else:
        raise UserError(
            Text(f"`{path.name}` bukan CSV atau Parquet.", f"`{path.name}` is neither CSV nor Parquet."),
            hint=Text("Simpan dengan akhiran .csv atau .parquet.", "Save it with the ending .csv or .parquet."),
            where=str(path),
            code="list-kind",
        )
    con.execute("SET preserve_insertion_order=true")
    if not path.stat().st_size:
        raise UserError(
            Text(f"Berkas `{path.name}` kosong.", f"The file `{path.name}` is empty."),
            hint=Text(
                f"Baris pertama memuat nama kolom: {', '.join(COLUMNS)}.",
                f"The first line has the names of the columns: {', '.join(COLUMNS)}.",
            ),
            where=str(path),
            code="list-empty",
        )
    found = {str(r[0]).strip().lower(): str(r[0]) for r in con.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    if not any(c in found for c in TELLING):
        raise UserError(
            Text(f"`{path.name}` tidak memuat kolom nama atau nik.", f"`{path.name}` has no column nama or nik."),
            hint=Text(f"Kolom yang dikenal: {', '.join(COLUMNS)}.", f"Known columns: {', '.join(COLUMNS)}."),
            where=str(path),
            code="list-columns",
        )
    shown = [_column(c, found.get(c)) for c in COLUMNS]
    return duck.arrow(con, f"SELECT {', '.join(shown)} FROM {source}")


def _column(name: str, given: str | None) -> str:
    """A column as text, blank as null. An id comes back as it was given: spaces in it are its own."""
    if given is None:
        return f"NULL::VARCHAR AS {name}"
    text = f"{duck.identifier(given)}::VARCHAR"
    return f"CASE WHEN trim({text}) <> '' THEN {text if name == 'id' else f'trim({text})'} END AS {name}"


def _checked(rows: pa.Table, path: Path) -> pa.Table:
    """Rows with an id each: the file's own, or the number of the row where it has none."""
    ids = rows["id"]
    if ids.null_count == len(ids):
        numbers = pa.array([str(n) for n in range(1, len(ids) + 1)], pa.string())
        return rows.set_column(0, "id", numbers)
    if ids.null_count or len(ids.unique()) != len(ids):
        raise UserError(
            Text(
                f"Kolom id di `{path.name}` ada yang kosong atau kembar.", f"`{path.name}` has an empty or double id."
            ),
            hint=Text("Beri setiap baris id sendiri, atau hapus kolom id.", "Give each row an id, or drop the column."),
            where=str(path),
            code="list-ids",
        )
    return rows
