"""How the command line prints results: tables for people, json, csv or parquet for machines."""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import io
import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table as RichTable

from sepakat.core import Table, Text, UserError
from sepakat.core.text import number

FORMATS = ("table", "json", "csv", "parquet")


def format_option(function: Any) -> Any:
    """`--format`, the same on every command that prints a result."""
    return click.option(
        "--format",
        "fmt",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help=str(Text("Bentuk keluaran.", "Form of the output.")),
    )(function)


def out_option(function: Any) -> Any:
    """`--out FILE` for results that people also keep."""
    return click.option(
        "--out", "out_file", type=click.Path(path_type=Path), help=str(Text("Tulis ke berkas.", "Write to a file."))
    )(function)


def plain(value: Any) -> Any:
    """A value as JSON can hold it: dates as ISO text, exact decimals as numbers; what is no number is null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if hasattr(value, "item"):
        return plain(value.item())
    return value


def to_json(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False, indent=1, default=str)


def emit(rows: Table | Sequence[Mapping[str, Any]], fmt: str, out: Path | None = None, title: str = "") -> None:
    """Print or write rows in one of FORMATS."""
    table = rows if isinstance(rows, Table) else None
    records = table.rows() if table else [dict(r) for r in rows]
    if fmt == "json":
        _write(to_json(records) + "\n", out)
    elif fmt == "csv":
        _write(_csv(records), out)
    elif fmt == "parquet":
        if out is None:
            raise UserError(
                Text("Parquet ditulis ke berkas, bukan ke layar.", "Parquet goes to a file, not to the screen."),
                hint=Text("Tambahkan --out NAMA.parquet", "Add --out NAME.parquet"),
                code="needs-out",
            )
        pq.write_table(table.data if table else pa.Table.from_pylist([plain(r) for r in records]), out)
    else:
        _people(records, title or (str(table.title) if table else ""), out, table)


def emit_one(record: Mapping[str, Any], fmt: str, out: Path | None = None, title: str = "") -> None:
    """Print one record: an object in JSON, a two-column list for people."""
    if fmt == "json":
        _write(to_json(record) + "\n", out)
    elif fmt in ("csv", "parquet"):
        emit([record], fmt, out)
    else:
        emit([{"": k, " ": v} for k, v in record.items()], "table", out, title)


def note(text: Text | str) -> None:
    """A line for the person at the prompt, on standard error."""
    click.echo(str(text), err=True)


def _csv(records: list[dict[str, Any]]) -> str:
    buffer = io.StringIO()
    if records:
        writer = csv.DictWriter(buffer, fieldnames=list(records[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: plain(v) for k, v in r.items()} for r in records)
    return buffer.getvalue()


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")


def _cell(value: Any) -> str:
    value = plain(value)
    if value is None:
        return "…"
    if isinstance(value, bool):
        return str(Text("ya", "yes") if value else Text("tidak", "no"))
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return number(value, 2)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _people(records: list[dict[str, Any]], title: str, out: Path | None, table: Table | None) -> None:
    """A table to read: heads in words where they are known; what is the same in every row stands once, under it."""
    known = {c.name: c for c in table.columns} if table else {}
    names = list(records[0]) if records else []
    same = _same(records, names)
    rich = RichTable(title=title or None, show_lines=False)
    for name in (n for n in names if n not in same):
        numeric = all(isinstance(plain(r[name]), int | float | type(None)) for r in records)
        head = str(known[name].label) if name in known else name
        rich.add_column(head, justify="right" if numeric else "left", overflow="fold")
    for record in records:
        hidden = bool(record.get("suppressed"))
        cells = []
        for name in (n for n in names if n not in same):
            marked = hidden and record[name] is None
            cells.append("#" if marked else _cell(record[name]))
        rich.add_row(*cells)
    with open(out, "w", encoding="utf-8") if out else _Screen() as stream:
        console = Console(file=stream, width=None if stream.isatty() else 200)
        if records:
            console.print(rich)
        else:
            console.print(str(Text("Tidak ada baris.", "No rows.")))
        told = [
            f"{known[n].label if n in known else n}: {_cell(v)}" for n, v in same.items() if v not in (None, "", False)
        ]
        if told:
            console.print(" · ".join(told))
        if any(r.get("suppressed") for r in records):
            console.print(str(Text("# disembunyikan demi kerahasiaan", "# hidden for confidentiality")))
        for line in table.notes if table else ():
            console.print(str(line))


def _same(records: list[dict[str, Any]], names: list[str]) -> dict[str, Any]:
    """Columns of words that are the same in every one of several rows, but the first column."""
    if len(records) < 2:
        return {}
    found = {}
    for name in names[1:]:
        value = plain(records[0][name])
        if isinstance(value, str | bool | type(None)) and all(plain(r[name]) == value for r in records):
            found[name] = value
    return found


class _Screen:
    def __enter__(self) -> Any:
        return sys.stdout

    def __exit__(self, *exc: object) -> None:
        sys.stdout.flush()
