"""The site's own figures: answers, durations, the release's age, the head of the audit, free disk."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

import sepakat
from sepakat.core.errors import UserError
from sepakat.web.operations import health
from sepakat.web.operations.counting import BUCKETS, tally
from sepakat.web.operations.exposition import Family, Sample

_STARTED = time.time()


def metrics() -> Iterator[Family]:
    answers, slots, seconds = tally.read()
    yield Family("sepakat_info", "gauge", "Program version.", [Sample(1, {"version": sepakat.__version__})])
    yield Family("sepakat_start_time_seconds", "gauge", "Start of this process.", [Sample(_STARTED)])
    yield Family(
        "sepakat_http_requests_total",
        "counter",
        "Answers by first part of the address, method and status.",
        [Sample(n, {"class": k, "method": m, "status": str(s)}) for (k, m, s), n in sorted(answers.items())],
    )
    yield Family(
        "sepakat_http_request_duration_seconds",
        "histogram",
        "Time until the answer began to leave.",
        [sample for kind in sorted(slots) for sample in _histogram(kind, slots[kind], seconds[kind])],
    )
    yield from _release()
    yield from _jobs()
    yield from _audit()
    free = health.free_bytes(Path(settings.STATE).resolve())
    yield Family("sepakat_disk_free_bytes", "gauge", "Free space of the state folder.", [Sample(free)])


def _histogram(kind: str, slots: list[int], seconds: float) -> Iterator[Sample]:
    so_far = 0
    for bound, count in zip((*BUCKETS, None), slots, strict=True):
        so_far += count
        yield Sample(so_far, {"class": kind, "le": "+Inf" if bound is None else str(bound)}, "_bucket")
    yield Sample(seconds, {"class": kind}, "_sum")
    yield Sample(so_far, {"class": kind}, "_count")


def _release() -> Iterator[Family]:
    from sepakat.lake import Lake

    name = "sepakat_release_published_timestamp_seconds"
    try:
        lake = Lake.open(settings.LAKE)
        release = lake.current_id
        at = (lake.path / "current").stat().st_mtime if release else None
    except (UserError, OSError):
        return
    if release and at is not None:
        yield Family(name, "gauge", "When the current release was published.", [Sample(at, {"release": release})])


def _jobs() -> Iterator[Family]:
    """Long work by state, and when a worker last said that it lives."""
    from django.db.models import Count

    from sepakat.web.jobs.models import STATES, Job, Worker

    counted = dict(Job.objects.order_by().values_list("state").annotate(n=Count("pk")))
    samples = [Sample(counted.get(state, 0), {"state": state}) for state in STATES]
    yield Family("sepakat_jobs", "gauge", "Jobs by state.", samples)
    last = Worker.objects.order_by("-beat").values_list("beat", flat=True).first()
    if last is not None:
        said = "When a worker last said that it lives."
        yield Family("sepakat_worker_heartbeat_timestamp_seconds", "gauge", said, [Sample(last.timestamp())])


def _audit() -> Iterator[Family]:
    """Number of the last entry: a scraper that keeps it notices when the end of the chain is cut off."""
    from sepakat.web.governance.models import AuditEntry

    last = AuditEntry.objects.order_by("-number").values_list("number", flat=True).first()
    yield Family("sepakat_audit_entries", "gauge", "Number of the last audit entry.", [Sample(last or 0)])
