"""What a practice module is. A module is one file in `modules/` that declares a `MODULE`; the folder is the list."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.web.learning.course.answers import Answer
from sepakat.web.learning.course.lesson import Lesson


@dataclass(frozen=True)
class Step:
    """One step. path: the page it happens on (Bahasa address), if any."""

    text: Text
    path: str = ""


@dataclass(frozen=True)
class Sheet:
    """A small table to read. numbers: places of the columns that are numbers."""

    caption: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Exercise:
    """A module's task on particular figures. own: the sheet belongs to the task itself, not a copy of a page."""

    steps: tuple[Step, ...]
    question: Text
    answer: Answer
    explanation: Text
    hints: tuple[Text, ...]
    sheet: Sheet | None = None
    own: bool = False


@dataclass(frozen=True)
class Module:
    """A practice module. make: the task on the figures of a lesson, or None where these do not allow it."""

    id: str
    order: int
    minutes: int
    title: Text
    aim: Text
    make: Callable[[Lesson], Exercise | None]


@lru_cache(maxsize=1)
def modules() -> dict[str, Module]:
    """Every module by id, in order."""
    from sepakat.web.learning import modules as folder

    found = [
        importlib.import_module(f"{folder.__name__}.{info.name}").MODULE
        for info in pkgutil.iter_modules(folder.__path__)
        if not info.name.startswith("_")
    ]
    return {m.id: m for m in sorted(found, key=lambda m: m.order)}


def module(name: str) -> Module:
    """The module with this id; UserError `unknown-module` with the nearest."""
    if name not in modules():
        raise unknown_name(Text("Latihan", "Practice"), name, modules(), code="unknown-module")
    return modules()[name]
