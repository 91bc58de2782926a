"""Names in pictures: long ones beside bars on two lines, those beside dots only where they do not cover each other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

WIDE = 21  # letters on a line
_LETTER, _LINE = 6.4, 13.0  # pixels


def beside(names: Sequence[str], limit: int = 175, step: int = 20) -> tuple[list[str], dict[str, Any], int]:
    """Names broken into at most two lines, what the axis needs to know of it, and the height of a row in pixels."""
    broken = [_two(name) for name in names]
    if not any("\n" in name for name in broken):
        return broken, {"ticks": False, "labelLimit": limit}, step
    return broken, {"ticks": False, "labelLimit": limit, "labelExpr": "split(datum.label, '\\n')"}, step + 12


def _two(name: str) -> str:
    lines = textwrap.wrap(name, WIDE, break_long_words=False)
    if len(lines) <= 2:
        return "\n".join(lines)
    return "\n".join([lines[0], textwrap.shorten(" ".join(lines[1:]), WIDE + 2, placeholder="…")])


def free(
    points: Sequence[tuple[str, float, float]],
    wanted: Sequence[str],
    spans: tuple[tuple[float, float], tuple[float, float]],
    size: tuple[float, float],
    corners: Sequence[tuple[bool, bool, str]] = (),
) -> set[str]:
    """Which of the wanted names (most wanted first) can stand above their dots without covering another's name, or the
    words in the corners (right, above, words)."""
    at = {name: (x, y) for name, x, y in points}
    taken: list[tuple[float, float, float]] = []  # middle, height, half the width
    for right, above, words in corners:
        half = len(words) * _LETTER / 2
        taken.append((size[0] - half if right else half, size[1] - _LINE if above else 0.0, half))
    shown = set()
    for name in wanted:
        if name not in at:
            continue
        across, up = (
            (v - low) / ((high - low) or 1) * wide for v, (low, high), wide in zip(at[name], spans, size, strict=True)
        )
        half, up = len(name) * _LETTER / 2, up + 4
        if across - half < 0 or across + half > size[0]:
            continue
        if all(abs(across - x) > half + other or abs(up - y) > _LINE for x, y, other in taken):
            taken.append((across, up, half))
            shown.add(name)
    return shown
