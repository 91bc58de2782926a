"""A small line beside words: first value to last, the last one marked. The words and the table tell the figures."""

from __future__ import annotations

from collections.abc import Sequence

from sepakat.charts import _svg

_WIDTH, _HEIGHT, _EDGE = 64.0, 16.0, 2.5


def draw(values: Sequence[float | None]) -> str:
    """SVG of a series; empty for fewer than two values."""
    known = [(at, v) for at, v in enumerate(values) if v is not None]
    if len(known) < 2:
        return ""
    low, high = min(v for _, v in known), max(v for _, v in known)
    across = (_WIDTH - 2 * _EDGE) / (len(values) - 1)
    tall = _HEIGHT - 2 * _EDGE

    def y(value: float) -> float:
        return _HEIGHT / 2 if high == low else _EDGE + tall * (high - value) / (high - low)

    points = [(_EDGE + across * at, y(v)) for at, v in known]
    path = "M" + "L".join(f"{_svg.short(x)},{_svg.short(y)}" for x, y in points)
    x, last = points[-1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_svg.short(_WIDTH)} {_svg.short(_HEIGHT)}" '
        f'class="spark" width="{_svg.short(_WIDTH)}" height="{_svg.short(_HEIGHT)}" aria-hidden="true">'
        f'<path d="{path}" fill="none" stroke="{_svg.BRAND}" stroke-width="1.5"/>'
        f'<circle cx="{_svg.short(x)}" cy="{_svg.short(last)}" r="2.2" fill="{_svg.BRAND}"/></svg>'
    )
