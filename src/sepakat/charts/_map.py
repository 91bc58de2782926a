"""What the two maps share: areas, fills, letters, the legend under the picture."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sepakat.charts import _svg
from sepakat.charts._classes import Classes
from sepakat.core.text import Text, language

NO_DATA = Text("belum ada data", "no data")
HIDDEN = Text("disembunyikan", "hidden")


@dataclass(frozen=True)
class Area:
    """One area of a map.

    state: `value`, `hidden` (suppressed), or `none` (no data, not applicable). words: the value as printed. href: the
    page of the area. path, x, y: SVG path and the place of its letter (boundary maps only).
    """

    code: str
    name: str
    value: float | None
    words: str
    state: str = "value"
    href: str = ""
    path: str = ""
    x: float = 0
    y: float = 0
    here: bool = False


def fill(area: Area, classes: Classes, prefix: str) -> str:
    if area.state == "value" and area.value is not None:
        return classes.colour(classes.index(area.value))
    return f"url(#{prefix}h)" if area.state == "hidden" else f"url(#{prefix}n)"


def letter(area: Area, classes: Classes, x: float, y: float, size: float) -> str:
    """The class letter at a place, readable on its colour: ink, white, or ink on a white disc; `#` when hidden."""
    if area.state == "none":
        return ""
    sign, ink = "#", _svg.INK
    if area.state == "value" and area.value is not None:
        sign, ink = classes.letter(area.value), classes.ink(classes.index(area.value))
    disc = ""
    if ink == "disc" or area.state == "hidden":
        radius = _svg.short(size * 0.72)
        disc = f'<circle cx="{_svg.short(x)}" cy="{_svg.short(y - size * 0.36)}" r="{radius}" fill="#fff"/>'
        ink = _svg.INK
    return (
        f'{disc}<text x="{_svg.short(x)}" y="{_svg.short(y)}" font-size="{_svg.short(size)}" font-weight="700" '
        f'text-anchor="middle" fill="{ink}">{sign}</text>'
    )


def patterns(prefix: str) -> str:
    """Hatching for no data, dots for hidden: two looks that are neither a colour nor each other."""
    return (
        f'<defs><pattern id="{prefix}n" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0,0h6v6h-6z" fill="#fff"/><path d="M-1,7l8,-8M-1,1l2,-2M5,7l2,-2" stroke="#8a8a8a"/></pattern>'
        f'<pattern id="{prefix}h" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0,0h6v6h-6z" fill="#eee"/><circle cx="3" cy="3" r="1" fill="#595959"/></pattern></defs>'
    )


def prefix_of(areas: Sequence[Area], salt: str) -> str:
    """Letters that keep the pattern ids of several pictures on one page apart, the same on every drawing."""
    return "m" + hashlib.sha256((salt + "".join(a.code for a in areas)).encode()).hexdigest()[:6]


def named(area: Area, unit: str) -> str:
    lang = language()
    said = {"hidden": HIDDEN.in_(lang), "none": area.words or NO_DATA.in_(lang)}.get(area.state)
    return f"{area.name}: {said or f'{area.words} {unit}'.strip()}"


def linked(area: Area, inner: str, unit: str) -> str:
    """The area's shapes with its name and value as title, inside a link where it has a page."""
    title = f"<title>{_svg.escape(named(area, unit))}</title>"
    if area.href:
        return f'<a href="{_svg.escape(area.href)}">{title}{inner}</a>'
    return f"<g>{title}{inner}</g>"


def legend(
    areas: Sequence[Area], classes: Classes, prefix: str, y: float, width: float, unit: str, kind: Text
) -> tuple[str, float]:
    """The legend below `y`: classes three to a line, special marks two to a line, method, kind. (svg, height)."""
    lang = language()
    entries: list[tuple[float, float, str, str, str, str]] = []
    line = 0
    if any(a.state == "value" for a in areas):
        for i, label in enumerate(classes.labels()):
            line = i // 3
            entries.append((i % 3 * width / 3, line, classes.colour(i), classes.ink(i), "ABCDE"[i], label))
        line += 1
    marks = []
    if any(a.state == "hidden" for a in areas):
        marks.append((f"url(#{prefix}h)", "disc", "#", HIDDEN.in_(lang)))
    if any(a.state == "none" for a in areas):
        marks.append((f"url(#{prefix}n)", "", "", NO_DATA.in_(lang)))
    entries += [(i * width / 2, line, *mark) for i, mark in enumerate(marks)]
    line += bool(marks)
    drawn = [_entry(x, y + row * 22, *rest) for x, row, *rest in entries]
    foot = y + line * 22 + 8
    made = classes.method.in_(lang)
    for words in (f"{unit}; {made}" if unit else made, kind.in_(lang)):
        drawn.append(
            f'<text x="0" y="{_svg.short(foot)}" font-size="11" fill="{_svg.MUTED}">{_svg.escape(words)}</text>'
        )
        foot += 15
    return f'<g aria-hidden="true">{"".join(drawn)}</g>', foot - y - 8


def _entry(x: float, top: float, colour: str, ink: str, sign: str, label: str) -> str:
    """One swatch with its letter and its words."""
    out = f'<path d="M{_svg.short(x + 0.5)},{_svg.short(top)}h20v15h-20z" fill="{colour}" stroke="{_svg.LINE}"/>'
    if ink == "disc":
        out += f'<circle cx="{_svg.short(x + 10.5)}" cy="{_svg.short(top + 7.5)}" r="6.6" fill="#fff"/>'
    if sign:
        out += (
            f'<text x="{_svg.short(x + 10.5)}" y="{_svg.short(top + 11.5)}" font-size="11" font-weight="700" '
            f'text-anchor="middle" fill="{_svg.INK if ink == "disc" else ink}">{sign}</text>'
        )
    return out + (
        f'<text x="{_svg.short(x + 26)}" y="{_svg.short(top + 12)}" font-size="12" '
        f'fill="{_svg.INK}">{_svg.escape(label)}</text>'
    )


def describe(areas: Sequence[Area], unit: str) -> str:
    return "; ".join(named(a, unit) for a in areas) + "."
