"""What people said of pairs of entries, and which records were joined or parted. Ids only; nothing is overwritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sepakat.matching.clerical import Pair


class PairDecision(models.Model):
    """One person's verdict on one pair of a matching run. undone_at: taken back by the same person.

    region: the smallest region that holds both entries. role: under which the verdict was given.
    """

    run = models.CharField(max_length=60)
    left_source = models.CharField(max_length=30)
    left_id = models.BigIntegerField()
    right_source = models.CharField(max_length=30)
    right_id = models.BigIntegerField()
    probability = models.FloatField()
    verdict = models.CharField(max_length=10)
    region = models.CharField(max_length=13)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]  # noqa: RUF012 - Django's own form
        constraints = [  # noqa: RUF012 - Django's own form
            models.UniqueConstraint(
                fields=["run", *Pair._fields, "by"], condition=Q(undone_at=None), name="registries_one_verdict_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.pair}"

    @property
    def pair(self) -> Pair:
        return Pair(self.left_source, self.left_id, self.right_source, self.right_id)


class RecordMerge(models.Model):
    """Two records taken to be one person, or parted again: a log to which rows are only added (`matching.merges`).

    run: the matching run whose pair they are; ids of entries are those of its release. left: the record that is kept on
    top; undoes: the row that this one takes back, where it parts them. Both records stay as their lists gave them.
    Of a pair that was parted again the next matching run is told nothing (`keeping`).
    """

    run = models.CharField(max_length=60, default="")
    left_source = models.CharField(max_length=30)
    left_id = models.BigIntegerField()
    right_source = models.CharField(max_length=30)
    right_id = models.BigIntegerField()
    region = models.CharField(max_length=13)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")

    class Meta:
        ordering = ["-id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return str(self.pair)

    @property
    def pair(self) -> Pair:
        return Pair(self.left_source, self.left_id, self.right_source, self.right_id)
