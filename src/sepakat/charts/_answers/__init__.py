"""The picture of an analysis: one file a kind, found by the kind's name, made from its table alone.

A file has `draw(table) -> Drawn | None`. The table carries its kind and what the picture needs beside the rows in
`meta`; so pages, documents and the API's readers draw the same.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Table
from sepakat.core.text import Text

MOST_ROWS = 24


@dataclass(frozen=True)
class Drawn:
    """svg: empty where there is nothing to draw; caption: how to read it, in one sentence."""

    svg: str
    caption: Text


@cache
def kinds() -> Mapping[str, Any]:
    """Modules by kind."""
    return {m.name: importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)}


def picture(table: Table) -> Drawn | None:
    """The picture of an analysis' table; None for a kind without one, and where the table has nothing to draw."""
    module = kinds().get(str(table.meta.get("kind")))
    if module is None or not len(table):
        return None
    found: Drawn | None = module.draw(table)
    return found if found is not None and found.svg else None


def short(name: str) -> str:
    """A region's name for a picture: a regency without its kind, a city with it."""
    for word in ("Kabupaten ", "Kecamatan ", "Kelurahan ", "Desa ", "Provinsi "):
        name = name.removeprefix(word)
    return name


def plain(name: str) -> str:
    """A label for a picture: without what stands in brackets."""
    return re.sub(r" \([^)]*\)", "", name)


def few(rows: Iterable[dict[str, Any]], own: object, most: int = MOST_ROWS) -> list[dict[str, Any]]:
    """At most so many rows, in their order; the region at hand is always among them."""
    held = list(rows)
    if len(held) <= most:
        return held
    mine = [r for r in held[most - 1 :] if own and r.get("region") == own]
    return held[: most - len(mine)] + mine


def said(unit: str) -> str:
    """A unit in the reader's language."""
    return str(UNIT_WORDS.get(unit, Text(unit, unit)))


def unit_of(table: Table, name: str) -> tuple[str, int]:
    """Unit and decimals of a column."""
    column = next(c for c in table.columns if c.name == name)
    return column.unit, column.decimals
