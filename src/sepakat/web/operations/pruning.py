"""Tidying up. Every app may have a `pruning` module with `prune(now)`: it removes what had its time
(or begins what the month asks for) and counts it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from sepakat.core.text import Text

COPIES_KEPT = 3  # copies of the SQLite file from before a migration
TASKS_DAYS = 30


def everything(now: dt.datetime | None = None) -> list[tuple[Text, int]]:
    """Every app's tidying, by app."""
    from sepakat.web import walk

    at = now or timezone.now()
    return [told for app in walk.each("pruning") for told in app.prune(at)]


def prune(now: dt.datetime) -> Iterator[tuple[Text, int]]:
    """Sign-in sessions that ended, finished entries of the queue, old copies of the database."""
    from django.contrib.sessions.models import Session
    from django_tasks_db.models import DBTaskResult

    ended, _ = Session.objects.filter(expire_date__lt=now).delete()
    yield Text("sesi masuk yang berakhir", "sign-in sessions that ended"), ended
    before = DBTaskResult.objects.count()
    call_command("prune_db_task_results", min_age_days=TASKS_DAYS, verbosity=0)
    yield Text("catatan antrean yang selesai", "finished entries of the queue"), before - DBTaskResult.objects.count()
    copies = sorted(Path(settings.STATE).glob("*-sebelum-*.sqlite3"))
    for path in copies[:-COPIES_KEPT]:
        path.unlink()
    yield Text("salinan basis data lama", "old copies of the database"), len(copies[:-COPIES_KEPT])
