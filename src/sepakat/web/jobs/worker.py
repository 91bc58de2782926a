"""The worker process: takes jobs from the queue one by one until it is told to end."""

from __future__ import annotations

import _thread
import contextlib
import os
import secrets
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from types import FrameType

INTERVAL = 1.0  # seconds between two looks at an empty queue


def work(lake: Path | str, *, once: bool = False, child: bool = False, nice: int = 0) -> None:
    """Run jobs until interrupted. once: end when the queue is empty. child: end with the parent (its pipe closes).

    A running job is stopped at once when the process is told to end: builds leave nothing half-made, and the job says
    that it was stopped and can be started again.
    """
    os.environ["SEPAKAT_LAKE"] = str(Path(lake).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sepakat.web.settings")
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    if child:
        threading.Thread(target=_follow_parent, daemon=True).start()

    import django

    django.setup()
    _wait_for_tables(child)

    from django_tasks_db.management.commands.db_worker import Worker

    from sepakat.web.jobs import actions, running

    worker = Worker(
        queue_names=["default"],
        interval=INTERVAL,
        batch=once,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:24]}-{os.getpid()}-{secrets.token_hex(3)}",
        excluded_queue_names=[],
    )

    def end(_number: int, _frame: FrameType | None) -> None:
        worker.running = False
        running.interrupt()
        if not worker.running_task:
            raise SystemExit(0)

    for name in ("SIGINT", "SIGTERM", "SIGQUIT"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    running.this_worker(worker.worker_id)
    actions.tidy()
    try:
        with running.beating(tidying=True):
            worker.run()
    finally:
        running.this_worker("")


def _follow_parent() -> None:
    """End when the parent does, however it ends: its end of the pipe closes with it."""
    with contextlib.suppress(OSError, ValueError):
        while sys.stdin.buffer.read(1024):
            pass
    _thread.interrupt_main(signal.SIGTERM)


def _wait_for_tables(patient: bool) -> None:
    """The site makes or updates the database when it starts; a worker beside it waits for that."""
    from django.db import connection

    from sepakat.core.errors import UserError
    from sepakat.core.text import Text

    until = time.monotonic() + (600 if patient else 5)
    while True:
        with contextlib.suppress(Exception):
            if {"jobs_job", "django_tasks_database_dbtaskresult"} <= set(connection.introspection.table_names()):
                connection.close()
                return
        connection.close()
        if time.monotonic() > until:
            raise UserError(
                Text("Basis data situs belum disiapkan.", "The site's database has not been prepared."),
                hint=Text("Jalankan dahulu: sepakat site migrate", "Run first: sepakat site migrate"),
                code="database-not-ready",
            )
        time.sleep(0.5)
