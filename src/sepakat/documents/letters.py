"""A letter: a template with its facts and, as an annex, one numbered table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sepakat.core.text import long_date
from sepakat.documents.templates import Template, template

FACTS = (
    "pejabat", "tahun", "program", "wilayah", "jumlah", "satuan", "tujuan", "dasar_permintaan", "aturan",
    "status_aturan", "kode_aturan", "rilis", "tanggal_rilis", "isi", "permintaan", "berlaku", "tempat",
)  # fmt: skip
BLOCKS = ("dasar_hukum", "lampiran", "catatan_naskah")
UNCONFIRMED = "belum dikonfirmasi; periksa Bagian Hukum"
_HOLE = re.compile(r"\{([a-z_]+)\}")
Block = dict[str, Any]


@dataclass(frozen=True)
class Annex:
    """heads, rows: words; the number of each row is put before them. caption: over the table. note: under it."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str
    note: str = ""


@dataclass(frozen=True)
class Letter:
    """A filled-in letter: pandoc's blocks, and what its file says of itself."""

    template: Template
    title: str
    blocks: list[Block] = field(repr=False)
    sample: bool = False


def letter(
    name: str,
    facts: Mapping[str, str],
    annex: Annex,
    *,
    region: str = "",
    folder: Path | None = None,
    sample: bool = False,
) -> Letter:
    """Fill in a template. facts: words by name (`FACTS`); a fact that is missing shows as dots to be filled in by hand.

    UserError: unknown-letter, catalogue-file (a region's own copy that cannot be read).
    """
    form = template(name, region, folder)
    made = {
        "dasar_hukum": [_basis(form)],
        "lampiran": _annex(annex),
        "catatan_naskah": [_paragraph(n) for n in _notes(form, sample)],
    }
    blocks = [b for block in form.body for b in _filled(dict(block), facts, made)]
    return Letter(form, form.label.id, blocks, sample)


def names(value: Any) -> set[str]:
    """Names in braces anywhere in a tree."""
    return {name for text in _strings(value) for name in _HOLE.findall(text)}


def words(text: str) -> list[Block]:
    """Words as inlines: nothing in them is markup."""
    out: list[Block] = []
    for i, part in enumerate(text.split()):
        out += ([{"t": "Space"}] if i else []) + [{"t": "Str", "c": part}]
    return out


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.get("t") == "Str":
            yield value["c"]
        else:
            for inner in value.values():
                yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _filled(block: Block, facts: Mapping[str, str], made: Mapping[str, list[Block]]) -> list[Block]:
    """A block with its holes filled; a paragraph of one hole that stands for blocks becomes those."""
    if block.get("t") in ("Para", "Plain") and len(block["c"]) == 1 and block["c"][0].get("t") == "Str":
        hole = _HOLE.fullmatch(block["c"][0]["c"])
        if hole is not None and hole[1] in made:
            return made[hole[1]]
    if block.get("t") == "Div":
        return [{"t": "Div", "c": [block["c"][0], [x for b in block["c"][1] for x in _filled(b, facts, made)]]}]
    return [_inline(block, facts)]


def _inline(value: Any, facts: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        out: list[Any] = []
        for inner in value:
            if isinstance(inner, Mapping) and inner.get("t") == "Str" and _HOLE.search(inner["c"]):
                out += words(_HOLE.sub(lambda m: facts.get(m[1]) or "…………", inner["c"]))
            else:
                out.append(_inline(inner, facts))
        return out
    if isinstance(value, Mapping):
        return {k: _inline(v, facts) for k, v in value.items()}
    return value


def _basis(form: Template) -> Block:
    """The regulations, numbered, each with its date; what is not confirmed says so."""
    items = []
    for one in form.basis:
        doubt = "" if one.status == "terverifikasi" else f" [{one.status}; periksa Bagian Hukum]"
        items.append([{"t": "Plain", "c": words(f"{one.name} ({long_date(one.date, 'id')}){doubt};")}])
    return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], items]}


def _notes(form: Template, sample: bool) -> Iterable[str]:
    if sample:
        yield "DATA CONTOH: seluruh isi naskah ini buatan, untuk mencoba dan berlatih."
    if form.status != "terverifikasi":
        yield f"Rancangan. Bentuk naskah: {UNCONFIRMED}. {form.note}".strip()


def _paragraph(text: str) -> Block:
    return {"t": "Div", "c": [["", ["catatan"], [["custom-style", "Catatan"]]], [{"t": "Para", "c": words(text)}]]}


def _annex(annex: Annex) -> list[Block]:
    heads = ["No.", *annex.heads]
    rows = [[str(i), *row] for i, row in enumerate(annex.rows, 1)]
    specs = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in heads]
    caption = [None, [{"t": "Plain", "c": words(annex.caption)}]]
    body = [["", [], []], 0, [], [_row(r) for r in rows]]
    table = {"t": "Table", "c": [_nothing(), caption, specs, [_nothing(), [_row(heads)]], [body], [_nothing(), []]]}
    return [table, *([_paragraph(annex.note)] if annex.note else [])]


def _row(cells: Sequence[str]) -> list[Any]:
    made = [[_nothing(), {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": words(c)}] if c else []] for c in cells]
    return [_nothing(), made]


def _nothing() -> list[Any]:
    return ["", [], []]
