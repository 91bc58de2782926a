"""What changed in the figures of a document from one release to another, as marked text.

Numbers have the same key in every release, so two documents of one template and region are compared number by number.
A changed number is marked `[-lama-]{+baru+}`, one that is new `{+baru+}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from sepakat.core.errors import UserError
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.documents.drafting import Draft
from sepakat.documents.output import marks
from sepakat.documents.output.marks import Passage
from sepakat.documents.parts import Heading, Number, Paragraph, Picture, Query, Runs, Tabulated
from sepakat.regions import place


@dataclass(frozen=True)
class Version:
    """One side. shown, queries: words and query of each number, by key."""

    template: str
    region: str
    release: str
    shown: Mapping[str, str]
    queries: Mapping[str, Query]
    passages: Sequence[Passage]


@dataclass(frozen=True)
class Change:
    """A number whose words differ. old, new: None where it is not there."""

    key: str
    query: Query
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Difference:
    """old, new: the two releases. text: every passage that changed, under its heading, marked."""

    old: str
    new: str
    changes: tuple[Change, ...]
    text: str

    def table(self) -> Table:
        """A row for each number that changed, came or went."""
        rows = [
            (c.query.label, place(c.query.region) if c.query.region else "", c.query.breakdown, c.query.period,
             c.query.unit, c.old, c.new, c.key)
            for c in self.changes
        ]  # fmt: skip
        data = {c.name: pa.array([row[i] for row in rows], pa.string()) for i, c in enumerate(_COLUMNS)}
        title = Text(f"Angka yang berubah dari {self.old} ke {self.new}", f"Changed figures, {self.old} to {self.new}")
        return Table(pa.table(data), title, _COLUMNS, self.new, protected=True)


_COLUMNS = tuple(
    Column(name, label, kind="text")
    for name, label in {
        "angka": Text("Angka", "Number"),
        "wilayah": Text("Wilayah", "Region"),
        "kelompok": Text("Kelompok", "Group"),
        "periode": Text("Periode", "Period"),
        "satuan": Text("Satuan", "Unit"),
        "lama": Text("Lama", "Old"),
        "baru": Text("Baru", "New"),
        "kunci": Text("Kunci", "Key"),
    }.items()
)


def of_file(path: Path) -> Version:
    """A DOCX made from a draft: its numbers as it was made, its words as they stand. UserErrors of `marks.read`."""
    found = marks.read(path.read_bytes())
    kept = found.record.numbers
    return Version(
        found.record.template, found.record.region, found.record.release, {k: kept[k].shown for k in kept},
        {k: kept[k].query for k in kept}, found.passages,
    )  # fmt: skip


def of_draft(draft: Draft) -> Version:
    """A draft as it is."""
    held = draft.numbers
    passages = [passage for chapter in draft.chapters for passage in _passages(chapter.heading, chapter.parts)]
    return Version(
        draft.template, draft.region, draft.release, {k: n.shown for k, n in held.items()},
        {k: n.query for k, n in held.items()}, passages,
    )  # fmt: skip


def diff(old: Version, new: Version) -> Difference:
    """What differs. UserError `document-pair` for two documents of different templates or regions."""
    if (old.template, old.region) != (new.template, new.region):
        raise UserError(
            Text(
                f"Naskah pertama {old.template} {old.region}, yang kedua {new.template} {new.region}.",
                "The two are not the same document of the same region.",
            ),
            hint=Text("Bandingkan naskah yang sama untuk wilayah yang sama.", "Compare one document of one region."),
            code="document-pair",
        )
    changes = [
        Change(key, new.queries[key], old.shown.get(key), said)
        for key, said in new.shown.items() if old.shown.get(key) != said
    ]  # fmt: skip
    gone = [Change(key, old.queries[key], said, None) for key, said in old.shown.items() if key not in new.shown]
    marked = {c.key: _marked(c) for c in changes}
    return Difference(old.release, new.release, (*changes, *gone), "\n".join(_lines(new.passages, marked, gone)))


def _lines(passages: Sequence[Passage], marked: Mapping[str, str], gone: Sequence[Change]) -> Iterator[str]:
    """The passages that changed under their headings, then what is gone."""
    under = ""
    for passage in passages:
        if not any(key in marked for _, key in passage.runs):
            continue
        if passage.heading != under:
            yield from (("",) if under else ())
            yield f"## {passage.heading}"
            under = passage.heading
        yield "".join(marked.get(key, words) for words, key in passage.runs)
    if gone:
        yield from ("", "## Angka yang tidak ada lagi") if under else ("## Angka yang tidak ada lagi",)
    for one in gone:
        about = ", ".join(w for w in (one.query.label, one.query.breakdown, one.query.period) if w)
        yield f"[-{one.old}-] {about}"


def _marked(change: Change) -> str:
    return f"[-{change.old}-]{{+{change.new}+}}" if change.old is not None else f"{{+{change.new}+}}"


def _passages(heading: str, parts: Sequence[object]) -> Iterator[Passage]:
    for part in parts:
        if isinstance(part, Heading):
            heading = part.text
        elif isinstance(part, Paragraph):
            yield Passage(heading, tuple(map(_run, part.runs)))
        elif isinstance(part, Tabulated):
            for row in part.rows:
                yield Passage(heading, _row(row))
        elif isinstance(part, Picture):
            continue


def _row(row: Runs) -> tuple[tuple[str, str], ...]:
    return tuple(run for i, cell in enumerate(row) for run in ([(" | ", "")] if i else []) + [_run(cell)])


def _run(run: str | Number) -> tuple[str, str]:
    return (run.shown, run.key) if isinstance(run, Number) else (run, "")
