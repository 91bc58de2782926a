"""The audit trail: append-only rows, each with the hash of the one before (see `access.audit`)."""

from __future__ import annotations

from typing import Any

from django.db import models


class AuditEntry(models.Model):
    """One entry. No foreign keys, so nothing that happens to an account changes it; no personal values."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60, db_index=True)
    region = models.CharField(max_length=20, db_index=True)
    purpose = models.TextField(blank=True)
    target = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=40, default="ok")
    facts = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("an audit entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("an audit entry is never deleted")


class AuditSubject(models.Model):
    """A person (as a keyed hash) that an entry touched: answers "who has seen my data"."""

    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="subjects")
    subject = models.CharField(max_length=32, db_index=True)

    def __str__(self) -> str:
        return self.subject
