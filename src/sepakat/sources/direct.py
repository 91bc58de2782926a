"""Parquet read where it lies: no copy as text, and typed columns keep their types.

A file or a folder of parts becomes one table expression with `_row`, the columns, `_rusak`, as a staged copy would
have them, in bounded memory at any size. What a text says is cleaned as the other formats clean it; a column of numbers
or dates stays one, and the plan reads it without a detour over text.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from sepakat.core import duck
from sepakat.core.duck import identifier, literal
from sepakat.sources.formats import damaged, parquet
from sepakat.sources.formats.base import BROKEN, NOTHING, ROW
from sepakat.sources.headers import clean

# How a column is held: `teks`, `bulat` (whole numbers), `pecahan`, `tanggal`.
TEXT, WHOLE, REAL, DATE = "teks", "bulat", "pecahan", "tanggal"
_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
# What counts as blank around a value, and the zero byte; as literals, since calls would be made row by row.
_BLANK = literal(" \t\n\v\f\r\xa0")
_ZERO = literal("\x00")
# Text that needs no cleaning, as nearly all does not: told by one look, where cleaning takes six times as long.
_CLEAN = literal("[!-~]([ -~]*[!-~])?")
_NOTHING = ", ".join(literal(word) for word in NOTHING)
_TAKEN = {"file_row_number", "file_index", "filename"}  # DuckDB's own columns of a Parquet scan


@dataclass(frozen=True)
class Direct:
    """A table that lies in Parquet. sql: its table expression, empty rows among the others. kinds: how each column is
    held. columns: headers fit for a table. rows: number of rows. parts: number of files."""

    sql: str
    kinds: tuple[str, ...]
    columns: tuple[str, ...]
    rows: int
    parts: int


def read(path: Path) -> Direct | None:
    """The table of a Parquet file or folder, or None where a column is of a type that only the slow way reads.

    UserError `file-damaged` or `parts-differ`.
    """
    names = parquet.names(path)
    columns, twice = clean(names)
    lowered = {n.lower() for n in names}
    if twice or len(lowered) < len(names) or lowered & _TAKEN:
        return None
    listed = parquet.parts(path)
    starts: list[int] = []
    rows = 0
    for part in listed:
        with parquet.open_part(part) as file:
            starts.append(rows)
            rows += file.metadata.num_rows
    scan = duck.parquet(listed, union_by_name=len(listed) > 1)
    types = _types(scan, path)
    read_as = [_column(identifier(name), types[name]) for name in names]
    if any(one is None for one in read_as):
        return None
    pairs = [one for one in read_as if one is not None]
    offsets = f"CAST([{', '.join(map(str, starts))}] AS BIGINT[])"
    start = "" if len(listed) == 1 else f"list_extract({offsets}, CAST(file_index AS BIGINT) + 1) + "
    read = ", ".join(f"{sql} AS c{n}" for n, (sql, _) in enumerate(pairs))
    cells = ", ".join(f"{_known(f'c{n}', kind)} AS {identifier(columns[n])}" for n, (_, kind) in enumerate(pairs))
    table = (
        f"(SELECT {ROW}, {cells}, CAST(NULL AS VARCHAR) AS {BROKEN} FROM "
        f"(SELECT CAST({start}file_row_number + 1 AS BIGINT) AS {ROW}, {read} FROM {scan}))"
    )
    return Direct(table, tuple(kind for _, kind in pairs), tuple(columns), rows, len(listed))


def _types(scan: str, path: Path) -> dict[str, str]:
    con = duck.connect()
    try:
        return {str(r[0]): str(r[1]) for r in con.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()}
    except duckdb.Error:
        raise damaged(path.name, "Parquet") from None
    finally:
        con.close()


def _column(name: str, kind: str) -> tuple[str, str] | None:
    """(SQL of the cell, how it is held), or None for types that no table of an office holds."""
    if kind == "VARCHAR":
        slow = f"trim(replace({name}, {_ZERO}, ''), {_BLANK})"
        return f"CASE WHEN regexp_full_match({name}, {_CLEAN}) THEN {name} ELSE {slow} END", TEXT
    if kind in _WHOLE:
        return name, WHOLE
    if kind in ("FLOAT", "DOUBLE"):
        return f"CASE WHEN isfinite({name}) THEN CAST({name} AS DOUBLE) END", REAL
    if kind == "DATE":
        return name, DATE
    if kind == "BOOLEAN":
        return f"CAST({name} AS TINYINT)", WHOLE
    if kind.startswith("DECIMAL") or kind == "HUGEINT":
        return f"CAST({name} AS VARCHAR)", TEXT
    if kind == '"NULL"':
        return "CAST(NULL AS VARCHAR)", TEXT
    return None


def _known(cell: str, kind: str) -> str:
    """SQL of a cell without the words for "nothing"."""
    return f"CASE WHEN {cell} IN ({_NOTHING}) THEN NULL ELSE {cell} END" if kind == TEXT else cell


def as_text(cell: str, kind: str) -> str:
    """SQL of a cell as a person would have typed it: 1.0 → `1`, dates → ISO."""
    if kind == REAL:
        return (
            f"CASE WHEN {cell} = floor({cell}) AND abs({cell}) < 1e18 THEN CAST(CAST({cell} AS BIGINT) AS VARCHAR) "
            f"ELSE CAST({cell} AS VARCHAR) END"
        )
    return f"CAST({cell} AS VARCHAR)" if kind in (WHOLE, DATE) else cell
