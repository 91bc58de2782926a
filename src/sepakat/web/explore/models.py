"""Analyses that people keep: a name and the question, never figures; the numbers are made anew from the release."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedAnalysis(models.Model):
    """A question under a name. query: the address's parameters; release: the one it was saved on."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="analyses")
    name = models.CharField("nama", max_length=120)
    query = models.CharField(max_length=1000)
    release = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return self.name
