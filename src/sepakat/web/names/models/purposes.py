"""A purpose somebody stated before looking at names: the audit holds its code and number, the words stay here."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class StatedPurpose(models.Model):
    """Who, for what, in whose words, until when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.code}"
