"""The adapters, found by walking their folder: each module there declares one `SOURCE`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.sources import adapters
from sepakat.sources.model import Source


@lru_cache(maxsize=1)
def discover() -> dict[str, Source]:
    """Source id → source, in order of name."""
    found: dict[str, Source] = {}
    for info in sorted(pkgutil.iter_modules(adapters.__path__), key=lambda i: i.name):
        module = importlib.import_module(f"{adapters.__name__}.{info.name}")
        if hasattr(module, "SOURCE"):
            found[module.SOURCE.id] = module.SOURCE
    return found


def source(id_: str) -> Source:
    """One source; UserError (unknown-source) with the nearest name."""
    known = discover()
    if id_ not in known:
        raise unknown_name(Text("Sumber data", "Data source"), id_, known, "unknown-source")
    return known[id_]
