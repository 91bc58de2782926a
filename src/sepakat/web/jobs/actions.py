"""What changes a job from outside: start, cancel, start again, and tidying up after a worker that died."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.governance import audit
from sepakat.web.jobs import registry
from sepakat.web.jobs.models import CANCELLED, FAILED, RUNNING, STALE, WAITING, Job, Worker


@transaction.atomic
def start(kind: str, *, by: Actor, region: str, facts: dict[str, Any]) -> Job:
    """Queue a job. It is seen by a worker only when the caller's transaction has ended."""
    registry.named(kind)
    job = Job.objects.create(kind=kind, region=region, by_id=int(by.id) if by.id.isdigit() else None, facts=facts)
    audit.record(by, "pekerjaan.mulai", region=region, target=f"{kind} {job.pk}")
    _queue(job)
    return job


def queue_again(job: Job, seconds: float) -> None:
    """Let a job that has to wait (the lake is busy) come back later."""
    from sepakat.web.jobs.running import work

    Job.objects.filter(pk=job.pk).update(state=WAITING, step_id="", step_en="", fraction=0, seconds_left=None)
    work.using(run_after=timezone.now() + dt.timedelta(seconds=seconds)).enqueue(job.pk)


def _queue(job: Job) -> None:
    from sepakat.web.jobs.running import work

    work.enqueue(job.pk)


def may_see(who: Actor, job: Job) -> bool:
    """Their own, or of a region whose jobs they may see."""
    return bool(who.id and str(job.by_id) == who.id) or access.may(who, Action.JOBS, region=job.region)


def get(who: Actor, number: int) -> Job:
    """The job, if `who` may see it; else the same UserError as for one that there is not."""
    tidy()
    job = Job.objects.filter(pk=number).first()
    if job is None or not may_see(who, job):
        raise UserError(
            Text(f"Pekerjaan {number} tidak ada.", f"There is no job {number}."),
            hint=Text("Lihat daftar pekerjaan Anda.", "See the list of your jobs."),
            code="job-unknown",
        )
    return job


@transaction.atomic
def cancel(job: Job, *, by: Actor) -> Job:
    """Ask a job to stop: at once if it waits, at its next report if it runs."""
    _own(job, by)
    now = timezone.now()
    if Job.objects.filter(pk=job.pk, state=WAITING).update(state=CANCELLED, ended=now, stop=True):
        job.refresh_from_db()
        told(job)
    else:
        Job.objects.filter(pk=job.pk, state=RUNNING).update(stop=True)
    audit.record(by, "pekerjaan.hentikan", region=job.region, target=f"{job.kind} {job.pk}")
    job.refresh_from_db()
    return job


def again(job: Job, *, by: Actor) -> Job:
    """A new job like one that failed."""
    _own(job, by)
    if job.state not in (FAILED, CANCELLED) or not registry.named(job.kind).again:
        raise UserError(
            Text("Pekerjaan ini tidak dapat diulangi dari sini.", "This job cannot be started again from here."),
            hint=Text("Buka laman asalnya, lalu mulai dari sana.", "Open the page it came from and start there."),
            code="job-again",
        )
    return start(job.kind, by=by, region=job.region, facts=job.facts)


def _own(job: Job, by: Actor) -> None:
    if not by.id or str(job.by_id) != by.id:
        raise access.Refused(
            Text("Hanya yang memulai pekerjaan ini yang dapat mengaturnya.", "Only who started this job may do that."),
            hint=Text("Hubungi orang yang memulainya.", "Ask the person who started it."),
            code="job-own",
        )


def died() -> UserError:
    """The error of a job whose worker is gone."""
    return UserError(
        Text("Pekerjaan terhenti: proses pekerjanya mati.", "The job stopped: its worker process is gone."),
        Text("Tidak ada data yang berubah setengah jalan.", "No data were changed half-way."),
        Text(
            "Mulai lagi. Bila terulang, periksa memori dan ruang disk.",
            "Start it again. If it happens again, check memory and disk space.",
        ),
        code="job-died",
    )


def both(error: UserError) -> dict[str, Any]:
    """An error as a job keeps it: in both languages, and without the folders of this machine."""
    where = PurePath(error.where).name if error.where else None
    return {lang: {**error.as_dict(lang), "where": where} for lang in ("id", "en")}


def tidy() -> int:
    """Mark jobs whose worker has not been heard of for a while as failed; forget dead workers. Gives how many."""
    now = timezone.now()
    lost = list(Job.objects.filter(state=RUNNING, beat__lt=now - STALE))
    ended = 0
    for job in lost:
        changed = Job.objects.filter(pk=job.pk, state=RUNNING, beat__lt=now - STALE).update(
            state=FAILED, ended=now, error=both(died()), seconds_left=None
        )
        if changed:
            ended += 1
            job.refresh_from_db()
            told(job)
    if ended:
        Worker.objects.filter(beat__lt=now - dt.timedelta(days=1)).delete()
    return ended


def told(job: Job) -> None:
    """Tell the job's kind that its work was not done, so that what waits for it does not wait for ever."""
    known = registry.kinds().get(job.kind)
    if known is not None and known.failed is not None:
        known.failed(job)


def worker_alive() -> bool:
    """Whether a worker has been heard of lately."""
    return Worker.objects.filter(beat__gt=timezone.now() - STALE).exists()
