"""Problem trees that people make: a name, a region, and the tree in its versions. Never figures: they are made anew
from the release."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ProblemTree(models.Model):
    """One tree under a name. region: whose planners may open and change it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trees")
    name = models.CharField("nama", max_length=120)
    region = models.CharField(max_length=13, db_index=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return self.name

    @property
    def latest(self) -> TreeVersion:
        found: TreeVersion | None = self.versions.first()
        if found is None:  # pragma: no cover - a tree is made with its first version, in one transaction
            raise LookupError("a tree without versions")
        return found


class TreeVersion(models.Model):
    """The whole tree after one change. number: 1, 2, …; change: what was done (see `actions.CHANGES`); detail: a number
    of a box or a version that the words of the change name."""

    tree = models.ForeignKey(ProblemTree, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    change = models.CharField(max_length=20)
    detail = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]  # noqa: RUF012 - Django's own form
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["tree", "number"], name="tree_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tree_id}/{self.number}"
