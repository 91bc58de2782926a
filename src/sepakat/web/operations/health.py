"""The site's own organs: database, lake, release, disk, and the heartbeat of the workers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.operations.findings import Finding

LEAST_FREE = 1 << 30  # bytes: below this a build or a backup may stop half-way


def health() -> Iterator[Finding]:
    yield database()
    yield from lake()
    yield disk()
    yield worker()


def database() -> Finding:
    """Whether the database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        kind = type(error).__name__  # the message may name host and account
        return Finding("database", False, Text(f"Basis data tidak menjawab ({kind}).", f"No answer ({kind})."), True)
    return Finding("database", True, Text(f"Menjawab ({connection.vendor}).", f"Answers ({connection.vendor})."), True)


def lake() -> Iterator[Finding]:
    """Whether the lake opens, and whether it has a release to show."""
    from sepakat.lake import Lake

    try:
        release = Lake.open(settings.LAKE).current_id
    except (UserError, OSError):
        no = Text("Data lake tidak dapat dibuka.", "The lake cannot be opened.")
        yield Finding("lake", False, no, True)
        return
    yield Finding("lake", True, Text("Terbuka.", "Open."), True)
    if release is None:
        yield Finding("release", False, Text("Belum ada rilis yang terbit.", "No release has been published."))
    else:
        yield Finding("release", True, Text(f"Rilis {release}.", f"Release {release}."))


def free_bytes(path: Path) -> int:
    """Free space where `path` is or will be."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free


def disk() -> Finding:
    """Whether lake and state have room to write."""
    least = min(free_bytes(Path(settings.LAKE).resolve()), free_bytes(Path(settings.STATE).resolve()))
    room = Text(f"{least >> 20} MiB tersisa.", f"{least >> 20} MiB free.")
    return Finding("disk", least >= LEAST_FREE, room)


def worker() -> Finding:
    """Whether some worker said lately that it lives. Pages are served without one; long work waits."""
    from sepakat.web.jobs.models import STALE, Worker

    try:
        last = Worker.objects.order_by("-beat").values_list("beat", flat=True).first()
    except DatabaseError:
        return Finding("worker", False, Text("Tidak dapat diperiksa.", "Cannot be seen."))
    if last is None or timezone.now() - last > STALE:
        return Finding("worker", False, Text("Tidak ada pekerja yang hidup.", "No worker is alive."))
    return Finding("worker", True, Text("Hidup.", "Alive."))
