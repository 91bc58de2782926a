"""Files made from Tables. One file in this folder per format; this module only walks the folder.

A format is a module with `extension`, `label` (Text), `mime` and `write(table) -> bytes`. Dropping one in adds it to
every download row of every page: there is no list to edit. Modules whose name starts with `_` are helpers.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from sepakat.core.errors import unknown_name
from sepakat.core.table import Table
from sepakat.core.text import Text


@dataclass(frozen=True)
class Format:
    """One way to write a Table: what the button says, the file's ending, its MIME type, and the writer."""

    extension: str
    label: Text
    mime: str
    write: Callable[[Table], bytes]
    order: int = 50


@cache
def formats() -> dict[str, Format]:
    """All formats by extension, in the order their buttons stand (`order`, then extension)."""
    found: list[Format] = []
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        found.append(Format(module.extension, module.label, module.mime, module.write, getattr(module, "order", 50)))
    return {f.extension: f for f in sorted(found, key=lambda f: (f.order, f.extension))}


def format_for(extension: str) -> Format:
    """The format of a file ending. UserError `ekspor-tidak-dikenal` with the nearest one otherwise."""
    known = formats()
    if extension not in known:
        raise unknown_name(Text("Bentuk berkas", "File format"), extension, known, code="export-unknown")
    return known[extension]


def write(table: Table, extension: str) -> bytes:
    """The Table as a file of this format."""
    return format_for(extension).write(table)
