"""The long work of the data index: one month for all regions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from sepakat import access
from sepakat.access import Action
from sepakat.analysis import scoring
from sepakat.core.progress import Progress
from sepakat.core.text import Text
from sepakat.web import jobs
from sepakat.web.accounts.actor import actor_of
from sepakat.web.governance import audit
from sepakat.web.intake import storing
from sepakat.web.jobs.models import Job
from sepakat.web.scores import collecting, library


def _href(job: Job) -> str:
    return reverse("scores")


@jobs.kind("skor.hitung", Text("Menghitung indeks data", "Computing the data index"), steps=1, href=_href)
def compute(job: Job, progress: Progress) -> dict[str, Any]:
    """Compute and keep the running month. Refused where the right has gone since it was asked."""
    who = actor_of(job.by, two_step=False) if job.by is not None else access.PUBLIC
    held = access.check(who, Action.SCORE, region=job.region)
    today: dt.date = timezone.localdate()
    month = f"{today:%Y-%m}"
    facts = collecting.facts(library.formula(), today)
    found = scoring.run(storing.lake(), month, today=today, site=facts, progress=progress)
    told = {"bulan": month, "rilis": found.release, "wilayah": len(found.lines)}
    audit.record(who, Action.SCORE, region=job.region, target=month, facts=told, under=held)
    return told
