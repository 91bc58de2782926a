"""Tables with regions down and periods across → one row per figure, before anything else looks at them.

Yearbook tables come with a title, one or two lines of heads (measures over years), regions named in words, footnotes,
`–`, `...`, `NA`, marks such as `12,3*` and decimal commas. Turned, each figure has series, region, period, value, sign,
status and note as columns of text; what cannot be understood is left as it was written, so that the checks name it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import regions
from sepakat.catalogue.published import FigureSeries, by_title
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.regions.names import fold, key, split_title
from sepakat.sources import formats
from sepakat.sources.formats.base import BROKEN, PEEK_ROWS, ROW, Sheet
from sepakat.sources.model import Role
from sepakat.sources.periods import MONTHS
from sepakat.sources.staging import Staged

HEADERS = (
    "seri", "definisi", "kode_wilayah", "wilayah", "periode", "nilai", "tanda", "status", "sumber", "catatan",
    "baris_asli", "kolom_asli",
)  # fmt: skip
MISSING = {"–", "—", "...", "…", "..", "na", "n.a", "n.a.", "n/a", "x", "tad", "tidak tersedia"}
_PERIOD = re.compile(r"((?:19|20)\d\d)([*]{0,2})")
_MARKED = re.compile(r"(?P<value>.*?\d)\s*(?P<mark>\*\*|\*|r|e|p)?\s*(?P<note>\d\)|[a-z]\))?", re.IGNORECASE)
_DOTS = re.compile(r"-?\d{1,3}(\.\d{3})+")
_NOTE = re.compile(r"(catatan|sumber|keterangan|note|source|\*|r\)|\d+\)|[a-z]\))", re.IGNORECASE)
_STATUS = {"*": "*", "**": "**", "r": "r", "e": "e", "p": "e"}


@dataclass(frozen=True)
class Shape:
    """Where things stand. head: row of the heads; region: column of the region; first: first row of data; columns:
    (column, measure, period, mark of the period); title: what stands above the table; level: of its regions, as its
    head says."""

    head: int
    region: int
    first: int
    columns: tuple[tuple[int, str, str, str], ...]
    title: str
    level: str


def shape(rows: list[list[str]], role: Role) -> Shape | None:
    """How a table of this kind is laid out, from its first rows; None where it is not one."""
    assert role.wide is not None
    names = {fold(name) for name in role.wide.heads}
    for at, row in enumerate(rows[:15]):
        region = next((i for i, cell in enumerate(row) if fold(cell) in names), None)
        if region is None:
            continue
        title = " ".join(cell.strip() for above in rows[:at] for cell in above if cell.strip())
        level = _level(row[region])
        for years in (at, at + 1):
            if years >= len(rows):
                break
            found = _periods(rows[years], region)
            if found:
                measures = _measures(row, region) if years != at else {}
                columns = tuple((i, measures.get(i, ""), period, mark) for i, period, mark in found)
                return Shape(at, region, years + 1, columns, title, level)
        year = re.search(r"(?:19|20)\d\d", title)
        measures = _measures(row, region)
        if year and measures and by_title(title) is None:
            named = [i for i in measures if i < len(row) and row[i].strip()]
            columns = tuple((i, measures[i], year.group(), "") for i in named)
            return Shape(at, region, at + 1, columns, title, level)
    return None


def _periods(row: list[str], region: int) -> list[tuple[int, str, str]]:
    found = []
    for i, cell in enumerate(row):
        match = _PERIOD.fullmatch(cell.strip())
        if match and i > region:
            found.append((i, match.group(1), match.group(2)))
    return found


def _measures(row: list[str], region: int) -> dict[int, str]:
    """Heads over several columns stand in the first of them: each column takes the last head to its left."""
    out: dict[int, str] = {}
    name = ""
    for i in range(region + 1, len(row) + 40):
        cell = row[i].strip() if i < len(row) else ""
        name = cell or name
        if name:
            out[i] = name
    return out


def _level(head: str) -> str:
    said = fold(head)
    if "kecamatan" in said:
        return "kecamatan"
    return "provinsi" if said.endswith("provinsi") else "kabupaten"


def melt(path: Path, role: Role, out: Path) -> Staged:
    """Write the staging Parquet of a table of this kind. UserError where the file holds none."""
    module = formats.of(path)
    for sheet in module.peek(path):
        found = shape(sheet.rows, role)
        if found is not None:
            break
    else:
        raise UserError(
            Text("Susunan tabel ini belum dikenal.", "The layout of this table is not known."),
            Text("Tidak ada baris judul dengan wilayah dan tahun.", "There is no head with regions and years."),
            Text(
                "Pastikan ada kolom `Kabupaten/Kota` (atau `Provinsi`) dan kolom-kolom tahun.",
                "Make sure there is a column `Kabupaten/Kota` (or `Provinsi`) and columns of years.",
            ),
            where=path.name,
            code="table-shape",
        )
    grid = _grid(module, path, sheet, found)
    body, notes = _split(grid, found)
    figures = _figures(body, found, notes)
    table = pa.table(
        {
            ROW: pa.array(range(1, len(figures) + 1), pa.int64()),
            **{name: pa.array([f.get(name) for f in figures], pa.string()) for name in HEADERS},
            BROKEN: pa.array([None] * len(figures), pa.string()),
        }
    )
    pq.write_table(table, out, compression="zstd")
    said = {"judul_tabel": found.title[:200], "catatan_kaki": "; ".join(notes)[:500]}
    return Staged(out, len(figures), HEADERS, 0, path.name, (), {k: v for k, v in said.items() if v})


def _grid(module: Any, path: Path, sheet: Sheet, found: Shape) -> list[list[str]]:
    """The table's rows as text, as wide as its columns, the number in the file last."""
    wide = max(i for i, *_ in found.columns) + 1
    rows = dict(enumerate(sheet.rows))
    if len(sheet.rows) >= PEEK_ROWS:  # longer than a look: read on below the periods, whose row is number 0
        for batch in module.rows(path, sheet.name, found.first - 1).batches:
            names = [n for n in batch.column_names if n not in (ROW, BROKEN)]
            for number, *cells in zip(batch[ROW].to_pylist(), *(batch[n].to_pylist() for n in names), strict=True):
                if found.first - 1 + number >= len(sheet.rows):
                    rows[found.first - 1 + number] = [c or "" for c in cells]
    return [
        [*(cell.strip() for cell in rows[at][:wide]), *[""] * (wide - len(rows[at])), str(at + 1)]
        for at in sorted(rows)
        if at >= found.first
    ]


def _split(grid: list[list[str]], found: Shape) -> tuple[list[list[str]], list[str]]:
    """Rows of regions, and what stands below them in words."""
    body, notes = [], []
    for row in grid:
        name = row[found.region]
        values = [row[i] for i, *_ in found.columns if row[i]]
        if name and values and not _NOTE.match(name):
            body.append(row)
        elif not values:
            said = " ".join(c for c in row[:-1] if c)
            if said and not _PERIOD.fullmatch(said):
                notes.append(said)
    return body, notes


def _figures(body: list[list[str]], found: Shape, notes: list[str]) -> list[dict[str, str | None]]:
    source = next(
        (n.split(":", 1)[1].strip() for n in notes if fold(n).startswith(("sumber", "source")) and ":" in n), ""
    )
    known = {measure: by_title(measure) or by_title(found.title) for _, measure, *_ in found.columns}
    places = _places([row[found.region] for row in body], found.level)
    dots = _dots_are_thousands(body, found, known)
    out: list[dict[str, str | None]] = []
    for row, place in zip(body, places, strict=True):
        for column, measure, period, mark in found.columns:
            series = known[measure]
            title = f"{found.title} {measure}".strip()
            told = series.told_by(title) if series else None
            value, sign, status, note = read_value(row[column], dots[measure])
            out.append(
                {
                    "seri": series.id if series else title[:120] or None,
                    "definisi": told.id if told else None,
                    "kode_wilayah": place,
                    "wilayah": row[found.region],
                    "periode": period + _round(title, series),
                    "nilai": value,
                    "tanda": sign,
                    "status": status or mark or None,
                    "sumber": source or None,
                    "catatan": note,
                    "baris_asli": row[-1],
                    "kolom_asli": str(column + 1),
                }
            )
    return out


def _round(title: str, series: FigureSeries | None) -> str:
    """`-03` where the title names the one round of the year that a series of several rounds is of; else nothing."""
    if series is None or not series.rounds:
        return ""
    said = fold(title).split()
    found = [f"{n:02}" for n, month in enumerate(MONTHS, 1) if month in said]
    return f"-{found[0]}" if len(found) == 1 and found[0] in series.rounds else ""


def _dots_are_thousands(body: list[list[str]], found: Shape, known: dict[str, FigureSeries | None]) -> dict[str, bool]:
    """Per measure: whether `11.479` is eleven thousand. With a comma anywhere in the table, yes; without one, only
    for a series of whole numbers all of whose dotted figures have that form."""
    out = {}
    for measure, series in known.items():
        cells = [row[i] for row in body for i, name, *_ in found.columns if name == measure and row[i]]
        commas = any("," in cell for cell in cells)
        dotted = [m.group("value") for cell in cells if "." in cell and (m := _MARKED.fullmatch(cell))]
        whole = series is not None and series.decimals == 0 and bool(dotted) and all(map(_DOTS.fullmatch, dotted))
        out[measure] = commas or whole
    return out


def read_value(cell: str, thousands: bool) -> tuple[str | None, str | None, str | None, str | None]:
    """(value with a decimal point, sign of a missing value, mark of its status, note) of one cell.

    thousands: dots part thousands and commas decimals. What is no number stays as it is, for the checks to refuse.
    """
    text = cell.strip()
    if text in ("", "-"):  # readers of files take a lone hyphen for an empty cell
        return None, "–", None, None
    if text.lower() in MISSING:
        return None, text, None, None
    match = _MARKED.fullmatch(text)
    if match is None:
        return text, None, None, None
    value = match.group("value").replace("\u00a0", "").replace(" ", "")
    if thousands:
        value = value.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", value):
        value = value.replace(",", "")
    return value, None, _STATUS.get((match.group("mark") or "").lower()), match.group("note")


def _places(names: list[str], level: str) -> list[str]:
    """Codes for names of regions: at the table's level, the nation and provinces among them as totals; the name itself
    where it is not known or stands for several."""
    inside = {code[:2] for name in names if (code := _find(name, level)) is not None and level != "provinsi"}
    return [_place(name, level, inside, position == len(names) - 1) for position, name in enumerate(names)]


def _place(name: str, level: str, provinces: set[str], last: bool) -> str:
    dotted = name.strip()
    if re.fullmatch(r"\d\d(\.\d\d){0,2}(\.\d{4})?", dotted) and "." in dotted:
        return dotted
    if fold(name) in ("indonesia", "nasional"):
        return "00"
    own = _find(name, level, provinces if len(provinces) == 1 else None)
    above = _find(name, "provinsi")
    # "Gorontalo" is a regency and a province: the total is written in capitals, or stands last.
    if above is not None and (own is None or name.isupper() or last):
        return above
    return own or name


def _find(name: str, level: str, within: set[str] | None = None) -> str | None:
    bare, _, kind = split_title(fold(name))
    found = _index(level).get((key(bare), "kota" if kind == "kota" else "")) or ()
    found = tuple(c for c in found if within is None or c[:2] in within)
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4)
def _index(level: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """(comparable name, `kota` or nothing) → codes."""
    out: dict[tuple[str, str], tuple[str, ...]] = {}
    tree = regions.load()
    for code in tree.codes(level):
        region = tree.get(code)
        bare = split_title(fold(region.name))[0] if level == "kabupaten" else fold(region.name)
        index = (key(bare), "kota" if region.kind == "kota" else "")
        out[index] = (*out.get(index, ()), code)
    return out
