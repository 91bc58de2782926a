"""From a Vega-Lite specification to a small, accessible SVG.

Altair (a second and a half to import) and the drawing engine are loaded on the first picture that is not in the cache,
by a server in a process beside its own (`_painter`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sepakat.charts import _cache, _painter, _svg

_ROOT = re.compile(r"<svg[^>]*viewBox=\"0 0 ([0-9.]+) ([0-9.]+)\"[^>]*>")
# Names that Vega gives to every mark: they double the size, and the picture is described as a whole.
_NOISE = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events|font-family|stroke-miterlimit)="[^"]*"')
_EMPTY = re.compile(r'<path(?: [a-z-]+="[^"]*")*? d="(?:M0,0h0v0h0Z)?"(?: [a-z-]+="[^"]*")*/>|<g>\s*</g>')

LATE = "chart late"  # pages that hold one are not kept
_LONG = re.compile(r"\d+\.\d{2,}")
_TAG = re.compile(r"<[^>]*>")

# Names beside bars are set in the reader's own font, which may run wider than the one that was measured.
ROOM = {"left": 18, "right": 3, "top": 3, "bottom": 3}
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


def picture(chart: str, args: Mapping[str, Any], title: str, desc: str, *, release: str) -> str:
    """The SVG of `charts.<chart>.spec(**args)`, from the cache of this release where it has been drawn before.

    args must be JSON's kinds. title and desc together must tell all the picture's figures, because they are the
    cache's key (with the source of this folder).
    """
    key = json.dumps([chart, title, desc])

    def late(address: str) -> str:
        words = _svg.escape(f"{title}. {desc}")
        return f'<img class="{LATE}" src="{_svg.escape(address)}" alt="{words}" width="340" height="200">'

    return _cache.kept(release, key, lambda: finish(_painter.svg(chart, args), title, desc), late)


def finish(svg: str, title: str, desc: str) -> str:
    """Vega's SVG with our outer element and without its noise."""
    root = _ROOT.search(svg)
    assert root is not None, "vl-convert gave no SVG"
    inner = _NOISE.sub("", svg[root.end() : svg.rindex("</svg>")])
    # only coordinates, inside the tags: the text `1.234` is a thousand
    inner = _TAG.sub(lambda tag: _LONG.sub(lambda found: _svg.short(float(found[0])), tag[0]), inner)
    previous = ""
    while previous != inner:  # empty groups nest
        previous, inner = inner, _EMPTY.sub("", inner)
    return _svg.picture(inner, float(root[1]), float(root[2]), title, desc)
