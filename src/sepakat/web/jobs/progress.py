"""Progress into the database: how far a job is over all its steps, the words of the step, the time left."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sepakat.core.text import Text
from sepakat.web.jobs.models import DONE, Job

EVERY = 1.0  # seconds between two writes


class Cancelled(Exception):  # noqa: N818 - it is a wish, not an error
    """The person who started the job asked it to stop."""


class _Step:
    def __init__(self, stored: Stored, total: float | None) -> None:
        self.stored, self.done, self._total = stored, 0.0, total

    def advance(self, amount: float = 1) -> None:
        self.done += amount
        self.stored.tell()

    def total(self, total: float) -> None:
        self._total = total
        self.stored.tell()

    @property
    def part(self) -> float:
        return min(1.0, self.done / self._total) if self._total else 0.0


class Stored:
    """A `core.progress.Progress` that writes to a job, at most once a second.

    How much of the whole a step is comes from the last finished job of this kind (its steps and their seconds);
    without one, every step counts alike.
    """

    def __init__(self, job: Job, steps: int) -> None:
        self.job, self.expected = job, max(1, steps)
        self.before = _usual(job)
        self.began = time.monotonic()
        self.wrote = 0.0
        self.open: list[_Step] = []
        self.timed: list[list[object]] = []
        self.fraction = 0.0

    @contextmanager
    def step(self, title: Text | str, total: float | None = None) -> Iterator[_Step]:
        step = _Step(self, total)
        words = title if isinstance(title, Text) else Text(str(title), str(title))
        started = time.monotonic()
        self.open.append(step)
        self.job.step_id, self.job.step_en = words.id[:200], words.en[:200]
        self.tell(at_once=len(self.open) == 1)
        try:
            yield step
        finally:
            self.open.remove(step)
            if not self.open:
                self.timed.append([words.id[:200], round(time.monotonic() - started, 2)])

    def tell(self, *, at_once: bool = False) -> None:
        """Write how far it is. Raises Cancelled where that was asked."""
        now = time.monotonic()
        if not at_once and now - self.wrote < EVERY:
            return
        self.wrote = now
        self.fraction = max(self.fraction, self._whole())
        passed = now - self.began
        left = passed * (1 - self.fraction) / self.fraction if self.fraction > 0.05 and passed > 3 else None
        known = Job.objects.filter(pk=self.job.pk)
        known.update(fraction=self.fraction, seconds_left=left, step_id=self.job.step_id, step_en=self.job.step_en)
        if known.filter(stop=True).exists():
            raise Cancelled

    def _whole(self) -> float:
        current = self.open[0].part if self.open else 0.0
        if self.before:
            whole = sum(self.before.values())
            over = sum(self.before.get(str(title), 0.0) for title, _ in self.timed)
            running = self.before.get(self.job.step_id, 0.0) if len(self.open) == 1 else 0.0
            return min(0.99, (over + current * running) / whole) if whole else 0.0
        return min(0.99, (len(self.timed) + current) / max(self.expected, len(self.timed) + 1))


def _usual(job: Job) -> Mapping[str, float]:
    last = Job.objects.filter(kind=job.kind, state=DONE).exclude(pk=job.pk).order_by("-id").first()
    usual: dict[str, float] = {}
    for title, seconds in last.steps if last else ():
        usual[str(title)] = usual.get(str(title), 0.0) + float(seconds)
    return usual
