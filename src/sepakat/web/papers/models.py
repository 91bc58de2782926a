"""Documents that people write: their versions, remarks on them, and the trays of those who have an account.

Figures are never kept: a version holds what people wrote and which release it stands on; the rest is drafted anew.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from sepakat.core.text import Text

DRAFT, REVIEW, APPROVED = "draf", "ditinjau", "disetujui"
STATES = {
    DRAFT: Text("draf", "draft"),
    REVIEW: Text("sedang ditinjau", "in review"),
    APPROVED: Text("disetujui", "approved"),
}


class TrayPiece(models.Model):
    """A piece that somebody has put into their tray: a block's text and the region it was seen in."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tray")
    block = models.CharField(max_length=600)
    region = models.CharField(max_length=13)

    class Meta:
        ordering = ["id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return f"{self.region} {self.block}"


class Paper(models.Model):
    """One document of a region, from draft to approval. template: id of a plan of `sepakat.documents`."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="papers")
    region = models.CharField(max_length=13, db_index=True)
    template = models.CharField(max_length=60)
    name = models.CharField("nama", max_length=120)
    state = models.CharField(max_length=10, default=DRAFT)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return self.name

    @property
    def state_words(self) -> Text:
        return STATES[self.state]

    @property
    def latest(self) -> PaperVersion:
        found: PaperVersion | None = self.versions.first()
        if found is None:  # pragma: no cover - a document is made with its first version, in one transaction
            raise LookupError("a document without versions")
        return found


class PaperVersion(models.Model):
    """The document after one change. edits: key of the passage → text (empty: left out), figures (hash), by (name), at
    (ISO); added: chapter → blocks; release: the figures are of; change: one of `actions.CHANGES`; detail: a chapter or
    a version."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    release = models.CharField(max_length=20)
    edits = models.JSONField(default=dict)
    added = models.JSONField(default=dict)
    change = models.CharField(max_length=20)
    detail = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]  # noqa: RUF012 - Django's own form
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}/{self.number}"


class Remark(models.Model):
    """What a reviewer says about a chapter of a version, until somebody settles it."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="remarks")
    chapter = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return f"{self.paper_id}/{self.chapter}"
