"""A bar inside a table cell: the value beside it is the text, the bar only helps the eye."""

from __future__ import annotations

from sepakat.charts import _svg


def draw(value: float | None, *, top: float, mark: float | None = None) -> str:
    """SVG of one value between 0 and `top`; mark: a reference drawn as a thin upright line. Empty for no value."""
    if value is None or top <= 0:
        return ""
    width = max(0.0, min(100.0, 100 * value / top))
    line = ""
    if mark is not None:
        at = max(0.5, min(99.5, 100 * mark / top))
        way = f'<path d="M{_svg.short(at)},0v10" stroke='
        line = f'{way}"#fff" stroke-width="4"/>{way}"{_svg.INK}" stroke-width="1.4"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 10" preserveAspectRatio="none" class="bar" '
        f'aria-hidden="true"><path d="M0,0h100v10h-100z" fill="#e9eef3"/>'
        f'<path d="M0,0h{_svg.short(width)}v10h-{_svg.short(width)}z" fill="{_svg.BRAND}"/>{line}</svg>'
    )
