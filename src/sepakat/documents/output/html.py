"""HTML: one self-contained page that reads on a screen and prints; no script, nothing from outside."""

from __future__ import annotations

import html as escaping
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from sepakat.documents import pandoc
from sepakat.documents.drafting import Draft
from sepakat.documents.output import nodes
from sepakat.documents.output.nodes import Node, Nodes
from sepakat.documents.output.tree import tree
from sepakat.documents.output.writer import TABLE, Entry, Writer, anchor_of, data_address
from sepakat.documents.parts import Picture

LOOKS = Path(__file__).parent / "looks.css"


class Html(Writer):
    TARGET: ClassVar[str] = "html"

    def title(self, text: str) -> Nodes:
        return [nodes.raw(self.TARGET, f'<p class="judul">{escaping.escape(text)}</p>')]

    def table(self, table: Node, at: int, caption: str) -> Nodes:
        said = [nodes.span(nodes.words(f"{TABLE} {at}. "), anchor_of(TABLE, at)), *nodes.words(caption)]
        table["c"][1] = [None, [nodes.plain(said)]]
        return [nodes.raw(self.TARGET, '<div class="tabel" tabindex="0">'), table, nodes.raw(self.TARGET, "</div>")]

    def picture(self, picture: Picture, at: int) -> Nodes:
        alt, caption = escaping.escape(picture.alt), escaping.escape(picture.caption)
        return [nodes.raw(self.TARGET, (
            f'<figure id="{anchor_of("Gambar", at)}"><img src="{data_address(picture.svg)}" alt="{alt}">'
            f"<figcaption>Gambar {at}. {caption}</figcaption></figure>"
        ))]  # fmt: skip

    def contents(self, entries: Sequence[Entry], title: str) -> Nodes:
        if not entries:
            return []
        lines = "".join(
            f'<li class="t{one.level}"><a href="#{one.anchor}">{escaping.escape(one.text)}</a></li>' for one in entries
        )
        head = escaping.escape(title)
        return [
            nodes.raw(self.TARGET, f'<nav aria-label="{head}"><p class="judul-isi">{head}</p><ul>{lines}</ul></nav>')
        ]

    def section(self, blocks: Nodes, *, turned: bool, first: bool, last: bool) -> Nodes:
        kind = "mendatar" if turned else "tegak"
        return [nodes.raw(self.TARGET, f'<section class="{kind}">'), *blocks, nodes.raw(self.TARGET, "</section>")]


def html(draft: Draft) -> bytes:
    """The page."""
    body = pandoc.run(nodes.document(tree(draft, Html())), "json", "html5", "--wrap=none")
    made = (
        f'<!doctype html>\n<html lang="id"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escaping.escape(draft.title)}</title>'
        f"<style>\n{LOOKS.read_text(encoding='utf-8')}</style></head><body>\n<main>\n{body}</main>\n</body></html>\n"
    )
    return made.encode()
