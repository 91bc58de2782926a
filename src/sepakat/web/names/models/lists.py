"""List requests and what belongs to them. States and acts are in `names.states`, changes in `names.actions`."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from sepakat.catalogue.choosing import list_columns


class Agreement(models.Model):
    """A paper under which names go to another agency (PKS, BAST): its number, date, parties, and the scan's hash."""

    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=100)
    dated = models.DateField()
    until = models.DateField(null=True, blank=True)
    partner = models.CharField(max_length=200)
    about = models.TextField()
    region = models.CharField(max_length=13)
    document = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-dated", "-id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class ListRequest(models.Model):
    """One request for a list of names. population, columns: choices by id (`targeting.selection`), never a query.

    round: counts submissions; votes belong to one round. release: the release that was sealed. rule: the selection with
    the rule that held, as one text; sha256: of what the list holds, the same in every copy (`targeting.contents`).
    """

    state = models.CharField(max_length=20, default="draf", db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    region = models.CharField(max_length=13, db_index=True)
    programme = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=10, default="keluarga")
    purpose = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    population = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    expires = models.DateField(null=True, blank=True)
    outside = models.BooleanField(default=False)
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    round = models.PositiveIntegerField(default=0)
    release = models.CharField(max_length=40, blank=True)
    rows = models.PositiveIntegerField(null=True, blank=True)
    rule = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return f"DN-{self.pk}"

    @property
    def picked(self) -> tuple[str, ...]:
        """The columns in the order of the catalogue: a database may keep an object's keys in an order of its own."""
        return tuple(name for name in list_columns() if name in self.columns)


class ListRow(models.Model):
    """One row of a sealed list: its number and ids, never a name. What offices send back is kept by it."""

    request = models.ForeignKey(ListRequest, on_delete=models.CASCADE, related_name="listed")
    number = models.PositiveIntegerField()
    family_id = models.BigIntegerField(db_index=True)
    person_id = models.BigIntegerField(null=True, blank=True)
    village = models.CharField(max_length=13)

    class Meta:
        ordering = ["number"]  # noqa: RUF012 - Django's own form
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["request", "number"], name="one_row_per_number")
        ]

    def __str__(self) -> str:
        return f"DN-{self.request_id} {self.number:04d}"


class Recipient(models.Model):
    """A named person who may download the sealed list."""

    request = models.ForeignKey(ListRequest, on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [  # noqa: RUF012 - Django's own form
            models.UniqueConstraint(fields=["request", "user"], name="one_recipient_per_request")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.user_id}"


class Vote(models.Model):
    """One reviewer's vote in one round: `setuju`, `kembalikan` or `tolak`, under a role."""

    request = models.ForeignKey(ListRequest, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    round = models.PositiveIntegerField()
    choice = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]  # noqa: RUF012 - Django's own form
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["request", "user", "round"], name="one_vote_per_reviewer_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.round} {self.choice}"


class Step(models.Model):
    """One step of a request's history. by: none for the system."""

    request = models.ForeignKey(ListRequest, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=20)
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]  # noqa: RUF012 - Django's own form

    def __str__(self) -> str:
        return f"{self.request_id} {self.act}"


class SealedFile(models.Model):
    """One sealed file: encrypted on disk under `name`; sha256 is that of the file as the recipient gets it.

    kind: `daftar`, or a document made from it (`names.papers`).
    """

    request = models.ForeignKey(ListRequest, on_delete=models.PROTECT, related_name="files")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, default="daftar")
    extension = models.CharField(max_length=8)
    name = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    rows = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    downloads = models.PositiveIntegerField(default=0)
    last_download = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    destroyed_why = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["id"]  # noqa: RUF012 - Django's own form
        constraints = [  # noqa: RUF012
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True, destroyed_why="")
                | (models.Q(destroyed_at__isnull=False) & ~models.Q(destroyed_why="")),
                name="destroyed_when_and_why_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.extension}"
