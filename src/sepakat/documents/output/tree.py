"""A draft as pandoc's tree for one format: title and notes, contents, chapters, and the appendix of sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from sepakat.documents.drafting import Chapter, Draft
from sepakat.documents.output import gaps, nodes, pages, signs, widths
from sepakat.documents.output.appendix import appendix
from sepakat.documents.output.nodes import Nodes
from sepakat.documents.output.sources import sources
from sepakat.documents.output.walk import Walk
from sepakat.documents.output.writer import PICTURE, SHORT, TABLE, WIDEST, Entry, Writer
from sepakat.documents.parts import (
    GUIDANCE,
    ITEM,
    NOTE,
    Heading,
    Number,
    Paragraph,
    Part,
    Picture,
    Run,
    Runs,
    Tabulated,
    numbers,
)  # fmt: skip

_ROMAN = {name: at for at, name in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), 1)}
_STYLES = {GUIDANCE: "Petunjuk", NOTE: "Catatan"}


def tree(draft: Draft, writer: Writer) -> Nodes:
    """All blocks. A draft of several numbered chapters has its contents on a page of their own; a short paper none."""
    walk = Walk(draft, writer, sources(draft))
    writer.widest = SHORT if is_short(draft) else WIDEST
    chapters = [_chapter(walk, chapter) for chapter in draft.chapters]
    end = [(False, appendix(walk))] if draft.numbers or draft.plan.basis else []
    sections: list[tuple[bool, Nodes]] = [(False, _front(walk)), *(s for made in chapters for s in made), *end]
    if len(draft.chapters) == 1 or is_short(draft):
        sections = _together(sections, len(sections) - len(end))
    last = len(sections) - 1
    return [
        block
        for i, (turned, blocks) in enumerate(sections)
        for block in writer.section(blocks, turned=turned, first=i == 0, last=i == last)
    ]


def is_short(draft: Draft) -> bool:
    """A paper without numbered chapters, such as a policy brief."""
    return not any(chapter.number for chapter in draft.plan.chapters)


def _together(sections: list[tuple[bool, Nodes]], many: int) -> list[tuple[bool, Nodes]]:
    """The first so many sections, those of one orientation that follow each other as one."""
    made: list[tuple[bool, Nodes]] = []
    for turned, run in groupby(sections[:many], key=lambda s: s[0]):
        made.append((turned, [block for _, blocks in run for block in blocks]))
    return [*made, *sections[many:]]


def _front(walk: Walk) -> Nodes:
    draft, writer = walk.draft, walk.writer
    said = f"{draft.place} · rilis data {', '.join(draft.releases)}"
    blocks = [*writer.title(draft.title), *writer.styled("Tengah", [nodes.para(nodes.words(said))])]
    blocks += [b for note in draft.notes for b in writer.styled("Catatan", [nodes.para(nodes.words(note))])]
    if is_short(draft):
        return blocks
    blocks += writer.contents(walk.entries, "Daftar Isi")
    if len(draft.chapters) > 1:
        for kind in (TABLE, PICTURE):
            listed = [entry for name, entry in walk.captions if name == kind]
            if listed:
                blocks += writer.contents(listed, f"Daftar {kind}")
    return blocks


def _chapter(walk: Walk, chapter: Chapter) -> list[tuple[bool, Nodes]]:
    """A chapter in runs of pages of one orientation."""
    id_, number = f"bab_{chapter.id}", _ROMAN.get(chapter.number, 0)
    walk.entries.append(Entry(1, chapter.heading, id_))
    name = [*nodes.words(f"BAB {chapter.number}"), walk.writer.line_break()] if chapter.number else []
    top = [nodes.heading(1, [*name, *nodes.words(chapter.title)], id_)]
    made: list[tuple[bool, Nodes]] = []
    count: dict[int, int] = {}
    for turned, parts in pages.grouped(chapter.parts, upright=is_short(walk.draft)) or [(False, [])]:
        made.append((turned, [*top, *_parts(walk, parts, id_, number, count, turned)]))
        top = []
    return made


def _parts(
    walk: Walk, parts: Sequence[Part], id_: str, number: int, count: dict[int, int], turned: bool
) -> Nodes:  # fmt: skip
    blocks: Nodes = []
    for items, run in groupby(parts, key=lambda p: isinstance(p, Paragraph) and p.style == ITEM and not p.edited):
        if items:
            blocks.append(nodes.bullets([_runs(walk, p.runs) for p in run if isinstance(p, Paragraph)]))
            continue
        for part in gaps.gathered(run):
            if isinstance(part, Heading):
                blocks.append(_heading(walk, part, id_, number, count))
            elif isinstance(part, Paragraph):
                blocks += _paragraph(walk, part)
            elif isinstance(part, Tabulated):
                blocks += _table(walk, part, turned)
            elif isinstance(part, Picture):
                blocks += _picture(walk, part)
            else:
                blocks += walk.writer.styled("Belum Ada", [nodes.para(gaps.said(part))])
    return blocks


def _heading(walk: Walk, part: Heading, id_: str, number: int, count: dict[int, int]) -> nodes.Node:
    """A heading with its number in the chapter (`2.1`), where the chapter has one."""
    level = max(2, part.level)
    count[level] = count.get(level, 0) + 1
    for lower in [other for other in count if other > level]:
        del count[lower]
    steps = [count.get(one, 1) for one in range(2, level + 1)]
    text = f"{'.'.join(map(str, (number, *steps)))} {part.text}" if number else part.text
    anchor = "_".join((id_, *map(str, steps)))
    walk.entries.append(Entry(level, text, anchor))
    return nodes.heading(level, nodes.words(text), anchor)


def _paragraph(walk: Walk, part: Paragraph) -> Nodes:
    """A paragraph in its style; an edited one with a bar beside it, and with today's words where they differ."""
    if not part.runs:
        return []
    said = [nodes.para(_runs(walk, part.runs))]
    if not part.edited:
        return walk.writer.styled(_STYLES[part.style], said) if part.style in _STYLES else said
    blocks = walk.writer.styled("Disunting", said)
    if part.stale:
        flag = [nodes.strong("Periksa: angka bagian ini berubah sejak disunting. "),
                *nodes.words("Kalimat menurut rilis ini: "), *_runs(walk, part.fresh)]  # fmt: skip
        blocks += walk.writer.styled("Petunjuk", [nodes.para(flag)])
    return blocks


def _runs(walk: Walk, runs: Runs) -> Nodes:
    """Words and numbers; the code of a source stands after the last of several numbers that share it."""
    held = [i for i, run in enumerate(runs) if isinstance(run, Number) and run.key in walk.sources.codes]
    out: Nodes = []
    for i, run in enumerate(runs):
        if not isinstance(run, Number):
            out += nodes.words(run)
            continue
        out += walk.writer.number(run)
        if i in held:
            source = walk.sources.codes[run.key]
            after = next((runs[j] for j in held if j > i), None)
            if not isinstance(after, Number) or walk.sources.codes[after.key] is not source:
                out += walk.writer.mark(source.code, source.anchor)
    return out


def _table(walk: Walk, part: Tabulated, turned: bool) -> Nodes:
    walk.tables += 1
    walk.listed(TABLE, walk.tables, part.caption)
    line = widths.LANDSCAPE if turned else widths.PORTRAIT
    made = nodes.table(
        [nodes.words(head) for head in part.heads],
        [[_runs_plain(walk, cell) for cell in row] for row in part.rows],
        widths.shares(part.heads, pages.texts(part), line),
        [[_to_the_right(part, at, cell) for at, cell in enumerate(row)] for row in part.rows],
    )
    return walk.writer.together(walk.writer.table(made, walk.tables, part.caption), _note(walk, part), len(part.rows))


def _to_the_right(part: Tabulated, at: int, cell: Run) -> bool:
    """Whether a cell is set to the right: a number, or a sign in a column of numbers."""
    if isinstance(cell, Number) or cell in ("#", "…"):
        return True
    return not any(c.isalpha() for c in cell) and any(isinstance(row[at], Number) for row in part.rows)


def _runs_plain(walk: Walk, cell: Run) -> Nodes:
    return walk.writer.number(cell) if isinstance(cell, Number) else nodes.words(cell)


def _note(walk: Walk, part: Tabulated) -> Nodes:
    """Signs and sources under a table, with the codes of the appendix."""
    note = signs.legend(part.note, (str(cell) for row in part.rows for cell in row))
    said = nodes.words(note)
    codes = walk.sources.of(numbers([part]))
    if codes:
        said += nodes.words(" Sumber angka: " if note else "Sumber angka: ")
        for i, one in enumerate(codes):
            said += [*nodes.words(", " if i else ""), nodes.link(one.code, one.anchor)]
        said += nodes.words(".")
    return walk.writer.styled("Catatan", [nodes.para(said)]) if said else []


def _picture(walk: Walk, part: Picture) -> Nodes:
    if not part.svg:
        return []
    walk.pictures += 1
    walk.listed(PICTURE, walk.pictures, part.caption)
    said = signs.legend(part.note, re.split(r"[ ;]+", part.alt))
    note = walk.writer.styled("Catatan", [nodes.para(nodes.words(said))]) if said else []
    return walk.writer.together(walk.writer.picture(part, walk.pictures), note, 1)
