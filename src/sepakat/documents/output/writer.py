"""What differs between formats: how a number, a caption, a picture, a page on its side and a list of contents are said.

`tree` walks a draft and asks one of these; what is the same everywhere stands here.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sepakat.documents.output import nodes
from sepakat.documents.output.nodes import Node, Nodes
from sepakat.documents.parts import Number, Picture

TABLE, PICTURE = "Tabel", "Gambar"
WIDEST, SHORT, HIGHEST = 160.0, 90.0, 200.0  # of a picture, in millimetres; SHORT: as wide in a short paper
HARD_SPACE = "\u00a0"  # inside a number (`< 0,001`), where no line may end
LEAST = 0.66  # of the line that a picture takes: letters of small ones stay below those of the text
_PIXEL = 25.4 / 96
_BOX = re.compile(r'viewBox="\s*[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)')


@dataclass(frozen=True)
class Entry:
    """A line of the contents. level: 1 and below; 0 for a table or a picture."""

    level: int
    text: str
    anchor: str


class Writer:
    """One format. TARGET: pandoc's name of it."""

    TARGET: ClassVar[str]
    widest = WIDEST

    def number(self, number: Number) -> Nodes:
        return [nodes.span(nodes.words(number.shown.replace(" ", HARD_SPACE)), number.key)]

    def styled(self, style: str, blocks: Nodes) -> Nodes:
        return [nodes.styled(style, blocks)]

    def title(self, text: str) -> Nodes:
        return self.styled("Title", [nodes.para(nodes.words(text))])

    def line_break(self) -> Node:
        """A new line inside a heading."""
        return {"t": "LineBreak"}

    def mark(self, code: str, anchor: str) -> Nodes:
        """The code of a source, after a number."""
        return [nodes.raised([nodes.link(f"[{code}]", anchor)])]

    def caption(self, kind: str, at: int, text: str) -> Nodes:
        """A numbered caption as a paragraph."""
        said = [nodes.span(nodes.words(f"{kind} {at}. "), anchor_of(kind, at)), *nodes.words(text)]
        return self.styled("Caption", [nodes.para(said)])

    def table(self, table: Node, at: int, caption: str) -> Nodes:
        return [*self.caption(TABLE, at, caption), table]

    def together(self, blocks: Nodes, note: Nodes, rows: int) -> Nodes:
        """A table of so many rows, or a picture, and its note, where the format can keep them on one page."""
        return [*blocks, *note]

    def picture(self, picture: Picture, at: int) -> Nodes:
        shown = nodes.image(data_address(picture.svg), picture.alt, width_of(picture.svg, self.widest))
        return [*self.styled("Gambar", [nodes.para([shown])]), *self.caption(PICTURE, at, picture.caption)]

    def contents(self, entries: Sequence[Entry], title: str) -> Nodes:
        raise NotImplementedError

    def section(self, blocks: Nodes, *, turned: bool, first: bool, last: bool) -> Nodes:
        """Pages of one orientation, on a page of their own."""
        raise NotImplementedError


def anchor_of(kind: str, at: int) -> str:
    return f"{kind.lower()}_{at}"


def width_of(svg: str, widest: float) -> float:
    """Width in millimetres: its own, but no wider and higher than a page takes."""
    wide, high = size(svg)
    return min(widest, max(wide * _PIXEL, widest * LEAST), HIGHEST * wide / high)


def size(svg: str) -> tuple[float, float]:
    """Width and height as drawn."""
    found = _BOX.search(svg)
    return (float(found[1]), float(found[2])) if found else (640.0, 400.0)


def data_address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
