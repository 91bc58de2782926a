"""What differs between two versions of a document: numbers of two releases, and what people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sepakat.core.text import Text
from sepakat.documents import Draft, Paragraph
from sepakat.documents.differing import Change, Difference
from sepakat.engine.tabulating.answer import place

MOST, MOST_SENTENCES = 60, 40
_MARK = re.compile(r"\[-(?P<old>.*?)-\]|\{\+(?P<new>.*?)\+\}")
Edits = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Row:
    """A number that changed: what it is, how it is made, where, for whom, when, as it was and as it is."""

    name: str
    how: str
    where: str
    about: str
    unit: str
    old: str
    new: str


@dataclass(frozen=True)
class Sentence:
    """A passage in which numbers changed. runs: (words, `old`, `new` or empty)."""

    heading: str
    runs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Written:
    """A passage that people wrote otherwise in the second version; empty words: as made, or left out. flagged: its
    figures have changed since it was written."""

    chapter: str
    heading: str
    key: str
    before: str
    after: str
    by: str
    flagged: bool


@dataclass(frozen=True)
class View:
    """rows: the first changed numbers; more: how many are not shown; sentences: passages with changed numbers; written:
    passages that people changed; flagged: passages of theirs that now stand on other figures."""

    sentence: Text
    rows: tuple[Row, ...]
    more: int
    sentences: tuple[Sentence, ...]
    more_sentences: int
    written: tuple[Written, ...]
    flagged: tuple[Written, ...]


def view(found: Difference, old: Draft, new: Draft, before: Edits, after: Edits) -> View:
    """The two drafts with the edits of their versions."""
    rows = [_row(one) for one in found.changes if one.old != one.new]
    sentences = [one for one in _sentences(found.text) if not any(" | " in words for words, _ in one.runs)]
    stale = {p.key for p in old.paragraphs if p.stale}
    flagged = [w for w in _passages(old, new, before, after) if w.flagged and w.key not in stale]
    written = [w for w in _passages(old, new, before, after) if before.get(w.key) != after.get(w.key)]
    count = len(rows)
    said = Text(
        f"{count} angka berbeda, {len(written)} kalimat ditulis lain, {len(flagged)} kalimat suntingan berdiri di atas "
        "angka yang berubah.",
        f"{count} numbers differ, {len(written)} passages were written otherwise, {len(flagged)} edited passages stand "
        "on figures that changed.",
    )
    return View(said, tuple(rows[:MOST]), max(0, count - MOST), tuple(sentences[:MOST_SENTENCES]),
                max(0, len(sentences) - MOST_SENTENCES), tuple(written), tuple(flagged))  # fmt: skip


def _row(change: Change) -> Row:
    q = change.query
    about = ", ".join(word for word in (q.breakdown, q.period) if word)
    where = place(q.region) if q.region else ""
    how = q.formula.partition(";")[0].partition(", dikutip")[0]
    return Row(q.label or q.measure, how, where, about, q.unit, change.old or "–", change.new or "–")


def _sentences(text: str) -> Iterator[Sentence]:
    """The marked text of `differing`, line by line, under its headings."""
    heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line:
            yield Sentence(heading, tuple(_runs(line)))


def _runs(line: str) -> Iterator[tuple[str, str]]:
    at = 0
    for found in _MARK.finditer(line):
        if found.start() > at:
            yield line[at : found.start()], ""
        kind = "old" if found["old"] is not None else "new"
        yield found[kind] or "", kind
        at = found.end()
    if at < len(line):
        yield line[at:], ""


def _passages(old: Draft, new: Draft, before: Edits, after: Edits) -> Iterator[Written]:
    """Every passage that somebody wrote in one of the two versions."""
    was = {p.key: p for p in old.paragraphs}
    for chapter in new.chapters:
        for part in chapter.parts:
            if isinstance(part, Paragraph) and (part.key in before or part.key in after):
                first = was.get(part.key)
                by = after.get(part.key, before.get(part.key, {})).get("by", "")
                yield Written(chapter.id, chapter.heading, part.key, first.text if first else "", part.text, by,
                              part.stale)  # fmt: skip
