"""Versions of regions' own programmes: what was proposed, by whom, and who reviewed it. Never changed once approved."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from sepakat.core.text import Text

SUBMITTED, APPROVED, RETURNED, WITHDRAWN = "diajukan", "berlaku", "dikembalikan", "ditarik"
STATES = {
    SUBMITTED: Text("menunggu tinjauan", "waiting for review"),
    APPROVED: Text("disetujui", "approved"),
    RETURNED: Text("dikembalikan", "returned"),
    WITHDRAWN: Text("ditarik", "withdrawn"),
}


class ProposedVersion(models.Model):
    """One version of a programme. key: the programme's id; typed: the form as filled in; since: first day it holds;
    number: 1, 2 … among the approved ones of a key, 0 before; release: the one whose preview was seen."""

    key = models.CharField(max_length=60, db_index=True)
    number = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, default=SUBMITTED)
    region = models.CharField(max_length=13)
    since = models.DateField()
    typed = models.JSONField()
    why = models.CharField(max_length=1000)
    release = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="programmes_proposed")
    at = models.DateTimeField(auto_now_add=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="programmes_reviewed"
    )
    reviewed_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=1000, default="")

    class Meta:
        ordering = ["-at", "-id"]  # noqa: RUF012 - Django's own form
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state=SUBMITTED), name="programme_one_open_proposal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.since:%Y-%m-%d}"

    @property
    def state_words(self) -> Text:
        return STATES[self.state]
