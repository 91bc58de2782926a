"""The database of people, roles, decisions and jobs: whether it is up to date, and bringing it there.

A SQLite file is brought up to date when the site starts, after a copy of it was put beside it. A server's database is
brought up to date by hand (`sepakat site migrate`), because there the backup comes first and several processes start.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from sepakat.core.errors import UserError
from sepakat.core.text import Text


def setup(lake: Path | str | None = None) -> None:
    """Set Django up outside a server, for this lake if one is named. Safe to call twice."""
    import django
    from django.apps import apps

    if lake is not None:
        os.environ["SEPAKAT_LAKE"] = str(Path(lake).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sepakat.web.settings")
    if not apps.ready:
        django.setup()


def pending() -> list[str]:
    """Migrations that the database has not seen yet, as `app.name`."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [f"{m.app_label}.{m.name}" for m, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def file() -> Path | None:
    """The SQLite file, or None for a database server."""
    from django.db import connection

    return Path(str(connection.settings_dict["NAME"])) if connection.vendor == "sqlite" else None


def ready() -> None:
    """At start: a SQLite file is made or brought up to date; UserError `database-old` for an old server database."""
    path = file()
    if path is None:
        waiting = _or_refuse()
        if waiting:
            raise UserError(
                Text("Basis data belum sesuai dengan versi program ini.", "The database is behind this program."),
                Text(f"{len(waiting)} perubahan belum dijalankan.", f"{len(waiting)} changes have not been applied."),
                Text(
                    "Pastikan ada cadangan dari versi lama, lalu jalankan `sepakat site migrate`.",
                    "Make sure that the old version made a backup, then run `sepakat site migrate`.",
                ),
                code="database-old",
            )
        return
    migrate()


def migrate() -> Path | None:
    """Bring the database up to date. A SQLite file that already holds something is copied first; gives that copy."""
    path = file()
    if path is None:
        if _or_refuse():
            _apply()
        return None
    with _alone(path.parent):
        fresh = not path.exists() or not path.stat().st_size  # asked first: looking inside makes the file
        _owner_only(path)
        if not pending():
            return None
        now = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S")
        copy = None if fresh else copy_sqlite(path, path.with_name(f"{path.stem}-sebelum-{now}{path.suffix}"))
        _apply()
        return copy


def _apply() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def copy_sqlite(source: Path, target: Path) -> Path:
    """A consistent copy of a SQLite file in use, by SQLite's own backup; it appears whole or not at all."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    _owner_only(part)
    try:
        with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(part)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _or_refuse() -> list[str]:
    from django.db import OperationalError

    try:
        return pending()
    except OperationalError as error:
        raise UserError(
            Text("Basis data tidak dapat dihubungi.", "The database cannot be reached."),
            hint=Text(
                "Periksa DATABASE_URL, dan apakah PostgreSQL berjalan.",
                "Check DATABASE_URL, and whether PostgreSQL is running.",
            ),
            code="database-unreachable",
        ) from error


def _owner_only(path: Path) -> None:
    """Make an empty file that only its owner may read; an existing one is kept."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time brings a file up to date; a second one waits and finds it done."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / ".migrasi", "w", encoding="ascii") as handle:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
