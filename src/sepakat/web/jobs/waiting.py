"""What waits for somebody: their jobs that failed lately and were not started again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from sepakat.access import Actor
from sepakat.core.text import Text
from sepakat.web.accounts.waiting import Waiting
from sepakat.web.jobs import actions
from sepakat.web.jobs.models import FAILED, Job

LATELY = dt.timedelta(days=7)


def waiting(who: Actor) -> Iterator[Waiting]:
    if not who.id:
        return
    actions.tidy()
    failed = Job.objects.filter(by_id=int(who.id), state=FAILED, ended__gt=timezone.now() - LATELY).count()
    if failed:
        label = Text("Pekerjaan yang gagal dalam 7 hari terakhir", "Jobs that failed in the last 7 days")
        yield Waiting(label, failed, reverse("jobs"))
