"""Places that say how sure they are: which places the bounds of the scores allow, never a bare rank."""

from __future__ import annotations

from collections.abc import Mapping


def places(bounds: Mapping[str, tuple[float, float]]) -> dict[str, tuple[int, int]]:
    """The best and the worst place (1 = highest) that each region can have, given (low, high) of every score.

    A region stands surely above another only where its low lies above the other's high.
    """
    out = {}
    for code, (low, high) in bounds.items():
        others = [b for other, b in bounds.items() if other != code]
        surely_above = sum(other_low > high for other_low, _ in others)
        surely_below = sum(other_high < low for _, other_high in others)
        out[code] = 1 + surely_above, len(bounds) - surely_below
    return out
