"""Scenarios that people keep: a name, a region and the question in its versions, never figures."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedScenario(models.Model):
    """One scenario (or comparison) under a name. region: whose people may open it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField("nama", max_length=120)
    region = models.CharField(max_length=13, db_index=True)
    programme = models.CharField(max_length=60)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-id"]  # noqa: RUF012 - Django's own form
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["owner", "region", "name"], name="scenario_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def latest(self) -> ScenarioVersion | None:
        return self.versions.first()


class ScenarioVersion(models.Model):
    """What was asked, as the address's parameters; number: 1, 2, …; release: the one it was saved on."""

    scenario = models.ForeignKey(SavedScenario, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    query = models.CharField(max_length=4000)
    release = models.CharField(max_length=40)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]  # noqa: RUF012 - Django's own form
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["scenario", "number"], name="scenario_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id}/{self.number}"
