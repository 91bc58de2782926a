"""A problem tree: boxes with words and lines between them, laid out by `analysis.trees.picture`. A plain SVG.

A box whose indicator is worse than in the region above has a thick left edge and a cross before its figure; a better
one a tick: colour alone says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from sepakat.charts import _svg
from sepakat.core.text import Text, language

EDGES = {"worse": "#b3261e", "better": "#1a7f37"}
STYLES = {
    "label": f'font-weight="700" fill="{_svg.INK}"',
    "sign": f'fill="{_svg.INK}"',
    "option": f'fill="{_svg.BRAND}"',
}
LINE, PAD = 15.0, 8.0


class Laid(Protocol):
    """What is drawn: boxes, lines, heads, size and description (see `analysis.trees.layout.Picture`)."""

    @property
    def boxes(self) -> Sequence[Any]: ...
    @property
    def lines(self) -> Sequence[tuple[float, float, float, float]]: ...
    @property
    def heads(self) -> Sequence[tuple[float, str]]: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def description(self) -> str: ...


def draw(laid: Laid, *, title: Text) -> str:
    """SVG of a tree that has been laid out."""
    parts = [_line(*line) for line in laid.lines]
    for x, words in laid.heads:
        parts.append(f'<text x="{_svg.short(x)}" y="14" font-size="12" fill="{_svg.MUTED}">{_svg.escape(words)}</text>')
    for box in laid.boxes:
        parts.append(_box(box))
    return _svg.picture("".join(parts), laid.width, laid.height, title.in_(language()), laid.description, css="pohon")


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = (x1 + x2) / 2
    path = f"M{_svg.short(x1)} {_svg.short(y1)}H{_svg.short(middle)}V{_svg.short(y2)}H{_svg.short(x2)}"
    return f'<path d="{path}" fill="none" stroke="{_svg.LINE}" stroke-width="1.5"/>'


def _box(box: Any) -> str:
    """One `analysis.trees.layout.Box`."""
    x, y, width, height = (_svg.short(v) for v in (box.x, box.y, box.width, box.height))
    made = [f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="3" fill="#fff" stroke="{_svg.LINE}"/>']
    edge = EDGES.get(box.verdict)
    if edge:
        made.append(f'<path d="M{x} {y}h5v{height}h-5z" fill="{edge}"/>')
    for i, (words, style) in enumerate(box.lines):
        at = _svg.short(box.y + PAD + LINE * i + 11)
        made.append(
            f'<text x="{_svg.short(box.x + 12)}" y="{at}" font-size="12" {STYLES[style]}>{_svg.escape(words)}</text>'
        )
    return "".join(made)
