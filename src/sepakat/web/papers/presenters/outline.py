"""The outline of a document: which chapters are complete, which data are missing, and who has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sepakat.core.text import Text
from sepakat.documents import COMPLETE, STATES, Chapter, Plan
from sepakat.documents.plans import FACTS, filled


@dataclass(frozen=True)
class Line:
    """One chapter. state: in words, empty while it is not known yet; gaps: data that are missing, with their owners;
    written: passages that only people can write."""

    id: str
    heading: str
    state: Text | None = None
    mark: str = ""
    gaps: tuple[tuple[str, str, str], ...] = ()
    written: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Owner:
    """Somebody who has data that are missing, and which."""

    name: str
    what: tuple[str, ...]


def lines(plan: Plan, chapters: Mapping[str, Chapter], region: str) -> list[Line]:
    """The chapters of a plan, with the state of those that are ready."""
    facts = _blank(region)
    made = []
    for outline in plan.chapters:
        chapter = chapters.get(outline.id)
        if chapter is None:
            title = filled(outline.title, facts)
            made.append(Line(outline.id, f"BAB {outline.number} {title}" if outline.number else title))
            continue
        gaps = tuple((g.what, g.whose, g.next) for g in chapter.gaps if not g.human)
        written = tuple((g.what, g.whose) for g in chapter.gaps if g.human)
        mark = "fine" if chapter.state == COMPLETE else ""
        made.append(Line(chapter.id, chapter.heading, STATES[chapter.state], mark, gaps, written))
    return made


def owners(found: Sequence[Line]) -> list[Owner]:
    """Who has what is missing, those with the most first."""
    held: dict[str, list[str]] = {}
    for line in found:
        for what, whose, _ in line.gaps:
            if what not in held.setdefault(whose, []):
                held[whose].append(what)
    return [Owner(name, tuple(what)) for name, what in sorted(held.items(), key=lambda h: (-len(h[1]), h[0]))]


def complete(found: Sequence[Line]) -> int:
    """How many chapters are complete."""
    return sum(line.mark == "fine" for line in found)


def ready(found: Sequence[Line]) -> int:
    """How many chapters have been looked at."""
    return sum(line.state is not None for line in found)


def _blank(region: str) -> dict[str, str]:
    return dict.fromkeys(FACTS, "…") | {"wilayah": region}
