"""The SQLite file at start: made owner-only, brought up to date after a copy, by one process at a time."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from sepakat.lake import Lake
from sepakat.web.operations.database import copy_sqlite
from tests.operations_site import COMMAND, ROOT, Installation

pytestmark = pytest.mark.slow


def test_a_new_file_is_its_owners_and_an_old_one_is_copied_first(tmp_path: Path) -> None:
    """Two commands at once: one brings the file up to date, the other waits and finds it done."""
    site = Installation(tmp_path)
    Lake.create(site.lake)
    both = [
        subprocess.Popen([*COMMAND, "site", "migrate"], cwd=ROOT, env=site.environment(), stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=120)[1].decode() for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    path = site.state / "sepakat.sqlite3"
    assert path.stat().st_mode & 0o077 == 0
    assert site.state.stat().st_mode & 0o077 == 0
    assert not list(site.state.glob("*-sebelum-*"))  # nothing was there to be copied

    with closing(sqlite3.connect(path)) as database:  # as an older version of the program left it
        database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        database.execute("DROP TABLE django_session")
        database.commit()
    site.run("site", "migrate")
    (copy,) = site.state.glob("*-sebelum-*")
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as old, closing(sqlite3.connect(path)) as new:
        has = "SELECT count(*) FROM sqlite_master WHERE name = 'django_session'"
        assert old.execute(has).fetchone() == (0,)
        assert new.execute(has).fetchone() == (1,)


def test_a_copy_of_a_file_in_use_is_whole(tmp_path: Path) -> None:
    """A writer in the middle of a transaction, in WAL mode: the copy has what was committed, and no log beside it."""
    source = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(source)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE t (x)")
        writer.execute("INSERT INTO t VALUES (1)")
        writer.commit()
        writer.execute("INSERT INTO t VALUES (2)")
        copy = copy_sqlite(source, tmp_path / "b.sqlite3")
        with closing(sqlite3.connect(copy)) as reader:
            assert reader.execute("SELECT x FROM t").fetchall() == [(1,)]
            assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(("b", ".b"))) == ["b.sqlite3"]
