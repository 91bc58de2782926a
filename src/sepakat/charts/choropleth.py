"""A map of rates on imported boundaries: one path per area, letters on the classes, links to the areas' pages.

Draws rates only; the values stand in the table beside it. Boundaries come simplified and in picture coordinates from
`regions.boundaries.svg_paths`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sepakat.charts import _map, _svg
from sepakat.charts._classes import Classes, classify
from sepakat.charts._map import Area
from sepakat.core.text import Text, language

SIGN = Text("batas indikatif", "boundaries indicative")


def draw(
    areas: Sequence[Area],
    width: float,
    height: float,
    *,
    title: Text,
    unit: str,
    note: Text = SIGN,
    classes: Classes | None = None,
) -> str:
    """SVG of the areas (their `path`, `x`, `y` inside width × height). note: whose boundaries, printed below."""
    lang = language()
    scale = classes or classify([a.value for a in areas if a.value is not None])
    prefix = _map.prefix_of(areas, title.id)
    size = max(9.0, width / 34)
    shapes = [_map.linked(a, _shape(a, _map.fill(a, scale, prefix)), unit) for a in areas if a.path]
    letters = [_map.letter(a, scale, a.x, a.y + size * 0.36, size) for a in areas if a.path]
    key, more = _map.legend(areas, scale, prefix, height + 12, width, unit, note)
    inner = (
        f'{_map.patterns(prefix)}<g stroke-linejoin="round">{"".join(shapes)}</g>'
        f'<g pointer-events="none" aria-hidden="true">{"".join(letters)}</g>{key}'
    )
    return _svg.picture(
        inner, width, height + 12 + more, title.in_(lang), _map.describe(areas, unit), role=_role(areas), css="map"
    )


def _shape(area: Area, fill: str) -> str:
    edge = _svg.INK if area.here else _svg.LINE
    return f'<path d="{area.path}" fill="{fill}" fill-rule="evenodd" stroke="{edge}" stroke-width="0.6"/>'


def _role(areas: Sequence[Area]) -> str:
    """Links inside an image would be hidden from assistive readers: a linked map is a group of named links."""
    return "group" if any(a.href for a in areas) else "img"
