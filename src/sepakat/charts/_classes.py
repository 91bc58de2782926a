"""Classes of a map: rounded quantiles, letters A (lowest) to E, and colours that fall evenly in grey.

Rounding keeps the legend readable; letters keep a grey print readable. Breaks can be handed in, so that two years or
two maps share them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sepakat.core.text import Text, language, number

# ColorBrewer YlGnBu, five classes: L* 99 82 68 51 27; told apart under protan, deutan and tritan vision.
YLGNBU = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
# Ink has 4.0:1 on the fourth colour and white 4.3:1, so its letter stands in a white disc; the fifth takes white.
LETTER_INK = ("#1b1b1b", "#1b1b1b", "#1b1b1b", "disc", "#ffffff")
_SPREAD = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}

METHOD = Text("kelas: kuantil dibulatkan", "classes: rounded quantiles")


@dataclass(frozen=True)
class Classes:
    """breaks: ascending lower bounds of the second and later classes. decimals: for the legend. words: of each class,
    lowest first, where they say more than its bounds. method: how the classes were made, for the legend."""

    breaks: tuple[float, ...]
    decimals: int
    words: tuple[str, ...] = ()
    method: Text = METHOD

    @property
    def count(self) -> int:
        return len(self.breaks) + 1

    def index(self, value: float) -> int:
        """0 for the lowest class; a value on a break belongs to the class above it."""
        return bisect_right(self.breaks, value)

    def letter(self, value: float) -> str:
        return "ABCDE"[self.index(value)]

    def colour(self, index: int) -> str:
        return YLGNBU[_SPREAD[self.count][index]]

    def ink(self, index: int) -> str:
        """Colour of the letter on this class; `disc` means ink on a white disc."""
        return LETTER_INK[_SPREAD[self.count][index]]

    def labels(self) -> list[str]:
        """`< 12`, `12 – < 15`, …, `≥ 20`, lowest class first; one class is "semua sama". Words where there are any."""
        if self.words:
            return list(self.words)
        if not self.breaks:
            return [Text("satu kelas", "one class").in_(language())]
        words = [number(b, self.decimals) for b in self.breaks]
        middle = [f"{low} – < {high}" for low, high in pairwise(words)]
        return [f"< {words[0]}", *middle, f"≥ {words[-1]}"]


def classify(values: Sequence[float], count: int = 5) -> Classes:
    """Rounded quantile breaks of these values; fewer classes where values repeat.

    The rounding step is the largest of 1, 2, 5 × 10^k that is at most a twentieth of the spread.
    """
    ordered = sorted(values)
    if not ordered or ordered[0] == ordered[-1]:
        return Classes((), 0)
    step, decimals = _step((ordered[-1] - ordered[0]) / 20)
    breaks: list[float] = []
    for k in range(1, min(count, len(set(ordered)))):
        at = _on(_quantile(ordered, k / count), step, decimals)
        if ordered[0] < at <= ordered[-1] and at not in breaks:
            breaks.append(at)
    if not breaks:  # nearly all values are the lowest one: set the others apart from it
        second = next(v for v in ordered if v > ordered[0])
        breaks = [min(max(_on(second, step, decimals), _on(ordered[0], step, decimals) + step), ordered[-1])]
    return Classes(tuple(sorted(breaks)), decimals)


def _on(value: float, step: float, decimals: int) -> float:
    """The multiple of the step nearest to a value."""
    return round(round(value / step) * step, decimals)


def _quantile(ordered: Sequence[float], p: float) -> float:
    """Linear interpolation between order statistics (type 7)."""
    place = p * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _step(most: float) -> tuple[float, int]:
    exponent = math.floor(math.log10(most))
    base = max(m for m in (1, 2, 5) if m * 10**exponent <= most * (1 + 1e-9))
    return base * 10.0**exponent, max(0, -exponent)
