"""What came back of a list: outcomes by row, and the files they came in. Never a name, never a free word."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from sepakat.web.names.models import ListRequest, ListRow


class Batch(models.Model):
    """A returned list file, read. staged: outcomes that can be recorded; problems: rows that cannot, with their
    sentences. The file itself is not kept: it holds names; sha256 tells which one it was."""

    WAITS, RECORDED, UNDONE, DROPPED = "menunggu", "dicatat", "dibatalkan", "dibuang"
    request = models.ForeignKey(ListRequest, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=12, default=WAITS)
    sha256 = models.CharField(max_length=64)
    staged = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    empty = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return f"{self.request_id}/{self.pk} {self.state}"


class Outcome(models.Model):
    """One outcome of one row. A correction is a later one of the same kind; both stay. undone_at: taken back."""

    row = models.ForeignKey(ListRow, on_delete=models.PROTECT, related_name="outcomes")
    request = models.ForeignKey(ListRequest, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=20)
    period = models.CharField(max_length=7, blank=True)
    amount = models.BigIntegerField(null=True, blank=True)
    on = models.DateField()
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]  # noqa: RUF012 - Django's own form
        indexes = [models.Index(fields=["request", "undone_at"], name="delivery_of_a_list")]  # noqa: RUF012
        constraints = [  # noqa: RUF012
            models.CheckConstraint(
                condition=models.Q(kind="dibayar", amount__gt=0) | (~models.Q(kind="dibayar") & models.Q(amount=None)),
                name="delivery_amount_of_payments",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.row_id} {self.kind}"
