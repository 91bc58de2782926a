"""A citizen's question "who has seen my data": when it came and when it was answered. The NIK is not kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class CitizenRequest(models.Model):
    """subjects: the keyed hashes that stand for the citizen in the audit. due: the end of the legal term."""

    region = models.CharField(max_length=13)
    subjects = models.JSONField(default=list)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-received_at", "-id"]  # noqa: RUF012 - Django's own form
        constraints = [  # noqa: RUF012
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answered_by_and_at_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.region}"
