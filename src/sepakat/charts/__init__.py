"""Pictures drawn on the server as SVG text: one file per picture, found by its `draw` function.

Every picture is an `<svg role="img">` with a title and a description, uses no script, no outside file and no font of
its own, and is legible in grey: classes carry letters, bars carry their value. The same SVG serves page and print.
Statistical charts come from Vega-Lite (Altair, drawn by vl-convert, cached on disk by release and content); maps and
bars inside table cells are plain paths.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any

from sepakat.charts._answers import Drawn, picture
from sepakat.charts._cache import folder as cache_folder
from sepakat.charts._cache import waited
from sepakat.charts._classes import Classes, classify
from sepakat.charts._map import Area
from sepakat.charts._painter import beside
from sepakat.charts._vega import LATE
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text


@cache
def charts() -> dict[str, Callable[..., str]]:
    """All pictures by name: the modules of this folder that have a `draw(...) -> str`."""
    found: dict[str, Callable[..., str]] = {}
    for info in pkgutil.iter_modules(__path__):
        if not info.name.startswith("_"):
            found[info.name] = importlib.import_module(f"{__name__}.{info.name}").draw
    return found


def draw(name: str, *args: Any, **kwargs: Any) -> str:
    """Draw the picture of this name; its arguments are those of its file's `draw`."""
    known = charts()
    if name not in known:
        raise unknown_name(Text("Gambar", "Chart"), name, known, code="chart-unknown")
    return known[name](*args, **kwargs)


__all__ = [
    "LATE", "Area", "Classes", "Drawn", "beside", "cache_folder", "charts", "classify", "draw", "picture", "waited",
]  # fmt: skip
