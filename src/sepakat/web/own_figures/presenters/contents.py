"""What a delivery says: its figures as typed, its series, and how they stand to what the release holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from sepakat import sources
from sepakat.core import duck
from sepakat.core.text import Text
from sepakat.engine import figures
from sepakat.sources import formats
from sepakat.sources.headers import Index
from sepakat.sources.staging import header_row
from sepakat.web.own_figures.accepting import SOURCE

MOST = 60
NEW = Text("seri baru", "a new series")
SAME = Text("meneruskan seri yang berlaku, rumusnya sama", "goes on with the series in use, same formula")
BROKEN = Text(
    "rumusnya lain daripada yang berlaku: menjadi definisi baru, trennya tidak disambung",
    "another formula than the one in use: a new definition, and the trend is not joined",
)


@dataclass(frozen=True)
class SeriesLine:
    """One series of a delivery by one formula."""

    name: str
    id: str
    unit: str
    formula: str
    source: str
    office: str
    figures: int
    stands: Text


@dataclass(frozen=True)
class Contents:
    """rows: the first figures as typed, by field; more: how many are not shown."""

    rows: tuple[dict[str, str], ...]
    more: int
    series: tuple[SeriesLine, ...]


def role() -> Any:
    return sources.source(SOURCE[0]).role(SOURCE[1])


def headings() -> list[str]:
    """The headings of the template, in the order of the source."""
    return [field.names[0] for field in role().fields]


def read(path: Path, mapping: dict[str, str], release: Any | None) -> Contents:
    """The contents of a plain file. mapping: heading → heading of the source, as the upload keeps it."""
    rows = list(_rows(path, mapping))
    groups: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row.get(n, "") for n in ("indikator", "satuan", "rumus", "sumber", "penanggung_jawab"))
        groups[key] = groups.get(key, 0) + 1
    held = _held(release)
    series = []
    for (name, unit, formula, source, office), count in groups.items():
        id_, definition = ids(name, formula)
        known = held.get(id_)
        stands = NEW if known is None else SAME if definition in known else BROKEN
        series.append(SeriesLine(name, id_, unit, formula, source, office, count, stands))
    return Contents(tuple(rows[:MOST]), max(0, len(rows) - MOST), tuple(series))


def ids(name: str, formula: str) -> tuple[str, str]:
    """(series, definition) that the source gives to a name and a formula."""
    made = role().computed
    with duck.connect() as con:
        con.register("given", pa.table({"_nama": [name], "rumus": [formula]}))
        found = con.execute(f"SELECT {made['seri']}, {made['definisi']} FROM given").fetchone()
    return (str(found[0]), str(found[1])) if found else ("", "")


def _held(release: Any | None) -> dict[str, set[str]]:
    if release is None or not release.has(figures.TABLE):
        return {}
    out: dict[str, set[str]] = {}
    for row in figures.held(release):
        out.setdefault(row["series"], set()).add(row["definition"])
    return out


def _rows(path: Path, mapping: dict[str, str]) -> Iterator[dict[str, str]]:
    kind = formats.of(path)
    sheets = [s for s in kind.peek(path) if s.rows]
    if not sheets:
        return
    wanted = role()
    sheet = max(sheets, key=lambda s: len(s.rows[header_row(s.rows, wanted)]))
    reading = kind.rows(path, sheet.name, header_row(sheet.rows, wanted))
    index = Index([mapping.get(h, h) for h in reading.headers])
    at = {field.names[0]: index.find(field.names) for field in wanted.fields}
    for batch in reading.batches:
        for row in batch.select(reading.headers).to_pylist():
            cells = list(row.values())
            yield {name: cells[place] or "" for name, place in at.items() if place is not None}
