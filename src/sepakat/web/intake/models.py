"""What is kept of uploads and releases: who sent what, what the checks said, who took in, undid, built and published.

Reports hold counts and row numbers. The files themselves lie encrypted beside the database until they are taken in.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from sepakat import sources
from sepakat.core.text import Text
from sepakat.web.jobs.models import Job

RECEIVED, ASKS, CHECKED, ACCEPTING, ACCEPTED = "received", "asks", "checked", "accepting", "accepted"
UNDONE, DISCARDED, FAILED = "undone", "discarded", "failed"
STATES = {
    RECEIVED: Text("sedang diperiksa", "being checked"),
    ASKS: Text("menunggu jawaban Anda", "waits for your answer"),
    CHECKED: Text("sudah diperiksa, belum diterima", "checked, not taken in yet"),
    ACCEPTING: Text("sedang dimasukkan", "being taken in"),
    ACCEPTED: Text("diterima", "taken in"),
    UNDONE: Text("dibatalkan", "undone"),
    DISCARDED: Text("dibuang", "discarded"),
    FAILED: Text("gagal diperiksa", "could not be checked"),
}
ADD, REPLACE = "tambah", "ganti"
PEOPLE = settings.AUTH_USER_MODEL


def new_key() -> str:
    return secrets.token_hex(6)


class Upload(models.Model):
    """One delivery of one source, within one region. batch: what was sent together. once: the form's own number, so
    that a form sent twice is one upload. how: what a corrected file does to the one it corrects."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    batch = models.CharField(max_length=12, db_index=True, default=new_key)
    once = models.CharField(max_length=32, unique=True, null=True)
    by = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="uploads")
    office = models.CharField(max_length=150, blank=True)
    region = models.CharField(max_length=13, db_index=True)
    state = models.CharField(max_length=12, default=RECEIVED, db_index=True)
    source = models.CharField(max_length=60, blank=True)
    corrects = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="corrections")
    how = models.CharField(max_length=10, blank=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    intake = models.CharField(max_length=80, blank=True, db_index=True)
    report = models.JSONField(default=dict)
    rejected = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    created = models.DateTimeField(default=timezone.now, db_index=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return self.key

    @property
    def folder(self) -> Path:
        return Path(settings.STATE) / "uploads" / self.key

    @property
    def state_words(self) -> Text:
        return STATES[self.state]

    @property
    def source_title(self) -> Text:
        known = sources.discover().get(self.source)
        return known.title if known else Text("sumber belum dikenal", "source not known yet")

    @property
    def read(self) -> int:
        return int(self.report.get("dibaca", 0))

    @property
    def accepted(self) -> int:
        return int(self.report.get("diterima", 0))

    @property
    def refused(self) -> int:
        return int(self.report.get("ditolak", 0))


class UploadFile(models.Model):
    """One file of an upload. sealed: how to open it. headings: as written. mapping: heading → the source's heading."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)
    stored = models.CharField(max_length=100)
    bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    sealed = models.JSONField(default=dict)
    source = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=40, blank=True)
    chosen = models.BooleanField(default=False)
    why_id = models.CharField(max_length=300, blank=True)
    why_en = models.CharField(max_length=300, blank=True)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return self.name

    @property
    def why(self) -> Text:
        return Text(self.why_id, self.why_en)

    @property
    def role_title(self) -> Text:
        known = sources.discover().get(self.source)
        return next((r.title for r in known.roles if r.id == self.role), Text("", "")) if known else Text("", "")


class ColumnMemory(models.Model):
    """A heading that an office uses for a column of a source: asked once, remembered."""

    office = models.CharField(max_length=150)
    region = models.CharField(max_length=13)
    source = models.CharField(max_length=60)
    role = models.CharField(max_length=40)
    heading = models.CharField(max_length=200)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [  # noqa: RUF012 - Django's own form
            models.UniqueConstraint(
                fields=["office", "region", "source", "role", "heading"], name="one_memory_per_heading"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.name}"


class BuiltRelease(models.Model):
    """Who built a release here, from which intakes. changes: the comparison with the release that was current then."""

    release = models.CharField(max_length=20, unique=True)
    by = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    intakes = models.JSONField(default=list)
    against = models.CharField(max_length=20, blank=True)
    changes: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.release


class Publication(models.Model):
    """One act of publishing: which release became current instead of which, by whom, why."""

    release = models.CharField(max_length=20, db_index=True)
    before = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return f"{self.release} ({self.at:%Y-%m-%d})"
