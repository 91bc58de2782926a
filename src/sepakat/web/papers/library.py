"""The door of this app to the library of documents: drafts and files of a release, made once and kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from sepakat import documents, regions
from sepakat.core.errors import UserError
from sepakat.core.progress import Progress
from sepakat.core.table import Table
from sepakat.documents import Draft, Plan, differing, disk, output
from sepakat.documents.differing import Difference
from sepakat.lake import Lake
from sepakat.web import data, version
from sepakat.web.explore.library import release
from sepakat.web.papers import making
from sepakat.web.papers.making import Making

Added = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Wanted:
    """A document to make. chapter: its id, empty for all; release: id; added: blocks by chapter; edits: key, text and
    hash of the figures of passages that people have written."""

    template: str
    region: str
    chapter: str = ""
    release: str = "current"
    added: Added = ()
    edits: tuple[tuple[str, str, str], ...] = ()

    def of(self, chapter: str) -> Wanted:
        """The same document, one chapter of it (all for an empty id)."""
        return replace(self, chapter=chapter)


@dataclass(frozen=True)
class Drafted:
    """A draft, and what stood in the way of pieces that were to be added (they are left out)."""

    draft: Draft
    problems: tuple[UserError, ...]


@dataclass(frozen=True)
class Apart:
    """Two versions of a document and what differs between them."""

    old: Draft
    new: Draft
    found: Difference


def lake() -> Lake:
    """The lake behind the site; UserError `release-none`."""
    return Lake.open(release().path.parent.parent)


def own_folder() -> Path:
    """Where regions' own copies of templates lie: `LAKE/templates/<code>/<name>.md`."""
    return Path(settings.LAKE) / "templates"


def plans(region: str) -> list[Plan]:
    """Templates that are made for a region of this level, in order of menus."""
    level = regions.level_of(region)
    return [p for p in documents.plans().values() if level in p.levels]


def plan(template: str, region: str) -> Plan:
    """The template as this region has it. UserError `unknown-document`."""
    return documents.plan(template, region, own_folder())


def current() -> str:
    """The id of the published release."""
    return str(release().id)


def draft(wanted: Wanted, seconds: float, *, urgent: bool = True) -> Making:
    """The draft (a `Drafted`), waited for at most so long."""
    return making.ask(("draft", data.stamp(), wanted), partial(_drafted, wanted, lake()), seconds, urgent=urgent)


def chapters(wanted: Wanted, found: Plan, seconds: float) -> dict[str, Drafted | None]:
    """The chapters of a document, one draft each, by id: those that are ready within so many seconds. They are the
    drafts that the pages of the chapters show."""
    asked = {c.id: draft(wanted.of(c.id), 0, urgent=False) for c in found.chapters}
    making.all_of(asked.values(), seconds)
    return {id_: one.result() if one.done else None for id_, one in asked.items()}


def file(wanted: Wanted, form: str, seconds: float) -> Making:
    """The draft as the bytes of a file of this format, waited for at most so long."""
    if not known(form):  # refused before a worker is kept busy
        output.made(None, form)  # type: ignore[arg-type]
    held = kept(wanted, form)
    if held is not None:
        return making.ready(held)
    return making.ask(("file", data.stamp(), wanted, form), partial(_written, wanted, lake(), form), seconds)


def consistency(wanted: Wanted, seconds: float, targets: str = "") -> Making:
    """The check against the figures of province and nation (a `Table`), waited for at most so long. targets: text of
    a CSV file as of `analysis.targets`, compared as well; kept no longer than the answer."""
    work = partial(_compared, wanted, lake(), targets)
    return making.ask(("consistency", data.stamp(), wanted, targets), work, seconds)


def difference(old: Wanted, new: Wanted, seconds: float) -> Making:
    """What differs between two versions of a document (an `Apart`), waited for at most so long."""
    return making.ask(("difference", data.stamp(), old, new), partial(_apart, old, new, lake()), seconds)


def piece(block: str, region: str) -> tuple[documents.Part, ...]:
    """The parts of a block for a region of the current release; UserErrors of `documents.make`."""
    return documents.make(block, lake(), region)


def _drafted(wanted: Wanted, home: Lake, progress: Progress, *, pictures: bool = True) -> Drafted:
    added, problems = _fitting(wanted, home)
    made = documents.draft(
        home, wanted.template, wanted.region, wanted.release, chapters=[wanted.chapter] if wanted.chapter else None,
        added=added, edits={key: (text, figures) for key, text, figures in wanted.edits}, own=own_folder(),
        pictures=pictures, progress=progress,
    )  # fmt: skip
    return Drafted(made, problems)


def _fitting(wanted: Wanted, home: Lake) -> tuple[dict[str, tuple[str, ...]], tuple[UserError, ...]]:
    """The added blocks that the region can have, and why the others are left out."""
    fits: dict[str, tuple[str, ...]] = {}
    problems: list[UserError] = []
    for chapter, blocks in wanted.added:
        for block in blocks:
            try:
                documents.make(block, home, wanted.region, wanted.release)
            except UserError as problem:
                problems.append(problem)
            else:
                fits[chapter] = (*fits.get(chapter, ()), block)
    return fits, tuple(problems)


def written(wanted: Wanted, form: str, progress: Progress) -> bytes:
    """The file, made now and kept on disk for whoever asks next."""
    return _written(wanted, lake(), form, progress)


def kept(wanted: Wanted, form: str) -> bytes | None:
    """The file, if it was made before, by this process or by the worker."""
    return disk.read_bytes(_place(wanted, form))


def _written(wanted: Wanted, home: Lake, form: str, progress: Progress) -> bytes:
    made = output.made(_drafted(wanted, home, progress).draft, form, own=own_folder())
    disk.write_bytes(_place(wanted, form), made)
    return made


def _place(wanted: Wanted, form: str) -> Path:
    """Where a file is kept: by all that goes into it, the region's own templates too."""
    own = [f"{one}:{one.stat().st_mtime_ns}" for one in sorted(own_folder().rglob("*")) if one.is_file()]
    return disk.path(wanted.release, "naskah", data.stamp(), version.code(), repr(wanted), form, *own)


def _compared(wanted: Wanted, home: Lake, targets: str, progress: Progress) -> Table:
    draft = _drafted(wanted, home, progress, pictures=False).draft
    if not targets:
        return documents.consistency(draft, home)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sasaran.csv"
        path.write_text(targets, encoding="utf-8")
        return documents.consistency(draft, home, targets=path)


def _apart(old: Wanted, new: Wanted, home: Lake, progress: Progress) -> Apart:
    """Numbers are compared as the data give them; passages as they stand with what people wrote."""
    written = [_drafted(one, home, progress, pictures=False).draft for one in (old, new)]
    plain = [_drafted(replace(one, edits=()), home, progress, pictures=False).draft for one in (old, new)]
    old_plain, new_plain = map(differing.of_draft, plain)
    return Apart(written[0], written[1], differing.diff(old_plain, new_plain))


def known(form: str) -> bool:
    """Whether a document can be such a file."""
    return form in output.FORMATS


def mime(form: str) -> str:
    return output.MIME[form]


def formats() -> list[tuple[str, Any]]:
    """Endings and labels of the files that a document can be."""
    return list(output.FORMATS.items())
