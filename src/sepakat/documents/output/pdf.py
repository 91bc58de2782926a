"""PDF: A4, tagged (PDF/UA-1), print-ready. Set by Typst, which comes as a wheel and needs no other program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import pandoc
from sepakat.documents.drafting import Draft
from sepakat.documents.output import nodes
from sepakat.documents.output.nodes import Node, Nodes
from sepakat.documents.output.tree import tree
from sepakat.documents.output.writer import PICTURE, Entry, Writer, width_of
from sepakat.documents.parts import Number, Picture

LOOKS = Path(__file__).parent / "looks.typ"
STANDARD = "ua-1"
SMALL = 8  # rows of a table that stays on one page with its note
_FAMILIES = 'font-family="system-ui,sans-serif"'
_SANS = "font-family=\"'Liberation Sans',Arial,Helvetica,'DejaVu Sans'\""


class Typst(Writer):
    TARGET: ClassVar[str] = "typst"

    def number(self, number: Number) -> Nodes:
        return nodes.words(number.shown)

    def styled(self, style: str, blocks: Nodes) -> Nodes:
        """A block in the function of that name of `looks.typ`."""
        name = style.lower().replace(" ", "-")
        return [nodes.raw(self.TARGET, f"#{name}["), *blocks, nodes.raw(self.TARGET, "]")]

    def line_break(self) -> Node:
        return nodes.raw_inline(self.TARGET, "#linebreak() ")

    def table(self, table: Node, at: int, caption: str) -> Nodes:
        table["c"][1] = [None, [nodes.plain(nodes.words(caption))]]
        return [table]

    def together(self, blocks: Nodes, note: Nodes, rows: int) -> Nodes:
        how = "breakable: false" if rows <= SMALL else "sticky: true"
        inside, under = ([*blocks, *note], []) if rows <= SMALL else (blocks, note)
        return [nodes.raw(self.TARGET, f"#block(width: 100%, {how})["), *inside, nodes.raw(self.TARGET, "]"), *under]

    def picture(self, picture: Picture, at: int) -> Nodes:
        svg = picture.svg.replace(_FAMILIES, _SANS)
        width = f"{width_of(svg, self.widest):.1f}mm"
        shown = f'image(bytes({quoted(svg)}), format: "svg", width: {width}, alt: {quoted(picture.alt)})'
        return [nodes.raw(self.TARGET, f"#figure({shown}, kind: image, caption: {quoted(picture.caption)})")]

    def contents(self, entries: Sequence[Entry], title: str) -> Nodes:
        if not entries:
            return []
        what = "depth: 3"
        if entries[0].level == 0:
            what = f"target: figure.where(kind: {'image' if title.endswith(PICTURE) else 'table'})"
        return [nodes.raw(self.TARGET, f"#outline(title: {quoted(title)}, {what})")]

    def section(self, blocks: Nodes, *, turned: bool, first: bool, last: bool) -> Nodes:
        if turned:
            return [nodes.raw(self.TARGET, "#page(flipped: true)["), *blocks, nodes.raw(self.TARGET, "]")]
        return blocks if first else [nodes.raw(self.TARGET, "#pagebreak(weak: true)"), *blocks]


def pdf(draft: Draft, day: dt.date) -> bytes:
    """The document. day: on which it was made, in its properties. UserError `documents-missing`."""
    body = pandoc.run(nodes.document(tree(draft, Typst())), "json", "typst", "--wrap=none")
    head = f"#set document(title: {quoted(draft.title)}, author: {quoted(draft.place)})\n"
    return compiled(LOOKS.read_text(encoding="utf-8") + head + body, day)


def compiled(text: str, day: dt.date) -> bytes:
    """Typst's text as PDF; it reads no file and no address."""
    made: bytes = _typst().compile(
        text.encode(), pdf_standards=STANDARD, timestamp=dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    )
    return made


def quoted(text: str) -> str:
    """A string of Typst."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _typst() -> Any:
    try:
        import typst
    except ImportError:
        raise UserError(
            Text("PDF belum dapat disusun di mesin ini.", "This machine cannot make PDF yet."),
            hint=Text("Pasang dengan: pip install 'sepakat[documents]'", "Install: pip install 'sepakat[documents]'"),
            code="documents-missing",
        ) from None
    return typst
