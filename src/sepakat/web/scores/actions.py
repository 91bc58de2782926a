"""Computing a month, by hand or on the clock, and handing over the evidence pack; each with its line in the audit."""

from __future__ import annotations

import calendar
import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sepakat import access, regions
from sepakat.access import SYSTEM, Action, Actor
from sepakat.analysis import scoring
from sepakat.analysis.scoring import Kept, evidence
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.web import data, jobs
from sepakat.web.governance.audit import record
from sepakat.web.intake import storing
from sepakat.web.jobs.models import RUNNING, WAITING, Job
from sepakat.web.scores import collecting, library

KIND, ON_THE_CLOCK = "skor.hitung", "terjadwal"


def compute(*, by: Actor, region: str, month: str, today: dt.date, progress: Progress = SILENT) -> Kept:
    """Compute and keep a month, with what the site knows until its end. A month that is over and was kept is given as
    it is, and nothing is recorded. by: `SYSTEM` needs no right. Refused; UserError of `scoring.run`."""
    held = None if by == SYSTEM else access.check(by, Action.SCORE, region=region)
    lake = storing.lake()
    if month < f"{today:%Y-%m}" and (old := scoring.kept(lake, month)) is not None:
        return old
    facts = collecting.facts(library.formula(), min(last_day(month), today))
    found = scoring.run(lake, month, today=today, site=facts, progress=progress)
    told = {"bulan": month, "rilis": found.release, "wilayah": len(found.lines)}
    record(by, Action.SCORE, region=region, target=month, facts=told, under=held)
    return found


def schedule(*, now: dt.datetime) -> Job | None:
    """Queue the month that has just ended, as the system, where it was not computed; None where there is nothing to do.
    One that failed is tried again a day later.

    Months before it are not made up: the pages say that they are missing (`scoring.missed`)."""
    month = scoring.before(f"{timezone.localtime(now):%Y-%m}")
    try:
        lake = storing.lake()
        scoring.release_of(lake, last_day(month))
    except UserError:  # no lake, or no release yet in that month
        return None
    if scoring.kept(lake, month) is not None:
        return None
    with transaction.atomic():
        lately = Q(state__in=(WAITING, RUNNING)) | Q(created__gt=now - dt.timedelta(days=1))
        tried = Job.objects.filter(lately, kind=KIND, by=None).values_list("facts", flat=True)
        if any(facts.get("month") == month for facts in tried):
            return None
        return jobs.start(KIND, by=SYSTEM, region=regions.NATION, month=month, **{ON_THE_CLOCK: True})


def last_day(month: str) -> dt.date:
    year, number = (int(part) for part in month.split("-"))
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def pack(*, by: Actor, region: str) -> bytes:
    """The ZIP of a region. Refused; UserError release-none."""
    held = access.check(by, Action.SCORE, region=region)
    release = data.opened()
    with transaction.atomic():
        body = evidence.pack(library.lake(), release, region, collecting.evidence(region))
        record(by, "skor.bukti", region=region, target=release.id, facts={"byte": len(body)}, under=held)
    return body
