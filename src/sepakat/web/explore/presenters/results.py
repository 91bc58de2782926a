"""A free table on a page: the sentence first, then rows, with words for what is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sepakat import catalogue, charts, regions
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Table
from sepakat.core.text import Text, language, number
from sepakat.web.explore.presenters.wording import (
    UNKNOWN,
    heading,
    noise,
    over,
    remark,
    sentence,
    sign_words,
    words,
)
from sepakat.web.presenters import maps, places

MOST_ROWS = 300
MOST_ACROSS = 12
PREVIEW_ROWS = 8


@dataclass(frozen=True)
class TableCell:
    words: str
    remark: str = ""
    bar: str = ""


@dataclass(frozen=True)
class View:
    """heads: of the columns that name a row; across: of the figures' columns; rows: names and cells. bars: one figure a
    row, with a bar and n beside it."""

    sentence: str
    title: str
    heading: str
    over: str
    picture: str
    schematic: bool
    heads: tuple[str, ...]
    across: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[TableCell, ...]], ...]
    more: int
    bars: bool
    signs: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    version: str
    unit: str
    noise: str
    empty: bool


def view(table: Table, most: int = MOST_ROWS, *, with_picture: bool = False) -> View:
    """The table for a page, at most `most` rows of it. with_picture: a map, where the table is of rates by region."""
    meta, lang = table.meta, language()
    indicator = catalogue.indicators().get(meta["what"])
    rows = table.rows()
    top = max((r["value"] for r in rows if r["value"] is not None), default=0.0)
    names = {code: _place(code) for code in dict.fromkeys(r["region"] for r in rows)}
    labels = {name: _labels(name, meta["unit"]) for name in meta["by"]}
    dims = (["region"] if len(names) != 1 or not meta["by"] else []) + list(meta["by"])
    bars = len(dims) == 1
    last = dims[-1]
    classes = list(dict.fromkeys(r[last] for r in rows))
    pivot = not bars and len(classes) <= MOST_ACROSS

    def name(row: dict[str, Any], dim: str) -> str:
        return names[row["region"]] if dim == "region" else labels[dim].get(row[dim], UNKNOWN.in_(lang))

    def cell(row: dict[str, Any]) -> TableCell:
        bar = charts.draw("cellbar", row["value"], top=top) if bars and row["value"] is not None and top > 0 else ""
        return TableCell(words(row, table), remark(row["sign"], meta), bar)

    made: list[tuple[tuple[str, ...], tuple[TableCell, ...]]] = []
    if pivot:
        grid: dict[tuple[Any, ...], dict[Any, dict[str, Any]]] = {}
        for row in rows:
            grid.setdefault(tuple(row[d] for d in dims[:-1]), {})[row[last]] = row
        for found in grid.values():
            first = next(iter(found.values()))
            made.append((tuple(name(first, d) for d in dims[:-1]), tuple(cell(found[c]) for c in classes)))
        across = [labels[last].get(c, UNKNOWN.in_(lang)) for c in classes]
    else:
        for row in rows:
            n = TableCell("" if row["n"] is None else number(row["n"]))
            figures = (cell(row), n) if indicator else (cell(row),)
            made.append((tuple(name(row, d) for d in dims), figures))
        across = [str(Text("Nilai", "Value")), *(["n"] if indicator else [])]
    heads = tuple(_head(d, table) for d in (dims[:-1] if pivot else dims))
    unit = indicator.satuan if indicator else meta["unit"]
    picture = drawn(table, names) if with_picture else ("", False)
    signs = tuple((sign, remark(sign, meta)) for sign in ("few", "near", "low", "high") if _has(rows, sign))
    return View(
        sentence=sentence(table),
        title=str(table.title),
        heading=heading(table),
        over=over(table),
        picture=picture[0],
        schematic=picture[1],
        heads=heads,
        across=tuple(across),
        rows=tuple(made[:most]),
        more=max(0, len(made) - most),
        bars=bars,
        signs=tuple((sign_words(s, meta), said) for s, said in signs),
        notes=tuple(str(note) for note in table.notes if not note.id.startswith("Tanda:")),
        version=indicator.versi if indicator else "",
        unit=str(UNIT_WORDS.get(unit, Text(unit, unit))),
        noise=str(noise(table)),
        empty=not any(r["value"] is not None for r in rows),
    )


def drawn(table: Table, names: dict[str, str]) -> tuple[str, bool]:
    """A map of rates by region (SVG, whether it is the schematic layout); nothing for counts and breakdowns."""
    indicator = catalogue.indicators().get(table.meta["what"])
    rows = table.rows()
    if indicator is None or indicator.penaksir == "jumlah" or table.meta["by"] or len(rows) < 2:
        return "", False
    areas = [
        charts.Area(row["region"], names[row["region"]], row["value"], words(row, table),
                    "value" if row["value"] is not None else "hidden")
        for row in rows
    ]  # fmt: skip
    unit = str(UNIT_WORDS.get(indicator.satuan, indicator.satuan))
    return maps.drawn(table.meta["region"], table.meta["level"], areas, title=table.title, unit=unit)


def _has(rows: list[dict[str, Any]], sign: str) -> bool:
    return any(r["sign"] == sign for r in rows)


def _labels(name: str, unit: str) -> dict[Any, str]:
    about = catalogue.breakdown_columns(unit)[name]
    return {code: str(label) for code, label in about.codes().rows.items()}


def _head(dim: str, table: Table) -> str:
    if dim == "region":
        return str(places.LEVEL[table.meta["level"]]).capitalize()
    return str(catalogue.breakdown_columns(table.meta["unit"])[dim].label)


def _place(code: str) -> str:
    return places.short(regions.load().get(code))
