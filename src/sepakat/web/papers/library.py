"""The door of this app to the library of documents: drafts and files of a release, made once and kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from sepakat import documents, regions
from sepakat.core.errors import UserError
from sepakat.core.progress import Progress
from sepakat.core.table import Table
from sepakat.documents import Draft, Plan, output
from sepakat.lake import Lake
from sepakat.web import data
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
    if form not in output.FORMATS:  # refused before a worker is kept busy
        output.made(None, form)  # type: ignore[arg-type]
    return making.ask(("file", data.stamp(), wanted, form), partial(_written, wanted, lake(), form), seconds)


def consistency(wanted: Wanted, seconds: float) -> Making:
    """The check against the figures of province and nation (a `Table`), waited for at most so long."""
    return making.ask(("consistency", data.stamp(), wanted), partial(_compared, wanted, lake()), seconds)


def piece(block: str, region: str) -> tuple[documents.Part, ...]:
    """The parts of a block for a region of the current release; UserErrors of `documents.make`."""
    return documents.make(block, lake(), region)


def _drafted(wanted: Wanted, home: Lake, progress: Progress) -> Drafted:
    added, problems = _fitting(wanted, home)
    made = documents.draft(
        home, wanted.template, wanted.region, wanted.release, chapters=[wanted.chapter] if wanted.chapter else None,
        added=added, edits={key: (text, figures) for key, text, figures in wanted.edits}, own=own_folder(),
        progress=progress,
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


def _written(wanted: Wanted, home: Lake, form: str, progress: Progress) -> bytes:
    return output.made(_drafted(wanted, home, progress).draft, form, own=own_folder())


def _compared(wanted: Wanted, home: Lake, progress: Progress) -> Table:
    return documents.consistency(_drafted(wanted, home, progress).draft, home)


def mime(form: str) -> str:
    return output.MIME[form]


def formats() -> list[tuple[str, Any]]:
    """Endings and labels of the files that a document can be."""
    return list(output.FORMATS.items())
