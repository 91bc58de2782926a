"""The long work of the data index: one month for all regions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from sepakat.access import PUBLIC, SYSTEM
from sepakat.core.progress import Progress
from sepakat.core.text import Text
from sepakat.web import jobs
from sepakat.web.accounts.actor import actor_of
from sepakat.web.jobs.models import Job
from sepakat.web.scores import actions


def _href(job: Job) -> str:
    return reverse("scores")


@jobs.kind(actions.KIND, Text("Menghitung indeks data", "Computing the data index"), steps=1, href=_href)
def compute(job: Job, progress: Progress) -> dict[str, Any]:
    """Compute and keep the month of the job. Refused where the right has gone since it was asked (an account that was
    removed leaves nobody); only what the site's clock queued runs as the system."""
    today = timezone.localdate()
    nobody = SYSTEM if job.facts.get(actions.ON_THE_CLOCK) else PUBLIC
    who = actor_of(job.by, two_step=False) if job.by is not None else nobody
    month = str(job.facts.get("month") or f"{today:%Y-%m}")
    found = actions.compute(by=who, region=job.region, month=month, today=today, progress=progress)
    return {"bulan": found.month, "rilis": found.release, "wilayah": len(found.lines)}
