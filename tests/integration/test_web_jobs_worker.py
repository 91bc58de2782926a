"""The real queue: a worker process takes a job, tells that it lives, ends cleanly; and ends with its parent."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from sepakat.core.text import Text
from sepakat.lake import Lake
from sepakat.web import jobs
from sepakat.web.accounts.actor import actor_of
from sepakat.web.jobs import registry
from sepakat.web.jobs.models import DONE, Job
from tests.web_people import person
from tests.web_site import application

SITE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "sepakat.web.settings"
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from sepakat.web.accounts.models import User
from sepakat.web.accounts.actor import actor_of
from sepakat.web import jobs
user = User.objects.create(username="a@b.id", email="a@b.id", name="A")
who = actor_of(user, two_step=False)
jobs.start("rilis.bandingkan", by=who, region="53", release="20260101-01", against="20260101-02")
"""


@pytest.mark.django_db(transaction=True)
def test_the_queue_hands_a_job_to_a_worker() -> None:
    """The library's own worker, run until the queue is empty, in this process."""
    application()
    registry.kinds()
    known = dict(registry._found)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    try:
        jobs.kind("uji", Text("Menguji", "Testing"))(lambda job, told: {"rows": 3})
        who = actor_of(person("Wati", "walidata", "53.01"), two_step=True)
        numbers = [jobs.start("uji", by=who, region="53.01").pk for _ in range(2)]
        call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    finally:
        registry._found.clear()
        registry._found.update(known)
        for number, handler in before.items():
            signal.signal(number, handler)
    assert [(j.state, j.result) for j in Job.objects.filter(pk__in=numbers)] == [(DONE, {"rows": 3})] * 2


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake and a site's database with one waiting job. Read only."""
    home = tmp_path_factory.mktemp("situs")
    Lake.create(home / "lake")
    (home / "state").mkdir()
    subprocess.run([sys.executable, "-c", SITE], env=environment(home), check=True)
    return home


def environment(home: Path) -> dict[str, str]:
    unwanted = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    return {k: v for k, v in os.environ.items() if k not in unwanted} | {
        "SEPAKAT_STATE": str(home / "state"), "SEPAKAT_CACHE": str(home / "cache"),
        "SEPAKAT_SECRET_KEY": "k" * 60, "SEPAKAT_LAKE": str(home / "lake"),
    }  # fmt: skip


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a site of its own."""
    shutil.copytree(made, tmp_path / "situs")
    yield environment(tmp_path / "situs")


def asked(place: dict[str, str]) -> str:
    """How many workers are alive, and the jobs' states and errors."""
    with contextlib.closing(sqlite3.connect(Path(place["SEPAKAT_STATE"]) / "sepakat.sqlite3", timeout=30)) as con:
        workers = con.execute("SELECT count(*) FROM jobs_worker").fetchone()[0]
        return f"{workers} {con.execute('SELECT state, error FROM jobs_job').fetchall()}"


def worker(place: dict[str, str], *options: str, **facts: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sepakat.cli", "--lake", place["SEPAKAT_LAKE"], "jobs", "worker", *options]
    return subprocess.Popen(command, env=place, stderr=subprocess.PIPE, text=True, **facts)


def until(place: dict[str, str], wanted: str) -> str:
    """Wait until the site's state says so (the worker looks once a second)."""
    said = ""
    for _ in range(240):
        said = asked(place)
        if wanted in said:
            return said
        time.sleep(0.5)
    raise AssertionError(said)


def test_a_worker_process_runs_what_waits_and_ends_when_told(place: dict[str, str]) -> None:
    process = worker(place)
    try:
        said = until(place, "failed")
        assert said.startswith("1 "), "while it runs, it is known to be alive"
        assert "Rilis `20260101-02` tidak ada" in said, "the job's error is the library's sentence"
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0 and "Traceback" not in errors
    assert asked(place).startswith("0 "), "a worker that ended is not taken for alive"
    listed = subprocess.run(
        [sys.executable, "-m", "sepakat.cli", "jobs", "list", "--format", "json"],
        env=place, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert '"kind": "rilis.bandingkan"' in listed and '"state": "failed"' in listed


def test_a_child_worker_ends_with_its_parent(place: dict[str, str]) -> None:
    process = worker(place, "--child", stdin=subprocess.PIPE)
    until(place, "failed")
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
