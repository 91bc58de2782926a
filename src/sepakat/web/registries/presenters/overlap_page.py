"""An overlap on a page: a sentence, the picture and its table, the parts by place or class, the estimate, the doors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sepakat import charts, regions
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Table
from sepakat.core.text import Text, language, number
from sepakat.engine.tabulating import Attribute
from sepakat.matching.files import REGISTRIES
from sepakat.matching.overlap.tables import ALL
from sepakat.web.presenters import places

REMARKS = {
    "few": Text("terlalu sedikit untuk ditampilkan", "too few to be shown"),
    "near": Text("hampir sama dengan kelompok yang lebih besar", "nearly the same people as in a larger group"),
}
UNKNOWN = Text("Tidak diketahui", "Unknown")
MOST_ROWS = 300


@dataclass(frozen=True)
class Part:
    """One row of the picture's table. letters: which circles; request: link to ask for the names, or empty."""

    letters: str
    label: str
    words: str
    remark: str
    share: str
    corrected: str
    bounds: str
    request: str
    total: bool


@dataclass(frozen=True)
class Estimate:
    """People in no list. words, bounds: of the average; empty where there is none (then notes say why)."""

    words: str
    bounds: str
    rows: tuple[tuple[str, str, str, str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class View:
    sentence: str
    heading: str
    place: str
    picture: str
    circles: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    corrected: bool
    heads: tuple[str, ...]
    across: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...]
    more: int
    notes: tuple[str, ...]
    unit: str
    linked: bool
    run: str


def view(table: Table, known: dict[str, Attribute], request_base: str) -> View:
    """The table for a page. known: attributes by name; request_base: where lists of names are asked for."""
    meta = table.meta
    lists = list(meta["lists"])
    names = [_label(meta, f"+{one}") or one.upper() for one in lists]
    rows = table.rows()
    heads, across, grid = _grid(table, rows, known)
    whole = list(meta["whole"])
    base = next((r["value"] for r in whole if r["irisan"] == ALL), None)
    return View(
        sentence=str(sentence(table)),
        heading=f"{Text('Irisan', 'Overlap of')} {_joined(names)}",
        place=places.title(regions.load().get(meta["region"])),
        picture=_picture(table, names),
        circles=tuple(zip("ABC", names, strict=False)) if len(lists) in (2, 3) else (),
        parts=tuple(_part(r, meta, base, request_base) for r in whole),
        corrected=any(r["corrected"] is not None for r in whole),
        heads=heads,
        across=across,
        rows=tuple(grid[:MOST_ROWS]),
        more=max(0, len(grid) - MOST_ROWS),
        notes=tuple(str(note) for note in table.notes if not note.id.startswith("Tanda:")),
        unit=str(UNIT_WORDS[meta["unit"]]),
        linked=bool(meta["run"]),
        run=str(meta["run"]),
    )


def sentence(table: Table) -> Text:
    """How many are in all of the lists, and how many in one only."""
    meta = table.meta
    whole = {r["irisan"]: r for r in meta["whole"]}
    lists = meta["lists"]
    every = whole["+".join(lists)]
    unit, where = UNIT_WORDS[meta["unit"]], places.title(regions.load().get(meta["region"]))
    if every["value"] is None:
        return Text(
            f"Di {where}, terlalu sedikit {unit.id} yang ada di semua daftar ini untuk ditampilkan.",
            f"In {where}, too few {unit.en} are in all of these lists to be shown.",
        )
    only = [r for r in meta["whole"] if [r[x] for x in lists].count(True) == 1 and None not in [r[x] for x in lists]]
    told = [r["value"] for r in only if r["value"] is not None]
    if not told:
        only_id, only_en = "yang hanya ada di satu daftar tidak ditampilkan", "those in one only are not shown"
    else:
        some = Text("", "") if len(told) == len(only) else Text(" (yang ditampilkan)", " (where shown)")
        only_id = f"sekitar {number(sum(told), lang='id')} hanya ada di satu daftar{some.id}"
        only_en = f"about {number(sum(told), lang='en')} are in one only{some.en}"
    kata = "kedua daftar" if len(lists) == 2 else "semua daftar"
    return Text(
        f"Di {where}, {number(every['value'], lang='id')} {unit.id} ada di {kata}; {only_id}.",
        f"In {where}, {number(every['value'], lang='en')} {unit.en} are in all of the lists; {only_en}.",
    )


def _label(meta: dict[str, Any], part: str) -> str:
    found = meta["labels"].get(part)
    return "" if found is None else Text(*found).in_(language())


def _joined(names: list[str]) -> str:
    last = Text("dan", "and").in_(language())
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def _part(row: dict[str, Any], meta: dict[str, Any], base: int | None, request_base: str) -> Part:
    lists = meta["lists"]
    flags = [row[name] for name in lists]
    total = None in flags
    letters = "".join(x for x, yes in zip("ABCD", flags, strict=False) if yes) if not total else ""
    value = row["value"]
    share = number(100 * value / base, 1) if value is not None and base else ""
    bounds = ""
    if row["corrected_low"] is not None:
        bounds = f"{number(row['corrected_low'])}–{number(row['corrected_high'])}"
    part = names_of(row["irisan"], lists, meta["base"])
    ask = ""
    inside = meta["base"] in part.partition("-")[0].split("+")  # outside the base only persons are listed
    if part and (inside or meta["unit"] == "orang") and not total and value is not None:
        query = {"wilayah": meta["region"], "satuan": meta["unit"], "irisan": part}
        ask = f"{request_base}?{urlencode(query)}"
    return Part(
        letters if len(lists) < 4 else "",
        _label(meta, row["irisan"]),
        "#" if value is None else number(value),
        str(REMARKS[row["sign"]]) if row["sign"] in REMARKS else "",
        share,
        "" if row["corrected"] is None else number(row["corrected"]),
        bounds,
        ask,
        total,
    )


def names_of(part: str, lists: list[str], base: str) -> str:
    """The part as a request for names takes it: within the base registry, or outside it, where other registries have
    the names. A list of recipients has none of its own: parts outside that need one are empty."""
    if base not in lists:
        return base + (part if part.startswith("-") else f"+{part}")
    signed = re.findall(r"([+-]?)([a-z0-9_]+)", part)
    inside = [name for sign, name in signed if sign != "-"]
    if base not in inside and not set(inside) <= set(REGISTRIES):
        return ""
    return "+".join(inside) + "".join(f"-{name}" for sign, name in signed if sign == "-")


def _picture(table: Table, names: list[str]) -> str:
    lists = table.meta["lists"]
    parts: dict[int, int | None] = {}
    for row in table.meta["whole"]:
        flags = [row[name] for name in lists]
        bits = sum(1 << i for i, yes in enumerate(flags) if yes)
        if None not in flags and bits:
            parts[bits] = row["value"]
    return charts.draw("overlap", names, parts, title=table.title)


def _grid(
    table: Table, rows: list[dict[str, Any]], known: dict[str, Attribute]
) -> tuple[tuple[str, ...], tuple[str, ...], list[tuple[tuple[str, ...], tuple[tuple[str, str], ...]]]]:
    """The parts by place and class: heads of the rows, heads of the figures, rows. Empty for a region as a whole."""
    meta = table.meta
    codes = list(dict.fromkeys(r["region"] for r in rows))
    dims = (["region"] if codes != [meta["region"]] else []) + list(meta["by"])
    if not dims:
        return (), (), []
    labels = {n: {next(iter(k.codes)): str(k.label) for k in known[n].classes} for n in meta["by"]}
    tree = regions.load()
    heads = tuple(str(places.LEVEL[meta["level"]]).capitalize() if d == "region" else str(known[d].label) for d in dims)
    kinds = list(dict.fromkeys(r["irisan"] for r in rows))
    found: dict[tuple[Any, ...], dict[str, dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(tuple(row[d] for d in dims), {})[row["irisan"]] = row

    def name(dim: str, value: Any) -> str:
        return places.short(tree.get(value)) if dim == "region" else labels[dim].get(value, str(UNKNOWN))

    made = []
    for key, cells in found.items():
        figures = tuple(
            ("#" if cells[k]["value"] is None else number(cells[k]["value"]), str(REMARKS.get(cells[k]["sign"], "")))
            for k in kinds
        )
        made.append((tuple(name(d, v) for d, v in zip(dims, key, strict=True)), figures))
    return heads, tuple(_label(meta, k) for k in kinds), made


def estimate(table: Table) -> Estimate:
    """The capture-recapture estimate in words."""
    mean = table.meta.get("average")
    labels = table.meta.get("labels", {})
    rows = []
    for row in table.rows():
        label = Text(*labels[row["model"]]).in_(language())
        weight = "" if row["weight"] is None else number(row["weight"], 2)
        bounds = f"{number(row['low'])}–{number(row['high'])}"
        rows.append(
            (label, number(row["estimate"]), bounds, "" if row["aic"] is None else number(row["aic"], 1), weight)
        )
    words = number(mean["unseen"]) if mean else ""
    between = f"{number(mean['low'])}–{number(mean['high'])}" if mean else ""
    return Estimate(words, between, tuple(rows), tuple(str(n) for n in table.notes))


@dataclass(frozen=True)
class PoorRow:
    name: str
    set: str
    poor: str
    none: str
    share: str
    remark: str


def poor_rows(table: Table) -> list[PoorRow]:
    """The poor in none of the lists, by place and measure."""
    tree, labels = regions.load(), table.meta["labels"]
    return [
        PoorRow(
            places.short(tree.get(r["region"])),
            Text(*labels[r["set"]]).in_(language()),
            "#" if r["poor"] is None else number(r["poor"]),
            "#" if r["none"] is None else number(r["none"]),
            "" if r["share"] is None else number(r["share"], 1),
            str(REMARKS.get(r["sign"], "")),
        )
        for r in table.rows()
    ]
