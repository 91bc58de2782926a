"""What the walidata decided about a delivery of own figures. The delivery itself is an upload (`web/intake`)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from sepakat.web.intake.models import Upload


class Decision(models.Model):
    """taken: accepted into the lake, or refused with a reason. One a delivery: a corrected file is another delivery."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="own_figures_decision")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="own_figures_decided")
    at = models.DateTimeField(auto_now_add=True)
    taken = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.upload_id} {self.taken}"
