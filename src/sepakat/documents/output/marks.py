"""Reading a DOCX back: its record of numbers, and the words that stand in each number's bookmark now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree import ElementTree

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents.output import packing, record
from sepakat.documents.output.record import Record
from sepakat.documents.output.writer import HARD_SPACE

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom"})  # taken out, with the change still tracked


@dataclass(frozen=True)
class Passage:
    """A paragraph, or a row of a table. heading: that it stands under; runs: (words, key of the number or empty)."""

    heading: str
    runs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Found:
    """What a file says. words: text in each bookmark, by key of the number; those without a bookmark are left out."""

    record: Record
    words: dict[str, str]
    passages: tuple[Passage, ...]


def read(packed: bytes | BinaryIO) -> Found:
    """A DOCX made from a draft, as it stands now. UserError `document-file`, `document-trace`."""
    files = packing.parts(packed)
    if "word/document.xml" not in files:
        raise packing.no_file()
    kept = record.read(_part(files))
    try:
        root = packing.parsed(files["word/document.xml"])
    except ElementTree.ParseError as problem:
        raise packing.no_file() from problem
    walk = _Walk(kept.numbers.keys())
    walk.over(root)
    words = {name: "".join(pieces).strip() for name, pieces in walk.words.items()}
    return Found(kept, words, tuple(walk.passages))


class _Walk:
    """A walk over the document's tree, in order. names: of the bookmarks that are numbers.

    Text taken out with tracked changes does not count, text put in does.
    """

    def __init__(self, names: Collection[str]) -> None:
        self.names = names
        self.words: dict[str, list[str]] = {}
        self.passages: list[Passage] = []
        self._open: dict[str, str] = {}
        self._runs: list[tuple[str, str]] = []
        self._heading, self._in_row = "", False

    def over(self, node: ElementTree.Element) -> None:
        if node.tag == f"{_W}bookmarkStart":
            name = node.get(f"{_W}name", "")
            if name in self.names and name not in self.words:
                self._open[node.get(f"{_W}id", "")] = name
                self.words[name] = []
        elif node.tag == f"{_W}bookmarkEnd":
            self._open.pop(node.get(f"{_W}id", ""), None)
        elif node.tag == f"{_W}t" or node.tag in _BREAKS:
            self._text(_BREAKS.get(node.tag) or (node.text or "").replace(HARD_SPACE, " "))
        elif node.tag == f"{_W}tr":
            self._in_row = True
            self._inside(node)
            self._in_row = False
            self._close()
        elif node.tag == f"{_W}p":
            self._inside(node)
            self._paragraph(node)
        elif node.tag not in _GONE:
            self._inside(node)

    def _inside(self, node: ElementTree.Element) -> None:
        for inner in node:
            self.over(inner)

    def _text(self, words: str) -> None:
        for name in self._open.values():
            self.words[name].append(words)
        self._runs.append((words, next(reversed(self._open.values()), "")))

    def _paragraph(self, node: ElementTree.Element) -> None:
        if self._in_row:
            self._runs.append((" | ", ""))
            return
        style = node.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(f"{_W}val", "").startswith("Heading"):
            self._heading = "".join(words for words, _ in self._runs).replace("\n", " ").strip()
            self._runs = []
        self._close()

    def _close(self) -> None:
        if self._runs:
            self.passages.append(Passage(self._heading, tuple(self._runs)))
        self._runs = []


def _part(files: dict[str, bytes]) -> bytes:
    """The custom XML part that is ours, wherever a program has put it on saving."""
    for name in sorted(files):
        held = files[name]
        ours = record.NAMESPACE.encode() in held and b"schemaRef" not in held
        if name.startswith("customXml/") and name.endswith(".xml") and ours:
            return held
    raise UserError(
        Text("Berkas ini tidak membawa catatan sumber angka.", "The file carries no record of its numbers."),
        detail=Text(
            "Yang dapat diperiksa hanya DOCX dari `sepakat document draft` atau dari laman Dokumen, disunting dengan "
            "program yang menyimpan bagian XML khusus (Word, LibreOffice).",
            "Only a DOCX of `sepakat document draft` or of the page Dokumen can be checked.",
        ),
        hint=Text("Unduh ulang naskah sebagai DOCX, lalu periksa.", "Download the document as DOCX and check that."),
        code="document-trace",
    )
