"""The task of a module on today's figures, kept while these stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sepakat.core.text import language
from sepakat.web import data
from sepakat.web.learning.course.lesson import Frozen, lesson
from sepakat.web.learning.course.model import Exercise, Module, module


@dataclass(frozen=True)
class Given:
    """A task, and whether the reader can open the pages it is about (else its sheet is shown)."""

    exercise: Exercise
    live: bool

    @property
    def show_sheet(self) -> bool:
        return self.exercise.sheet is not None and (self.exercise.own or not self.live)


def task(about: Module) -> Given:
    """The task on the current sample release; on the frozen sheet where that has no figures to ask for."""
    return _task(about.id, data.stamp(), language())


@lru_cache(maxsize=128)
def _task(name: str, _stamp: str, _language: str) -> Given:
    """Kept by release and language: sheets and names are made in the reader's language."""
    about = module(name)
    current = lesson()
    made = about.make(current)
    if made is not None:
        return Given(made, current.live)
    made = about.make(Frozen())
    if made is None:
        raise LookupError(f"the frozen sheet lacks what {name} asks for")
    return Given(made, False)
