"""Progress that any face can show. Long work takes a `Progress`; libraries and tests pass nothing.

The command line draws bars with time left (`sepakat.cli.bars`); a web job stores the same numbers and, where a title
is a `Text`, its words in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sepakat.core.text import Text


class Step(Protocol):
    """One running step: tell it how much was done, or a better total."""

    def advance(self, amount: float = 1) -> None: ...

    def total(self, total: float) -> None: ...


class Progress(Protocol):
    """Where work reports to: `with progress.step("Memeringkat keluarga", total=22) as step: step.advance()`."""

    def step(self, title: Text | str, total: float | None = None) -> AbstractContextManager[Step]: ...


class _Silent:
    def advance(self, amount: float = 1) -> None:
        pass

    def total(self, total: float) -> None:
        pass


class Silent:
    """The default: reports nothing."""

    @contextmanager
    def step(self, title: Text | str, total: float | None = None) -> Iterator[Step]:
        yield _Silent()


SILENT: Progress = Silent()
