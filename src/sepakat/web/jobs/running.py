"""Running one job inside a worker: heartbeat, outcome, and nothing of a person in the queue's own records.

The library keeps the traceback of what a task raises, and a traceback may hold a person's value; so nothing is raised
from here: how a job ended is written in the job.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import secrets
import threading
from collections.abc import Iterator
from typing import Any

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone
from django_tasks import task

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.jobs import actions, registry
from sepakat.web.jobs.models import CANCELLED, DONE, FAILED, RUNNING, WAITING, Job, Worker
from sepakat.web.jobs.progress import Cancelled, Stored

log = logging.getLogger("sepakat.web")
BEAT = 5.0
BUSY_AGAIN, BUSY_MOST = 10.0, 180  # a lake that another process writes to: every ten seconds for half an hour
_here = {"worker": ""}
_at_work = threading.Event()  # the job's own work is running, and may be stopped at any place
_ending = threading.Event()  # the worker was told to end


class Interrupted(BaseException):
    """The worker process is asked to end while a job runs."""


def interrupt() -> None:
    """Stop the work of a job; a job whose outcome is only being written down is left to end by itself."""
    _ending.set()
    if _at_work.is_set():
        _at_work.clear()
        raise Interrupted


@task()
def work(number: int) -> str:
    """Run the job of this number; gives the state it ended in."""
    taken = Job.objects.filter(pk=number, state=WAITING).update(
        state=RUNNING, started=timezone.now(), beat=timezone.now(), worker=_here["worker"], fraction=0
    )
    if not taken:  # cancelled meanwhile, or handed out twice
        return "passed over"
    job = Job.objects.get(pk=number)
    with beating(job.pk):
        return run(job)


def run(job: Job) -> str:
    """Do the work of a job that is marked as running, and write down how it ended."""
    known = registry.kinds().get(job.kind)
    try:
        if known is None:
            registry.named(job.kind)
            raise AssertionError
        progress = Stored(job, known.steps)
        result = _worked(known.work, job, progress)
        _end(job, DONE, result=result, steps=progress.timed, fraction=1.0)
    except Cancelled:
        _end(job, CANCELLED)
    except Interrupted:  # the worker's loop ends by itself; raised further, the queue would keep a traceback
        _end(job, FAILED, error=actions.both(_ended()))
    except UserError as problem:
        if problem.code == "lake-busy" and known is not None and known.writes and job.tries < BUSY_MOST:
            Job.objects.filter(pk=job.pk).update(tries=job.tries + 1)
            actions.queue_again(job, BUSY_AGAIN)
            return WAITING
        _end(job, FAILED, error=actions.both(problem))
    except Exception as problem:
        _end(job, FAILED, error=actions.both(_fault(job, problem)))
    return job.state


def _worked(work: registry.Work, job: Job, progress: Stored) -> dict[str, Any]:
    """The work itself, which alone may be stopped in its middle."""
    _at_work.set()
    try:
        if _ending.is_set():
            raise Interrupted
        return work(job, progress) or {}
    finally:
        _at_work.clear()


def _end(job: Job, state: str, **facts: object) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, ended=timezone.now(), seconds_left=None, **facts)
    job.refresh_from_db()
    if state != DONE:
        with contextlib.suppress(Exception):  # the job's own outcome stands, whatever its kind makes of it
            actions.told(job)


def _fault(job: Job, problem: Exception) -> UserError:
    """The kind of error and its place go to the log under a number, never its message: that may hold a value."""
    number = secrets.token_hex(2).upper()
    frame = problem.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"
    log.error("fault %s: %s at %s in job %s", number, type(problem).__name__, place, job.kind)
    return UserError(
        Text("Pekerjaan ini gagal.", "This job failed."),
        hint=Text(
            f"Mulai lagi. Sebutkan nomor {number} saat melapor.",
            f"Start it again. Quote number {number} when reporting.",
        ),
        code="job-fault",
    )


def _ended() -> UserError:
    return UserError(
        Text("Pekerjaan terhenti karena layanan dimatikan.", "The job stopped because the service was shut down."),
        Text("Tidak ada data yang berubah setengah jalan.", "No data were changed half-way."),
        Text("Mulai lagi setelah layanan hidup.", "Start it again when the service runs."),
        code="job-interrupted",
    )


@contextlib.contextmanager
def beating(number: int | None = None, *, every: float = BEAT, tidying: bool = False) -> Iterator[None]:
    """While inside, say every few seconds that this worker lives (and, with a number, that its job does).

    tidying: also mark the jobs of workers that died."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(every):
            with contextlib.suppress(OperationalError):  # a database busy for long: the next beat will do
                heartbeat(number)
                if tidying:
                    actions.tidy()
            close_old_connections()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def heartbeat(number: int | None = None) -> None:
    """Write that this worker, and the job it runs, are alive now."""
    now = timezone.now()
    if _here["worker"]:
        Worker.objects.update_or_create(name=_here["worker"], defaults={"beat": now})
    if number is not None:
        Job.objects.filter(pk=number, state=RUNNING).update(beat=now)


def this_worker(name: str) -> None:
    """The name under which this process tells that it lives; empty: it has ended."""
    if not name and _here["worker"]:
        Worker.objects.filter(name=_here["worker"]).delete()
    _here["worker"] = name
    _ending.clear()
    if name:
        Worker.objects.filter(beat__lt=timezone.now() - dt.timedelta(days=1)).delete()
        heartbeat()
