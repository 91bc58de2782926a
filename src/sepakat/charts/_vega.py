"""From a Vega-Lite specification to a small, accessible SVG.

Altair (a second and a half to import) and the drawing engine are loaded on the first picture that is not in the cache.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from sepakat.charts import _cache, _svg

_ROOT = re.compile(r"<svg[^>]*viewBox=\"0 0 ([0-9.]+) ([0-9.]+)\"[^>]*>")
# Names that Vega gives to every mark: they double the size, and the picture is described as a whole.
_NOISE = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events|font-family|stroke-miterlimit)="[^"]*"')
_EMPTY = re.compile(r'<path(?: [a-z-]+="[^"]*")*? d="(?:M0,0h0v0h0Z)?"(?: [a-z-]+="[^"]*")*/>|<g>\s*</g>')

_LONG = re.compile(r"\d+\.\d{2,}")

THEME: dict[str, Any] = {
    "background": "transparent",
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": _svg.INK,
        "titleColor": _svg.MUTED,
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "domainColor": _svg.LINE,
        "tickColor": _svg.LINE,
        "grid": False,
    },
    "text": {"color": _svg.INK, "fontSize": 12},
}


def picture(spec: Callable[[], dict[str, Any]], title: str, desc: str, *, release: str) -> str:
    """The SVG of a Vega-Lite spec, from the cache of this release where it has been drawn before.

    spec is called only when the picture has to be drawn; title and desc together must tell all its figures, because
    they are the cache's key (with the source of this folder).
    """

    def render() -> str:
        import vl_convert

        return finish(vl_convert.vegalite_to_svg(spec()), title, desc)

    return _cache.kept(release, json.dumps([title, desc]), render)


def finish(svg: str, title: str, desc: str) -> str:
    """Vega's SVG with our outer element and without its noise."""
    root = _ROOT.search(svg)
    assert root is not None, "vl-convert gave no SVG"
    inner = _NOISE.sub("", svg[root.end() : svg.rindex("</svg>")])
    inner = _LONG.sub(lambda found: _svg.short(float(found[0])), inner)
    previous = ""
    while previous != inner:  # empty groups nest
        previous, inner = inner, _EMPTY.sub("", inner)
    return _svg.picture(inner, float(root[1]), float(root[2]), title, desc)
