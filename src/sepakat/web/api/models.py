"""API tokens: what is kept of them is a hash."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Token(models.Model):
    """A key with which a program speaks for a person: in one region, for one purpose, until a day.

    number: the part of the key that may be seen. hash: of the secret part. actions: what it may do, of those that its
    owner may; what everybody may is always in it. two_step: made in a session with two steps, for actions on names.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    number = models.CharField(max_length=12, unique=True)
    hash = models.CharField(max_length=64)
    actions = models.JSONField(default=list)
    region = models.CharField(max_length=13)
    purpose = models.CharField(max_length=200)
    two_step = models.BooleanField(default=False)
    until = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012 - Django's own form
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_live_token_per_owner_and_name",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
