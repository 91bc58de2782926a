"""From a file of any format to a staging Parquet: every cell as text, every row numbered, nothing lost, nothing judged.

Parquet of plain types needs no copy: it is read where it lies (`direct`), and keeps its types. Staging files are plain
and hold names; they live in a short-lived folder that the caller wipes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress, Step
from sepakat.core.text import Text
from sepakat.sources import direct, formats
from sepakat.sources.formats.base import BROKEN, ROW, Reading, Sheet, schema
from sepakat.sources.headers import Index, clean, normal
from sepakat.sources.model import Role, Source

HEADER_WITHIN = 15  # rows from the top in which the header is looked for


@dataclass(frozen=True)
class Staged:
    """A staged file. path: Parquet with `_row`, the file's columns as text, `_rusak`. rows: data rows read (empty rows
    are not rows). columns: headers as written. broken: rows that are not whole. twice: headers that stood there more
    than once. name: the file's name. notes: encoding, separator, sheet. sql: a table that is read where it lies
    (there is then no `path`); kinds: how each of its columns is held, empty where all are text."""

    path: Path
    rows: int
    columns: tuple[str, ...]
    broken: int
    name: str
    twice: tuple[str, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)
    sql: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def rows_read(self) -> int:
        return self.rows

    @property
    def table(self) -> str:
        """Table expression with `_row`, the columns, `_rusak`."""
        return self.sql or duck.parquet(self.path)

    def kind(self, position: int) -> str:
        """How a column is held (see `sources.direct`)."""
        return self.kinds[position] if self.kinds else direct.TEXT


def header_row(rows: list[list[str]], role: Role) -> int:
    """Which of the first rows is the header: the one that names most of the role's columns (titles may stand above)."""
    best, most = 0, -1
    wanted = [f.names for f in role.fields]
    for position, row in enumerate(rows[:HEADER_WITHIN]):
        index = Index(row)
        score = sum(index.find(names) is not None for names in wanted)
        if score == len(wanted):
            return position
        if score > most:
            best, most = position, score
    return best


def _chosen(sheets: list[Sheet], role: Role) -> list[tuple[Sheet, int]]:
    """The sheets that make up this role, in the role's order, each with its header row."""
    if role.sheets:
        found = []
        for wanted in role.sheets:
            for sheet in sheets:
                if normal(wanted) in normal(sheet.name):
                    found.append((sheet, header_row(sheet.rows, role)))
                    break
        if found:
            return found

    def score(sheet: Sheet) -> int:
        if not sheet.rows:
            return -1
        index = Index(sheet.rows[header_row(sheet.rows, role)])
        return sum(index.find(f.names) is not None for f in role.fields)

    best = max(sheets, key=score)
    return [(best, header_row(best.rows, role))]


def stage(path: Path, source: Source, role: Role | str, out: Path, progress: Progress = SILENT) -> Staged:
    """Write `out`, the staging Parquet of one file read as one role of a source (not for Parquet: see above).

    Memory stays bounded whatever the size. UserError if the file is empty, damaged, locked or of an unknown kind.
    """
    wanted = source.role(role) if isinstance(role, str) else role
    module = formats.of(path)
    sheets = [sheet for sheet in module.peek(path) if sheet.rows]
    if not sheets:
        raise UserError(
            Text("Berkas tidak berisi baris apa pun.", "The file holds no rows."),
            hint=Text("Minta berkas yang berisi, lalu unggah lagi.", "Ask for the filled file, then upload again."),
            where=path.name, code="file-empty",
        )  # fmt: skip
    out.parent.mkdir(parents=True, exist_ok=True)
    if wanted.wide is not None:
        from sepakat.sources import melting  # it gives a Staged, as this does

        return melting.melt(path, wanted, out)
    if module.__name__.endswith(".parquet") and (found := direct.read(path)) is not None:
        notes = {"bagian": str(found.parts)} if found.parts > 1 else {}
        return Staged(out, found.rows, found.columns, 0, path.name, (), notes, sql=found.sql, kinds=found.kinds)
    chosen = _chosen(sheets, wanted)
    with progress.step(f"Membaca {path.name}") as step:
        if len(chosen) == 1:
            sheet, skip = chosen[0]
            return _write(module.rows(path, sheet.name, skip), path.name, out, step)
        parts = []
        for number, (sheet, skip) in enumerate(chosen):
            part = out.with_name(f"{out.stem}.{number}.parquet")
            parts.append(_write(module.rows(path, sheet.name, skip), path.name, part, step))
        return _joined(parts, wanted, out)


def _write(reading: Reading, name: str, out: Path, step: Step) -> Staged:
    shape = schema(reading.headers)
    rows = broken = 0
    with pq.ParquetWriter(out, shape, compression="zstd", compression_level=1) as writer:
        for batch in _held(reading.batches):
            writer.write_table(batch)
            rows += batch.num_rows
            broken += pc.sum(pc.is_valid(batch[BROKEN])).as_py() or 0
            step.advance(batch.num_rows)
    return Staged(out, rows, tuple(reading.headers), broken, name, tuple(reading.twice), dict(reading.notes))


def _held(batches: Iterator[pa.Table]) -> Iterator[pa.Table]:
    for batch in batches:
        if batch.num_rows:
            yield batch


def _joined(parts: list[Staged], role: Role, out: Path) -> Staged:
    """Several sheets of one workbook as one table: the first sheet's rows, the others joined on the key column.

    Only the first row of a key is taken from the other sheets.
    """
    key_names = next(f.names for f in role.fields if role.key.parts[0][0] in f.names)
    keys = [Index(part.columns).find(key_names) for part in parts]
    if any(k is None for k in keys):
        raise UserError(
            Text("Satu lembar tidak punya kolom nomor KK.", "One sheet has no family card number column."),
            hint=Text("Isi nomor KK di setiap lembar.", "Fill the family card number on every sheet."),
            where=parts[0].name, code="sheet-key",
        )  # fmt: skip
    columns: list[str] = []
    picked: list[str] = []
    joins: list[str] = []
    for number, (part, key) in enumerate(zip(parts, keys, strict=True)):
        table = duck.parquet(part.path)
        on = duck.identifier(part.columns[key or 0])
        if number:
            joins.append(
                f"LEFT JOIN (SELECT *, trim({on}) AS _k FROM {table} WHERE {on} IS NOT NULL "
                f"QUALIFY row_number() OVER (PARTITION BY trim({on}) ORDER BY _row) = 1) t{number} "
                f"ON t{number}._k = trim(t0.{duck.identifier(parts[0].columns[keys[0] or 0])})"
            )
        for position, column in enumerate(part.columns):
            if number and position == key:
                continue
            columns.append(column)
            picked.append(f"t{number}.{duck.identifier(column)}")
    names, _ = clean(columns)
    listed = ", ".join(f"{p} AS {duck.identifier(n)}" for p, n in zip(picked, names, strict=True))
    con = duck.connect(out.parent / "tumpah")
    con.execute(
        f"COPY (SELECT t0.{ROW}, {listed}, t0.{BROKEN} FROM {duck.parquet(parts[0].path)} t0 {' '.join(joins)} "
        f"ORDER BY t0.{ROW}) TO {duck.literal(str(out))} (FORMAT parquet, COMPRESSION zstd)"
    )
    con.close()
    for part in parts:
        part.path.unlink()
    return Staged(out, parts[0].rows, tuple(names), parts[0].broken, parts[0].name, (), parts[0].notes)
