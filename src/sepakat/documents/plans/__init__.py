"""Plans: templates of planning documents, one reviewed text file each.

Front matter (TOML between `+++`), then words. `# II Judul` begins a chapter (a Roman number or none), `##` and `###`
headings inside it; `- ` an item of a list; `> ` guidance for the writer; `::: kind name="value" :::` a block. What
stands between braces is filled in (`FACTS`). A region may bring its own copy: `FOLDER/<code>/<name>.md`, for the region
or one above it; the nearest is taken. It changes wording, order and blocks without code.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.published import LEVELS
from sepakat.catalogue.reading import Node, broken
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.documents.block import Block
from sepakat.documents.parts import GUIDANCE, ITEM, PLAIN
from sepakat.documents.templates import Basis, basis, nearest_copy

HOME = Path(__file__).parent
FACTS = ("wilayah", "provinsi", "rilis", "tanggal_rilis", "tahun", "tahun_depan", "tahun_akhir")
_FRONT = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_HOLE = re.compile(r"\{([a-z_]+)\}")
_BLOCK = re.compile(r":::\s+([a-z][a-z0-9_]*)((?:\s+[a-z][a-z0-9_]*=(?:\"[^\"]*\"|[^\s\"]+))*)\s+:::")
_OPTION = re.compile(r"([a-z][a-z0-9_]*)=(?:\"([^\"]*)\"|([^\s\"]+))")
_ROMAN = re.compile(r"(I{1,3}|IV|VI{0,3}|IX|X|V)\s+(.+)")


@dataclass(frozen=True)
class Line:
    """A heading (level 2 and below) or a paragraph in a style, with holes; or a block."""

    text: str = ""
    style: str = PLAIN
    level: int = 0
    block: Block | None = None


@dataclass(frozen=True)
class Chapter:
    """id: its number in the file, `1` and up; number: Roman, or empty."""

    id: str
    number: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Plan:
    """One template. title: of the document, with holes; status: of its outline; levels: of the regions that it is for;
    owners: of data, over the packaged ones; own: a region's copy."""

    id: str
    label: Text
    title: str
    why: Text
    status: str
    note: str
    levels: tuple[str, ...]
    order: int
    basis: tuple[Basis, ...]
    owners: Mapping[str, str]
    chapters: tuple[Chapter, ...]
    path: Path
    own: bool

    def chapter(self, name: str) -> Chapter:
        """A chapter by its id or Roman number. UserError `unknown-chapter`."""
        for one in self.chapters:
            if name.strip().upper() in (one.id, one.number):
                return one
        known = [c.number or c.id for c in self.chapters]
        raise UserError(
            Text(f"Bab `{name}` tidak ada dalam {self.label.id}.", f"{self.label.en} has no chapter `{name}`."),
            hint=Text(f"Bab yang ada: {', '.join(known)}.", f"Chapters: {', '.join(known)}."),
            code="unknown-chapter",
        )


@functools.lru_cache(maxsize=1)
def plans() -> Mapping[str, Plan]:
    """The packaged templates by id, in order of menus."""
    found = sorted((read(p) for p in HOME.glob("*.md")), key=lambda p: (p.order, p.id))
    return MappingProxyType({p.id: p for p in found})


def plan(name: str, region: str = "", folder: Path | None = None) -> Plan:
    """The template of this name: the nearest copy of a region in `folder`, else the packaged one. UserError
    `unknown-document`, `catalogue-file`."""
    if name not in plans():
        raise unknown_name(Text("Dokumen", "Document"), name, plans(), "unknown-document")
    path = nearest_copy(name, region, folder)
    return plans()[name] if path is None else read(path, own=True)


def read(path: Path, *, own: bool = False) -> Plan:
    """One template file, checked whole (`own`: with its blocks). UserError `catalogue-file` naming file and field."""
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    found = _FRONT.fullmatch(text)
    if found is None:
        raise broken(path, None, "Berkas mulai dengan isian di antara dua baris `+++`.", "It begins with `+++` lines.")
    try:
        node = Node(path, tomllib.loads(found[1]))
    except tomllib.TOMLDecodeError:
        raise broken(path, None, "Isian di antara `+++` bukan TOML.", "What stands between `+++` is no TOML.") from None
    node.only(
        {
            "nama",
            "nama_en",
            "judul",
            "mengapa",
            "mengapa_en",
            "status",
            "catatan",
            "tingkat",
            "urutan",
            "dasar",
            "pemilik",
        }
    )
    levels = node.texts("tingkat")
    for level in levels:
        if level not in LEVELS:
            raise node.error("tingkat", f"Tingkat `{level}` tidak ada.", f"There is no level `{level}`.")
    owner = node.child("pemilik") if "pemilik" in node.data else None
    owners = {str(k): str(v) for k, v in owner.data.items()} if owner else {}
    return Plan(
        path.stem,
        node.label("nama", "nama_en"),
        _held(path, node.text("judul")),
        node.label("mengapa", "mengapa_en"),
        node.choice("status", STATUSES),
        node.text("catatan", ""),
        tuple(levels),
        node.integer("urutan", 100),
        basis(node),
        MappingProxyType(owners),
        _chapters(path, found[2], own),
        path,
        own,
    )


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Words with their holes filled."""
    return _HOLE.sub(lambda m: facts[m[1]], text)


def _chapters(path: Path, body: str, own: bool) -> tuple[Chapter, ...]:
    made: list[tuple[str, str, list[Line]]] = []
    for row in re.split(r"\n\s*\n|\n(?=[#>:-])", body.strip() + "\n"):
        said = " ".join(row.split())
        if not said:
            continue
        if said.startswith("# "):
            roman = _ROMAN.fullmatch(said[2:])
            number, title = (roman[1], roman[2]) if roman else ("", said[2:])
            made.append((number, _held(path, title), []))
        elif not made:
            raise broken(path, None, "Teks mulai dengan bab: `# I Pendahuluan`.", "It begins with a chapter: `# I …`.")
        else:
            made[-1][2].append(_line(path, said, own))
    if not made:
        raise broken(path, None, "Belum ada bab.", "It has no chapter.")
    return tuple(Chapter(str(i), n, t, tuple(lines)) for i, (n, t, lines) in enumerate(made, 1))


def _line(path: Path, said: str, own: bool) -> Line:
    if said.startswith(":::"):
        return Line(block=_block(path, said, own))
    for mark, style in (("> ", GUIDANCE), ("- ", ITEM)):
        if said.startswith(mark):
            return Line(_held(path, said[2:]), style)
    if said.startswith("#"):
        marks, _, title = said.partition(" ")
        return Line(_held(path, title), level=len(marks))
    return Line(_held(path, said))


def _block(path: Path, said: str, own: bool) -> Block:
    """A block; those of the packaged templates are checked when they are made (and all of them by a test), since
    checking takes every kind of block and with them the engine."""
    found = _BLOCK.fullmatch(said)
    if found is None:
        words = f"Baris `{said[:60]}` bukan blok. Tulis `::: profil_desil :::`."
        raise broken(path, None, words, f"`{said[:60]}` is no block.")
    options = {name: quoted or bare for name, quoted, bare in _OPTION.findall(found[2])}
    try:
        return Block(found[1], options).checked() if own else Block(found[1], options)
    except UserError as problem:
        raise broken(
            path, None, f"{problem.title.id} {problem.hint.id if problem.hint else ''}".strip(), problem.title.en
        ) from None


def _held(path: Path, text: str) -> str:
    """A text whose holes are all known."""
    for name in _HOLE.findall(text):
        if name not in FACTS:
            raise broken(path, None, f"Isian `{{{name}}}` tidak dikenal.", f"`{{{name}}}` is not known.")
    return text
