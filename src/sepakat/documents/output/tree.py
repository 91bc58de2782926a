"""A draft as pandoc's tree for one format: title and notes, contents, chapters, and the appendix of sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from sepakat.core.text import long_date
from sepakat.documents import making
from sepakat.documents.drafting import Chapter, Draft
from sepakat.documents.output import nodes, pages, widths
from sepakat.documents.output.nodes import Nodes
from sepakat.documents.output.sources import Source, Sources, sources
from sepakat.documents.output.writer import PICTURE, SHORT, TABLE, WIDEST, Entry, Writer, anchor_of
from sepakat.documents.parts import (
    GUIDANCE,
    ITEM,
    NOTE,
    Heading,
    Missing,
    Number,
    Paragraph,
    Part,
    Picture,
    Run,
    Runs,
    Tabulated,
    numbers,
)  # fmt: skip
from sepakat.documents.templates import Basis

APPENDIX, APPENDIX_ID = "Lampiran: Sumber Angka", "sumber_angka"
_ROMAN = {name: at for at, name in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), 1)}
_STYLES = {GUIDANCE: "Petunjuk", NOTE: "Catatan"}


@dataclass
class _Walk:
    """A walk through one draft. tables, pictures: how many so far; entries: what the contents list."""

    draft: Draft
    writer: Writer
    sources: Sources
    tables: int = 0
    pictures: int = 0
    entries: list[Entry] = field(default_factory=list)
    captions: list[tuple[str, Entry]] = field(default_factory=list)


def tree(draft: Draft, writer: Writer) -> Nodes:
    """All blocks. A draft of several numbered chapters has its contents on a page of their own; a short paper none."""
    walk = _Walk(draft, writer, sources(draft))
    writer.widest = SHORT if is_short(draft) else WIDEST
    chapters = [_chapter(walk, chapter) for chapter in draft.chapters]
    appendix = [(False, _appendix(walk))] if draft.numbers or draft.plan.basis else []
    sections: list[tuple[bool, Nodes]] = [(False, _front(walk)), *(s for made in chapters for s in made), *appendix]
    if len(draft.chapters) == 1 or is_short(draft):
        sections = _together(sections, len(sections) - len(appendix))
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


def _front(walk: _Walk) -> Nodes:
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


def _chapter(walk: _Walk, chapter: Chapter) -> list[tuple[bool, Nodes]]:
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
    walk: _Walk, parts: Sequence[Part], id_: str, number: int, count: dict[int, int], turned: bool
) -> Nodes:  # fmt: skip
    blocks: Nodes = []
    for items, run in groupby(parts, key=lambda p: isinstance(p, Paragraph) and p.style == ITEM and not p.edited):
        if items:
            blocks.append(nodes.bullets([_runs(walk, p.runs) for p in run if isinstance(p, Paragraph)]))
            continue
        for part in gathered(run):
            if isinstance(part, Heading):
                blocks.append(_heading(walk, part, id_, number, count))
            elif isinstance(part, Paragraph):
                blocks += _paragraph(walk, part)
            elif isinstance(part, Tabulated):
                blocks += _table(walk, part, turned)
            elif isinstance(part, Picture):
                blocks += _picture(walk, part)
            else:
                blocks += _missing(walk, part)
    return blocks


def _heading(walk: _Walk, part: Heading, id_: str, number: int, count: dict[int, int]) -> nodes.Node:
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


def _paragraph(walk: _Walk, part: Paragraph) -> Nodes:
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


def _runs(walk: _Walk, runs: Runs) -> Nodes:
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


def _table(walk: _Walk, part: Tabulated, turned: bool) -> Nodes:
    walk.tables += 1
    walk.captions.append((TABLE, _listed(TABLE, walk.tables, part.caption)))
    line = widths.LANDSCAPE if turned else widths.PORTRAIT
    made = nodes.table(
        [nodes.words(head) for head in part.heads],
        [[_runs_plain(walk, cell) for cell in row] for row in part.rows],
        widths.shares(part.heads, pages.texts(part), line),
        [[_to_the_right(part, at, cell) for at, cell in enumerate(row)] for row in part.rows],
    )
    blocks = [*walk.writer.table(made, walk.tables, part.caption), *_note(walk, part)]
    return walk.writer.together(blocks, len(part.rows))


def _to_the_right(part: Tabulated, at: int, cell: Run) -> bool:
    """Whether a cell is set to the right: a number, or a sign in a column of numbers."""
    if isinstance(cell, Number) or cell in ("#", "…"):
        return True
    return not any(c.isalpha() for c in cell) and any(isinstance(row[at], Number) for row in part.rows)


def _runs_plain(walk: _Walk, cell: Run) -> Nodes:
    return walk.writer.number(cell) if isinstance(cell, Number) else nodes.words(cell)


def _note(walk: _Walk, part: Tabulated) -> Nodes:
    """Signs and sources under a table, with the codes of the appendix."""
    said = nodes.words(part.note)
    codes = walk.sources.of(numbers([part]))
    if codes:
        said += nodes.words(" Sumber angka: " if part.note else "Sumber angka: ")
        for i, one in enumerate(codes):
            said += [*nodes.words(", " if i else ""), nodes.link(one.code, one.anchor)]
        said += nodes.words(".")
    return walk.writer.styled("Catatan", [nodes.para(said)]) if said else []


def _picture(walk: _Walk, part: Picture) -> Nodes:
    if not part.svg:
        return []
    walk.pictures += 1
    walk.captions.append((PICTURE, _listed(PICTURE, walk.pictures, part.caption)))
    note = walk.writer.styled("Catatan", [nodes.para(nodes.words(part.note))]) if part.note else []
    return walk.writer.together([*walk.writer.picture(part, walk.pictures), *note], 1)


def _listed(kind: str, at: int, caption: str) -> Entry:
    return Entry(0, f"{kind} {at}. {caption}", anchor_of(kind, at))


def gathered(parts: Iterable[Part]) -> list[Part]:
    """Gaps that follow each other and have the same owner and step, as one."""
    made: list[Part] = []
    for part in parts:
        last = made[-1] if made else None
        same = isinstance(part, Missing) and isinstance(last, Missing) and _about(part) == _about(last)
        if same and isinstance(part, Missing) and isinstance(last, Missing):
            if part.what not in last.what:
                made[-1] = replace(last, what=f"{last.what.rstrip('. ')}. {part.what}")
            continue
        made.append(part)
    return made


def _about(gap: Missing) -> tuple[str, str, bool]:
    return gap.whose, gap.next, gap.human


def _missing(walk: _Walk, part: Missing) -> Nodes:
    """A gap, boxed: what, who has it, what to do."""
    name = "Perlu ditulis" if part.human else "Tidak ditampilkan" if part.next == making.WIDER else "Belum ada"
    said = {name: part.what, "Pemilik": part.whose, "Langkah": part.next}
    inlines = [
        inline
        for about, words in said.items()
        for inline in (nodes.strong(f"{about}: "), *nodes.words(f"{_plain(words).rstrip('. ')}. "))
    ]
    return walk.writer.styled("Belum Ada", [nodes.para(inlines)])


def _plain(text: str) -> str:
    """Words for people: without the ids that stand in backquotes behind a name."""
    return re.sub(r" ?\(`[^`]*`\)", "", text).replace("`", "")


def _appendix(walk: _Walk) -> Nodes:
    """Where every number comes from, and the law that the outline follows."""
    draft, writer = walk.draft, walk.writer
    walk.entries.append(Entry(1, APPENDIX, APPENDIX_ID))
    blocks = [nodes.heading(1, nodes.words(APPENDIX), APPENDIX_ID)]
    releases = ", ".join(draft.releases)
    blocks.append(nodes.para(nodes.words(
        f"Setiap angka dalam naskah ini dihitung dari rilis data {releases}. Kode S di belakang angka dan di bawah "
        "tabel merujuk ke daftar ini. Perintah “sepakat document verify” menghitung ulang semua angka dari rilisnya."
    )))  # fmt: skip
    marks = "; ".join(f"{name}: {hash_}" for name, hash_ in draft.releases.items())
    blocks += writer.styled("Catatan", [nodes.para(nodes.words(f"Sidik isi rilis {marks}"))])
    if any(p.edited for p in draft.paragraphs):
        blocks.append(nodes.para(nodes.words("Garis di sisi kiri menandai bagian yang disunting penyusun.")))
    if walk.sources.all:
        heads = ("Kode", "Angka dan cara hitung", "Wilayah, kelompok, periode", "Asal")
        rows = [_row(one) for one in walk.sources.all]
        table = nodes.table(
            [nodes.words(head) for head in heads],
            [[[nodes.span(nodes.words(row[0]), one.anchor)], *map(nodes.words, row[1:])]
             for one, row in zip(walk.sources.all, rows, strict=True)],
            (0.08, 0.42, 0.27, 0.23), [[False] * 4] * len(rows),
        )  # fmt: skip
        walk.tables += 1
        caption = f"Sumber {len(draft.numbers)} angka dalam naskah"
        walk.captions.append((TABLE, _listed(TABLE, walk.tables, caption)))
        blocks += writer.table(table, walk.tables, caption)
    if draft.plan.basis:
        walk.entries.append(Entry(2, "Dasar hukum susunan naskah", "dasar_hukum"))
        blocks.append(nodes.heading(2, nodes.words("Dasar hukum susunan naskah"), "dasar_hukum"))
        blocks.append(nodes.bullets([nodes.words(_basis(one)) for one in draft.plan.basis]))
    return blocks


def _row(one: Source) -> tuple[str, ...]:
    known = one.version.replace("_", " ")
    version = f" (versi {known})" if known and known != "baku" else ""
    formula = f"{'' if one.name.endswith('?') else '.'} {'; '.join(one.formulas)}." if one.formulas else ""
    about = "; ".join(word for word in (one.regions, one.groups, one.periods) if word)
    hidden = f" Sel disembunyikan: {one.hidden}." if one.hidden else ""
    unit = f" Satuan: {one.units}." if one.units else ""
    return one.code, f"{one.name}{version}{formula}", f"{about}.", f"{one.origin or 'Rilis'}.{unit}{hidden}"


def _basis(one: Basis) -> str:
    known = one.status == "terverifikasi"
    day = f"tahun {one.date.year}; hari dan bulannya belum diketahui" if one.partial else long_date(one.date, "id")
    return f"{one.name} ({day})" + ("" if known else f" [{one.status}; periksa Bagian Hukum]")
