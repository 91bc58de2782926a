"""A draft: a plan filled in for a region of a release, chapter by chapter, with numbers, gaps and edited passages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text, long_date
from sepakat.documents import edits as edited
from sepakat.documents.block import Block
from sepakat.documents.kept import make
from sepakat.documents.parts import (
    GUIDANCE,
    PLAIN,
    Heading,
    Missing,
    Number,
    Paragraph,
    Part,
    Picture,
    Tabulated,
    digest,
    numbers,
    renamed,
)
from sepakat.documents.plans import Chapter as Outline
from sepakat.documents.plans import Plan, filled, plan
from sepakat.regions import place

COMPLETE, PARTLY, MISSING = "complete", "partly", "missing"
STATES: Mapping[str, Text] = {
    COMPLETE: Text("lengkap", "complete"),
    PARTLY: Text("sebagian", "partly"),
    MISSING: Text("belum ada isinya", "missing"),
}
_LEVELS = {
    "nasional": "nasional",
    "provinsi": "provinsi",
    "kabupaten": "kabupaten/kota",
    "kecamatan": "kecamatan",
    "desa": "desa/kelurahan",
}


class Edit(NamedTuple):
    """A passage as a person wrote it; an empty text leaves it out. figures: `Paragraph.figures` of what it was written
    on."""

    text: str
    figures: str


@dataclass(frozen=True)
class Chapter:
    """id, number: as of the plan (`2`, `II`). state: COMPLETE, PARTLY or MISSING."""

    id: str
    number: str
    title: str
    parts: tuple[Part, ...]
    state: str

    @property
    def gaps(self) -> tuple[Missing, ...]:
        """What is missing, in order, once."""
        return tuple(dict.fromkeys(p for p in self.parts if isinstance(p, Missing)))

    @property
    def owners(self) -> tuple[str, ...]:
        """Who has the data that are missing (passages that people write left out)."""
        return tuple(dict.fromkeys(gap.whose for gap in self.gaps if not gap.human))

    @property
    def heading(self) -> str:
        """`BAB II Gambaran Umum`, or the title alone."""
        return f"BAB {self.number} {self.title}" if self.number else self.title


@dataclass(frozen=True)
class Draft:
    """A document for a region. releases: logical hash by id. lost: edits whose passage is no longer there, by key."""

    plan: Plan
    region: str
    place: str
    title: str
    release: str
    releases: Mapping[str, str]
    sample: bool
    chapters: tuple[Chapter, ...]
    notes: tuple[str, ...]
    lost: Mapping[str, Edit] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return self.plan.id

    @cached_property
    def numbers(self) -> Mapping[str, Number]:
        """Every number by its key, in the order of reading."""
        return MappingProxyType({n.key: n for chapter in self.chapters for n in numbers(chapter.parts)})

    @property
    def missing(self) -> tuple[Missing, ...]:
        return tuple(dict.fromkeys(gap for chapter in self.chapters for gap in chapter.gaps))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        return (p for chapter in self.chapters for p in chapter.parts if isinstance(p, Paragraph))


def draft(
    lake: Any,
    template: str | Plan,
    region: str,
    release: str = "current",
    *,
    chapters: Sequence[str] | None = None,
    added: Mapping[str, Sequence[Block | str]] | None = None,
    edits: Mapping[str, tuple[str, str]] | None = None,
    own: Path | None = None,
    pictures: bool = True,
    progress: Progress = SILENT,
) -> Draft:
    """A plan filled in for a region. chapters: ids or Roman numbers (None: all); added: further blocks by chapter, set
    at its end; edits: (text, hash of figures) by key of the paragraph; own: folder of the regions' own copies.

    The same release, region and template give the same draft. What the data lack comes out as `Missing`. UserError:
    `unknown-document`, `unknown-chapter`, `document-level`, region codes, releases, blocks.
    """
    held = lake.release(release)
    code = regions.parse(region)
    found = plan(template, code, own) if isinstance(template, str) else template
    _check_level(found, code)
    facts = _facts(held, code)
    wanted = [found.chapter(name) for name in chapters] if chapters else list(found.chapters)
    extra = {found.chapter(name).id: blocks for name, blocks in (added or {}).items()}
    unique = _Unique()
    given = {key: Edit(*pair) for key, pair in (edits or {}).items()}
    made, used = [], set()
    total = sum(sum(line.block is not None for line in c.lines) for c in wanted)
    with progress.step(Text("Menyusun dokumen", "Drafting the document"), total or None) as step:
        for outline in wanted:
            parts: list[Part] = []
            for part in _parts(lake, held, found, outline, code, facts, extra.get(outline.id, ()), pictures, step):
                one = unique(part)
                if isinstance(one, Paragraph) and one.key in given:
                    used.add(one.key)
                    one = edited.applied(one, given[one.key])
                parts.append(one)
            made.append(Chapter(outline.id, outline.number, filled(outline.title, facts), tuple(parts), _state(parts)))
    whole = set(given) - used if chapters is None else set()
    return Draft(
        found,
        code,
        place(code),
        filled(found.title, facts),
        held.id,
        {held.id: held.logical},
        held.sample,
        tuple(made),
        _notes(found, held.sample),
        {key: given[key] for key in sorted(whole)},
    )


def _parts(
    lake: Any,
    release: Any,
    found: Plan,
    outline: Outline,
    region: str,
    facts: Mapping[str, str],
    extra: Sequence[Block | str],
    pictures: bool,
    step: Any,
) -> Iterator[Part]:
    for line in outline.lines:
        if line.block is not None:
            made = make(line.block, lake, region, release, owned=found.owners, pictures=pictures)
            yield from _keyed(made, line.block, outline.id)
            step.advance()
        elif line.level:
            yield Heading(line.level, filled(line.text, facts))
        else:
            text = filled(line.text, facts)
            yield Paragraph((text,), line.style, digest(outline.id, line.text), edited.figures_of((text,)))
    for one in extra:
        block = Block.parse(one) if isinstance(one, str) else one
        yield from _keyed(make(block, lake, region, release, owned=found.owners, pictures=pictures), block, outline.id)


def _keyed(parts: Sequence[Part], block: Block, chapter: str) -> Iterator[Part]:
    """A block's parts, their paragraphs with keys that outlive a release and are those of a chapter drafted alone."""
    at = 0
    for part in parts:
        if isinstance(part, Paragraph):
            key = digest(chapter, block.text(), part.key or f"#{at}")
            at += not part.key
            part = replace(part, key=key, figures=edited.figures_of(part.runs))
        yield part


class _Unique:
    """Keys of paragraphs and numbers told apart where a block stands twice."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def __call__(self, part: Part) -> Part:
        part = renamed(part, lambda n: replace(n, key=self._key(n.key)))
        return replace(part, key=self._key(part.key)) if isinstance(part, Paragraph) else part

    def _key(self, key: str) -> str:
        again = self._seen[key] = self._seen.get(key, 0) + 1
        return key if again == 1 else f"{key}_{again}"


def _state(parts: Sequence[Part]) -> str:
    """Whether a chapter has its contents: tables, pictures and sentences with numbers, or a person's own words."""
    gaps = any(isinstance(p, Missing) for p in parts)
    written = any(
        isinstance(p, Tabulated | Picture)
        or (
            isinstance(p, Paragraph)
            and p.style != GUIDANCE
            and (p.edited or any(isinstance(r, Number) for r in p.runs))
            and not p.removed
        )
        for p in parts
    )
    if not gaps and (written or any(isinstance(p, Paragraph) and p.style == PLAIN for p in parts)):
        return COMPLETE
    return PARTLY if written else MISSING


def _facts(release: Any, region: str) -> dict[str, str]:
    made = dt.datetime.fromisoformat(str(release.manifest["created"])).date()
    return {
        "wilayah": place(region),
        "provinsi": place(region[:2]),
        "rilis": release.id,
        "tanggal_rilis": long_date(made, "id"),
        "tahun": str(made.year),
        "tahun_depan": str(made.year + 1),
        "tahun_akhir": str(made.year + 5),
    }


_STATUS = {"sekunder": "menurut sumber sekunder"}


def _notes(found: Plan, sample: bool) -> tuple[str, ...]:
    said = ["DATA CONTOH: seluruh isi naskah ini buatan, untuk mencoba dan berlatih."] if sample else []
    if found.status != "terverifikasi":
        said.append(f"Rancangan. Susunan bab: {_STATUS.get(found.status, found.status)}. {found.note}".strip())
    elif found.note:
        said.append(found.note)
    doubtful = [one.name for one in found.basis if one.status != "terverifikasi"]
    if doubtful:
        said.append(f"Dasar hukum yang perlu diperiksa Bagian Hukum: {'; '.join(doubtful)}.")
    return tuple(said)


def _check_level(found: Plan, region: str) -> None:
    level = regions.level_of(region)
    if level not in found.levels:
        named = ", ".join(_LEVELS[one] for one in found.levels)
        raise UserError(
            Text(f"{found.label.id} disusun untuk {named}.", f"{found.label.en} is made for: {named}."),
            hint=Text("Pilih wilayah pada tingkat itu.", "Choose a region at that level."),
            code="document-level",
        )
