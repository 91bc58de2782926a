"""Accounts, their assignments and invitations. What they allow is decided in `access/`, not here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class User(AbstractUser):
    """A person who may sign in, by e-mail address. Names are the person's own, never a citizen's."""

    email = models.EmailField("surel", unique=True)
    name = models.CharField("nama", max_length=150)
    office = models.CharField("kantor", max_length=150, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]  # noqa: RUF012

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.username = self.email.strip().lower()
        super().save(*args, **kwargs)


class Assignments(models.QuerySet["Assignment"]):
    def current(self) -> Assignments:
        """Those that count today: confirmed where that was needed, not ended, not past their last day."""
        today = timezone.localdate()
        return self.filter(ended_at=None, waits=False).filter(models.Q(until=None) | models.Q(until__gte=today))


class Assignment(models.Model):
    """A role in a region, given by somebody until some day. programmes: ids, of an office (OPD).

    waits: proposed, and counting only once a second administrator confirms. Ended ones stay, for the record.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=40)
    region = models.CharField(max_length=13)
    programmes = models.JSONField(default=list, blank=True)
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    waits = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = Assignments.as_manager()

    class Meta:
        constraints = [  # noqa: RUF012 - Django's own form
            models.UniqueConstraint(
                fields=["user", "role", "region"],
                condition=models.Q(ended_at=None),
                name="one_open_assignment_per_role_and_region",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.region}"


class Invitation(models.Model):
    """A way in for one person, once: role, region, programmes. Only the hash of its token is kept.

    account: set for a way back in (lost password or phone) of somebody who has an account; then role is empty.
    waits: counting only once a second administrator confirms.
    """

    email = models.EmailField()
    name = models.CharField(max_length=150)
    office = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=40, blank=True)
    region = models.CharField(max_length=13)
    programmes = models.JSONField(default=list, blank=True)
    until = models.DateField(null=True, blank=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    waits = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.role} {self.region}"

    @property
    def open(self) -> bool:
        """Whether it still lets somebody in."""
        return not self.waits and not self.used_at and not self.revoked_at and self.expires > timezone.now()
