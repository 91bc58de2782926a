"""The schematic layout used where no boundaries have been imported: one equal tile per area, in official code order.

It says on its face that it is not a map. Tiles carry the class letter and the name, so it reads in grey and on a
narrow screen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sepakat.charts import _map, _svg
from sepakat.charts._classes import Classes, classify
from sepakat.charts._map import Area
from sepakat.core.text import Text, language

SIGN = Text("tata letak skematis, bukan peta", "schematic layout, not a map")
_WIDTH, _TALL, _STRIP, _GAP, _ACROSS = 340.0, 48, 18, 4.0, 4


def draw(areas: Sequence[Area], *, title: Text, unit: str, classes: Classes | None = None) -> str:
    """SVG of one tile per area, four across."""
    lang = language()
    scale = classes or classify([a.value for a in areas if a.value is not None])
    prefix = _map.prefix_of(areas, title.id)
    wide = (_WIDTH - _GAP * (_ACROSS - 1)) / _ACROSS
    tiles = [
        _tile(a, scale, prefix, (at % _ACROSS) * (wide + _GAP), (at // _ACROSS) * (_TALL + _GAP), wide, unit)
        for at, a in enumerate(areas)
    ]
    height = math.ceil(len(areas) / _ACROSS) * (_TALL + _GAP)
    key, more = _map.legend(areas, scale, prefix, height + 10, _WIDTH, unit, SIGN)
    role = "group" if any(a.href for a in areas) else "img"
    return _svg.picture(
        f"{_map.patterns(prefix)}{''.join(tiles)}{key}",
        _WIDTH,
        height + 10 + more,
        f"{title.in_(lang)} ({SIGN.in_(lang)})",
        _map.describe(areas, unit),
        role=role,
        css="map tiles",
    )


def _tile(area: Area, classes: Classes, prefix: str, x: float, y: float, wide: float, unit: str) -> str:
    """A white tile with the name, under a coloured strip with the letter: small text never stands on a class colour."""

    def box(top: float, tall: float, paint: str) -> str:
        return f'<path d="M{_svg.short(x)},{_svg.short(top)}h{_svg.short(wide)}v{tall}h-{_svg.short(wide)}z" {paint}/>'

    edge = f'fill="none" stroke="{_svg.INK if area.here else _svg.LINE}" stroke-width="{2 if area.here else 0.7}"'
    lines = _lines(area.name)
    first = y + _STRIP + 12.5 + (6 if len(lines) == 1 else 0)
    words = "".join(
        f'<text x="{_svg.short(x + wide / 2)}" y="{_svg.short(first + 12 * i)}" font-size="10.5" text-anchor="middle" '
        f'fill="{_svg.INK}">{_svg.escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    strip = box(y, _STRIP, f'fill="{_map.fill(area, classes, prefix)}"')
    sign = _map.letter(area, classes, x + wide / 2, y + 13.5, 12)
    return _map.linked(area, box(y, _TALL, 'fill="#fff"') + strip + box(y, _TALL, edge) + sign + words, unit)


def _lines(name: str, most: int = 13) -> list[str]:
    """A name in at most two lines of about `most` letters; longer ones end in a point (the title has the whole)."""
    if len(name) <= most:
        return [name]
    kind, _, own = name.partition(" ")
    if kind in ("Kabupaten", "Kecamatan"):
        if len(own) <= most:
            return [kind, own]
        name = own  # else two of them read the same
    first = ""
    rest = name.split()
    while rest and len(f"{first} {rest[0]}".strip()) <= most:
        first = f"{first} {rest.pop(0)}".strip()
    second = " ".join(rest)
    if not first:
        return [name[: most - 1] + "."]
    return [first, second if len(second) <= most else second[: most - 1].rstrip() + "."] if second else [first]
