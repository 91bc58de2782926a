"""Pandoc's document tree, as far as drafts need it. Words go in as they are: nothing in them is markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

API = [1, 23, 1]
Node = dict[str, Any]
Nodes = list[Node]
RIGHT, LEFT = "AlignRight", "AlignLeft"


def words(text: str) -> Nodes:
    """Words as one inline, spaces kept."""
    return [{"t": "Str", "c": text}] if text else []


def para(inlines: Nodes) -> Node:
    return {"t": "Para", "c": inlines}


def plain(inlines: Nodes) -> Node:
    return {"t": "Plain", "c": inlines}


def styled(style: str, blocks: Nodes) -> Node:
    """Blocks in a paragraph style of the reference document; in HTML a class of that name, in small letters."""
    return {"t": "Div", "c": [["", [style.lower().replace(" ", "-")], [["custom-style", style]]], blocks]}


def span(inlines: Nodes, id_: str = "", classes: Sequence[str] = ()) -> Node:
    return {"t": "Span", "c": [[id_, list(classes), []], inlines]}


def raised(inlines: Nodes) -> Node:
    return {"t": "Superscript", "c": inlines}


def strong(text: str) -> Node:
    return {"t": "Strong", "c": words(text)}


def link(text: str, anchor: str) -> Node:
    """A link inside the document."""
    return {"t": "Link", "c": [["", [], []], words(text), [f"#{anchor}", ""]]}


def heading(level: int, inlines: Nodes, id_: str) -> Node:
    return {"t": "Header", "c": [level, [id_, [], []], inlines]}


def bullets(items: Sequence[Nodes]) -> Node:
    return {"t": "BulletList", "c": [[plain(inlines)] for inlines in items]}


def image(source: str, alt: str, width_mm: float) -> Node:
    """A picture. source: a data address."""
    return {"t": "Image", "c": [["", [], [["width", f"{width_mm:.1f}mm"]]], words(alt), [source, ""]]}


def raw(form: str, text: str) -> Node:
    return {"t": "RawBlock", "c": [form, text]}


def raw_inline(form: str, text: str) -> Node:
    return {"t": "RawInline", "c": [form, text]}


def table(
    heads: Sequence[Nodes],
    rows: Sequence[Sequence[Nodes]],
    widths: Sequence[float],
    right: Sequence[Sequence[bool]],
    caption: Nodes | None = None,
) -> Node:
    """A table with one row of heads. widths: shares of the line, one a column; right: by row and column."""
    specs = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": round(w, 4)}] for w in widths]
    said: list[Any] = [None, [plain(caption)] if caption else []]
    top = [_empty(), [_row(heads, [False] * len(heads))]]
    body = [_empty(), 0, [], [_row(row, sides) for row, sides in zip(rows, right, strict=True)]]
    return {"t": "Table", "c": [_empty(), said, specs, top, [body], [_empty(), []]]}


def document(blocks: Nodes, **meta: str) -> str:
    """The whole tree as JSON. meta: words by name."""
    made = {name: {"t": "MetaString", "c": value} for name, value in {"lang": "id-ID", **meta}.items()}
    return json.dumps({"pandoc-api-version": API, "meta": made, "blocks": blocks}, ensure_ascii=False)


def _row(cells: Sequence[Nodes], right: Sequence[bool]) -> list[Any]:
    made = [
        [_empty(), {"t": RIGHT if side else LEFT}, 1, 1, [plain(cell)] if cell else []]
        for cell, side in zip(cells, right, strict=True)
    ]
    return [_empty(), made]


def _empty() -> list[Any]:
    return ["", [], []]
