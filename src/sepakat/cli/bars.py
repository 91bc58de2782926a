"""Progress bars with time left, on standard error, so that `--format json` on standard output stays clean.

A step that ends within two seconds draws nothing; without a terminal (a log, a pipe) each step is one plain line.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from sepakat.core import Text

SHOW_AFTER = 2.0  # seconds


class _Bar:
    """One step: its bar appears once the step has run for two seconds."""

    def __init__(self, bars: Bars, title: str, total: float | None) -> None:
        self.bars, self.title, self._total = bars, title, total
        self.done, self.started, self.task = 0.0, time.monotonic(), None

    task: TaskID | None

    def advance(self, amount: float = 1) -> None:
        self.done += amount
        self._draw()

    def total(self, total: float) -> None:
        self._total = total
        self._draw()

    def _draw(self) -> None:
        if self.task is None and time.monotonic() - self.started > SHOW_AFTER:
            self.task = self.bars.drawing().add_task(self.title, total=self._total)
        if self.task is not None:
            self.bars.drawing().update(self.task, completed=self.done, total=self._total)


class Bars:
    """The command line's `Progress` (see core.progress). quiet: draw nothing."""

    def __init__(self, quiet: bool = False) -> None:
        self.console = Console(stderr=True)
        self.quiet = quiet
        self._progress: Progress | None = None

    def drawing(self) -> Progress:
        if self._progress is None:
            self._progress = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f}%"),
                TimeElapsedColumn(),
                TextColumn("sisa"),
                TimeRemainingColumn(),
                console=self.console,
                transient=False,
            )
            self._progress.start()
        return self._progress

    @contextmanager
    def step(self, title: Text | str, total: float | None = None) -> Iterator[_Bar]:
        title = str(title)
        bar = _Bar(self, title, total)
        terminal = self.console.is_terminal and not self.quiet
        if not terminal:
            bar._draw = lambda: None  # type: ignore[method-assign]  # nothing to draw on
        try:
            yield bar
        finally:
            seconds = time.monotonic() - bar.started
            if terminal and bar.task is not None:
                self.drawing().update(bar.task, completed=bar._total or bar.done, total=bar._total or bar.done or 1)
            elif not terminal and not self.quiet and seconds > SHOW_AFTER:
                sys.stderr.write(f"{title}: {seconds:.1f} s\n")

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
