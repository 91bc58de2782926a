"""What is kept of a job: who asked for what, how far it is, how it ended; and which workers are alive."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from sepakat.core.text import Text, language
from sepakat.web.jobs.registry import kinds

STALE = dt.timedelta(seconds=90)  # a worker tells every few seconds that it lives; this long without means it does not
WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
STATES = {
    WAITING: Text("menunggu giliran", "waiting for its turn"),
    RUNNING: Text("berjalan", "running"),
    DONE: Text("selesai", "done"),
    FAILED: Text("gagal", "failed"),
    CANCELLED: Text("dibatalkan", "cancelled"),
}


class Job(models.Model):
    """One piece of long work. facts, result: codes and counts only. error: a `UserError` in both languages."""

    kind = models.CharField(max_length=60, db_index=True)
    region = models.CharField(max_length=13, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="jobs")
    state = models.CharField(max_length=10, default=WAITING, db_index=True)
    fraction = models.FloatField(default=0)
    step_id = models.CharField(max_length=200, blank=True)
    step_en = models.CharField(max_length=200, blank=True)
    seconds_left = models.FloatField(null=True)
    facts = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    stop = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=64, blank=True)
    created = models.DateTimeField(default=timezone.now, db_index=True)
    started = models.DateTimeField(null=True)
    beat = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def label(self) -> Text:
        """What it does, in words."""
        known = kinds().get(self.kind)
        return known.label if known else Text(self.kind, self.kind)

    @property
    def state_words(self) -> Text:
        return STATES[self.state]

    @property
    def step(self) -> Text:
        """The step it is at."""
        return Text(self.step_id, self.step_en or self.step_id)

    @property
    def open(self) -> bool:
        """Not ended yet."""
        return self.state in (WAITING, RUNNING)

    @property
    def percent(self) -> int:
        return 100 if self.state == DONE else min(99, int(100 * self.fraction))

    @property
    def seconds(self) -> float:
        """How long it has run, or ran."""
        return ((self.ended or timezone.now()) - self.started).total_seconds() if self.started else 0.0

    @property
    def problem(self) -> dict[str, Any]:
        """The error in the reader's language; empty where there is none."""
        return dict(self.error.get(language()) or self.error.get("id") or {})

    @property
    def href(self) -> str:
        """Where its outcome is seen; empty where it has no page of its own."""
        known = kinds().get(self.kind)
        return known.href(self) if known and known.href else ""

    def as_dict(self) -> dict[str, Any]:
        """The job for the command line, the page's script and the API."""
        return {
            "id": self.pk,
            "kind": self.kind,
            "label": str(self.label),
            "region": self.region,
            "state": self.state,
            "percent": self.percent,
            "step": str(self.step),
            "seconds": round(self.seconds, 1),
            "seconds_left": None if self.seconds_left is None else round(self.seconds_left),
            "created": self.created,
            "ended": self.ended,
            "result": self.result,
            "error": self.problem or None,
        }


class Worker(models.Model):
    """A process that runs jobs, and when it last said so."""

    name = models.CharField(max_length=64, unique=True)
    started = models.DateTimeField(default=timezone.now)
    beat = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.name
