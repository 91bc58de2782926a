"""Two or three sets as circles whose areas, and whose overlaps two by two, are in proportion to their numbers.

With three circles the middle part follows from the other choices and is only near to its number; the description says
so and the numbers stand in the picture and in the table beside it. Circles carry letters, so that they can be told
apart in grey. A plain SVG of a few hundred bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sepakat.charts import _svg
from sepakat.core.text import Text, language, number

Circle = tuple[float, float, float]  # x, y, radius
WIDTH, HEIGHT, EDGE = 340.0, 250.0, 26.0
FILLS = ("#41b6c4", "#2c7fb8", "#fdb863")
LETTERS = "ABC"
_GRID = 90
_APART = 20.0  # between two letters
_ROOM = 0.012  # of the picture: a smaller part has no room for its number


def draw(sets: Sequence[str], parts: Mapping[int, int | None], *, title: Text) -> str:
    """SVG of two or three sets. parts: number by bits of the sets (bit 0 the first); None: hidden. Empty string where
    there are other than two or three sets, or nothing to draw."""
    if len(sets) not in (2, 3):
        return ""
    circles = layout([float(parts.get(bits) or 0) for bits in range(1 << len(sets))], len(sets))
    if not circles:
        return ""
    placed = _fitted(circles)
    inner = []
    for i, (x, y, r) in enumerate(placed):
        at = f'cx="{_svg.short(x)}" cy="{_svg.short(y)}" r="{_svg.short(r)}"'
        inner.append(f'<circle {at} fill="{FILLS[i]}" fill-opacity="0.35" stroke="{_svg.INK}" stroke-width="1.2"/>')
    middle = (sum(c[0] for c in placed) / len(placed), sum(c[1] for c in placed) / len(placed))
    letters: list[tuple[float, float]] = []
    for i, circle in enumerate(placed):
        letters.append(_outward(circle, middle, letters))
        inner.append(_word(*letters[-1], LETTERS[i], 15, bold=True))
    for bits, (x, y) in _spots(placed).items():
        value = parts.get(bits)
        if bits in parts:
            inner.append(_word(x, y, "#" if value is None else number(value), 12))
    return _svg.picture("".join(inner), WIDTH, HEIGHT, title.in_(language()), describe(sets, parts))


def describe(sets: Sequence[str], parts: Mapping[int, int | None]) -> str:
    said = []
    for bits, value in sorted(parts.items()):
        if bits:
            names = " + ".join(name for i, name in enumerate(sets) if bits >> i & 1)
            said.append(f"{names}: {'#' if value is None else number(value)}")
    letters = ", ".join(f"{LETTERS[i]} = {name}" for i, name in enumerate(sets))
    only = Text("hanya di daftar yang disebut", "in the named lists only").in_(language())
    near = Text("Luas lingkaran dan irisan sepasang sebanding.", "Circles and pairwise overlaps are in proportion.")
    middle = (
        Text(" Bagian tengah hanya mendekati.", " The middle part is only near.") if len(sets) == 3 else Text("", "")
    )
    return f"{letters}. {'; '.join(said)} ({only}). {near.in_(language())}{middle.in_(language())}"


def layout(parts: Sequence[float], count: int) -> list[Circle]:
    """Circles in the units of the numbers: areas are the sets', lenses are the overlaps of pairs."""
    size = [sum(v for bits, v in enumerate(parts) if bits >> i & 1) for i in range(count)]
    if min(size, default=0) <= 0:
        return []
    r = [math.sqrt(s / math.pi) for s in size]

    def apart(i: int, j: int) -> float:
        shared = sum(v for bits, v in enumerate(parts) if bits >> i & 1 and bits >> j & 1)
        return distance(r[i], r[j], shared)

    ab = apart(0, 1)
    found = [(0.0, 0.0, r[0]), (ab, 0.0, r[1])]
    if count == 2:
        return found
    ac, bc = apart(0, 2), apart(1, 2)
    if ab <= 0:
        return [*found, (0.0, max(ac, bc), r[2])]
    x = (ac**2 - bc**2 + ab**2) / (2 * ab)
    return [*found, (x, math.sqrt(max(ac**2 - x**2, 0.0)), r[2])]


def distance(r: float, s: float, shared: float) -> float:
    """How far apart two circles lie whose lens has this area, by bisection."""
    low, high = abs(r - s), r + s
    if shared <= 0:
        return high * 1.04
    if shared >= math.pi * min(r, s) ** 2:
        return low
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if lens(r, s, middle) > shared else (low, middle)
    return (low + high) / 2


def lens(r: float, s: float, d: float) -> float:
    """The area that two circles of radius r and s share when their centres lie d apart."""
    if d >= r + s:
        return 0.0
    if d <= abs(r - s):
        return math.pi * min(r, s) ** 2

    def cut(a: float, b: float) -> float:
        angle = math.acos(min(1.0, max(-1.0, (d * d + a * a - b * b) / (2 * d * a))))
        return a * a * (angle - math.sin(2 * angle) / 2)

    return cut(r, s) + cut(s, r)


def _fitted(circles: Sequence[Circle]) -> list[Circle]:
    """The circles moved and scaled into the picture."""
    left, right = min(x - r for x, _, r in circles), max(x + r for x, _, r in circles)
    top, bottom = min(y - r for _, y, r in circles), max(y + r for _, y, r in circles)
    scale = min((WIDTH - 2 * EDGE) / (right - left), (HEIGHT - 2 * EDGE) / (bottom - top))
    dx = (WIDTH - scale * (right - left)) / 2 - scale * left
    dy = (HEIGHT - scale * (bottom - top)) / 2 - scale * top
    return [(x * scale + dx, y * scale + dy, r * scale) for x, y, r in circles]


def _outward(circle: Circle, middle: tuple[float, float], taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """A place for a circle's letter: outside its rim, away from the others and from the letters that stand."""
    x, y, r = circle
    way = math.atan2(y - middle[1], x - middle[0]) if (x, y) != middle else -math.pi / 2
    reach = r + 12
    turns = [0.0, *(side * step * math.pi / 12 for step in range(1, 12) for side in (1, -1))]
    spots = [
        (
            min(max(x + reach * math.cos(way + turn), 10.0), WIDTH - 10),
            min(max(y + reach * math.sin(way + turn), 12.0), HEIGHT - 8),
        )
        for turn in turns
    ]
    return next((spot for spot in spots if all(math.dist(spot, other) > _APART for other in taken)), spots[0])


def _spots(circles: Sequence[Circle]) -> dict[int, tuple[float, float]]:
    """Where the number of each part stands: the place of the part that is deepest inside it, if it is large enough."""
    best: dict[int, tuple[float, float, float]] = {}
    seen: dict[int, int] = {}
    for i in range(_GRID):
        for j in range(_GRID):
            x, y = WIDTH * (i + 0.5) / _GRID, HEIGHT * (j + 0.5) / _GRID
            depths = [r - math.hypot(x - cx, y - cy) for cx, cy, r in circles]
            bits = sum(1 << k for k, depth in enumerate(depths) if depth > 0)
            if bits:
                seen[bits] = seen.get(bits, 0) + 1
                room = min(abs(depth) for depth in depths)
                if bits not in best or room > best[bits][2]:
                    best[bits] = (x, y, room)
    least = _ROOM * _GRID * _GRID
    return {bits: (x, y) for bits, (x, y, _) in best.items() if seen[bits] >= least}


def _word(x: float, y: float, text: str, size: int, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    halo = ' stroke="#fff" stroke-width="3" paint-order="stroke"'
    return (
        f'<text x="{_svg.short(x)}" y="{_svg.short(y + size * 0.35)}" text-anchor="middle" font-size="{size}"{weight}'
        f'{halo} fill="{_svg.INK}">{_svg.escape(text)}</text>'
    )
