"""Who has passed which practice module. Nothing else about a learner is kept: no answers, no counts of tries."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Passed(models.Model):
    """A module that somebody has passed, and when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passed_modules")
    module = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [  # noqa: RUF012 - Django's own form
            models.UniqueConstraint(fields=["user", "module"], name="one_pass_per_user_and_module")
        ]

    def __str__(self) -> str:
        return self.module
