"""Kill -9 at any moment of taking in, building and publishing: the last release opens and verifies, and work goes on.

The full run of fifty kills over the whole pipeline is `benchmarks/kill9.py`; a build killed at every step is in
test_releasing_ingest.py, one whose disk fills up in test_releasing_room.py.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sepakat import releasing
from sepakat.lake import Lake, continuing, verify
from sepakat.releasing import conductor
from tests.releasing_people import ADDRESS, Killed, keep, many

KILLS = int(os.environ.get("SEPAKAT_KILLS", "2"))
ROUND = 1.2  # seconds; about one round of work
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX thing")


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """One lake for all kills: each kill finds what the one before left."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conductor, "rank", lambda *_: None)
        patch.setattr(conductor.measuring, "write_profile", lambda *_: None)
        made = Lake.create(tmp_path_factory.mktemp("kill") / "lake")
        keep(made, "regsosek2022k", many(30))
        made.publish(releasing.build(made).release.id)
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(KILLS))
def test_the_last_release_outlives_a_kill(lake, seed):
    script = "import pathlib, sys, tests.releasing_people as p; p.work_until_killed(pathlib.Path(sys.argv[1]), 100)"
    command = [sys.executable, "-c", script, str(lake.path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    with child:
        assert child.stdout is not None and child.stdout.readline() == b"mulai\n"
        time.sleep(random.Random(seed).uniform(0, ROUND))
        child.send_signal(signal.SIGKILL)
        published = child.stdout.read().count(b"terbit")
    after = Lake.open(lake.path)
    assert after.current_id is not None and after.current_id >= lake.current_id
    assert len(after.release_ids()) >= published
    for release_id in after.release_ids():
        found = verify(after, after.release(release_id))
        assert found.ok and found.vault_checked, found.problems
    left = {p.name for p in (after.path / "work").iterdir()} - {".lock"}
    assert left <= {continuing.NAME}, "leftovers were not wiped"
    assert not left or not list((after.path / "work" / continuing.NAME / "scratch").iterdir())
    for folder in (after.path / "vault").iterdir():
        assert not folder.is_dir() or any((after.path / home / folder.name).exists() for home in ("releases", "intake"))
    assert not [p for p in after.path.rglob("*") if p.is_file() and ADDRESS.encode() in p.read_bytes()]


def test_after_all_kills_the_next_build_works(lake):
    for one in releasing.intake_ids(lake):
        releasing.intake_undo(lake, one)
    keep(lake, "regsosek2022k", many(30))
    release = releasing.build(lake).release
    lake.publish(release.id)
    assert verify(lake, release).ok
    assert release.rows("family") == 30


def test_an_undone_intake_is_not_gone_on_with(lake, monkeypatch):
    kept = keep(lake, "regsosek2022k", many(6))
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(conductor.sectors, "write_sectors", _kill)
        releasing.build(lake, [kept.id], from_scratch=True)
    assert (lake.work / continuing.NAME / "vault").is_dir()
    releasing.intake_undo(lake, kept.id)
    assert [p.name for p in lake.work.iterdir()] == [".lock"]


def _kill(*_):
    raise Killed


def test_a_build_that_fails_by_itself_leaves_nothing(lake, monkeypatch):
    keep(lake, "regsosek2022k", many(6))
    monkeypatch.setattr(conductor.sectors, "write_sectors", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        releasing.build(lake, from_scratch=True)
    assert [p.name for p in lake.work.iterdir()] == [".lock"]
