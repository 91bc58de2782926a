"""The database as plain lines, the same from SQLite and PostgreSQL, so that a backup of one can be restored to either.

Sign-in sessions are left out: after a restore everybody signs in again. What migrations make by themselves is too.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from sepakat.web.operations.database import copy_sqlite, file

LEFT_OUT = {"contenttypes.contenttype", "auth.permission", "sessions.session", "usersessions.usersession"}
SNAPSHOT = "snapshot"


class Exact(DjangoJSONEncoder):
    """Django's cuts times to milliseconds; the audit chain covers every digit."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.datetime | dt.time) else super().default(value)


def models() -> list[type[Model]]:
    """Every table that holds what people did, by name."""
    found = {m._meta.label_lower: m for m in apps.get_models() if m._meta.managed and not m._meta.proxy}
    return [found[name] for name in sorted(found) if name not in LEFT_OUT]


def applied(alias: str = DEFAULT_DB_ALIAS) -> dict[str, list[str]]:
    """Migrations the database has seen, by app."""
    seen: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connections[alias]).applied_migrations()):
        seen.setdefault(app, []).append(name)
    return seen


class Snapshot:
    """The database at one moment, readable under an alias of its own until closed, while others write on."""

    def __init__(self, scratch: Path) -> None:
        settings = dict(connections[DEFAULT_DB_ALIAS].settings_dict)
        path = file()
        if path is not None:
            settings["NAME"] = str(copy_sqlite(path, scratch / "snapshot.sqlite3"))
            settings["OPTIONS"] = {}
        else:
            from django.db.backends.postgresql.psycopg_any import IsolationLevel

            settings["OPTIONS"] = dict(settings["OPTIONS"], isolation_level=IsolationLevel.REPEATABLE_READ)
        self.path = Path(settings["NAME"]) if path is not None else None
        connections.databases[SNAPSHOT] = settings
        self.stack = contextlib.ExitStack()
        self.stack.enter_context(transaction.atomic(using=SNAPSHOT))
        applied(SNAPSHOT)  # the first query fixes the moment

    def close(self) -> None:
        self.stack.close()
        with contextlib.suppress(KeyError):
            connections[SNAPSHOT].close()
            del connections[SNAPSHOT]
        connections.databases.pop(SNAPSHOT, None)
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def write(folder: Path, alias: str = SNAPSHOT) -> dict[str, int]:
    """One gzipped file of lines per table; gives the rows of each."""
    rows = {}
    for model in models():
        name = model._meta.label_lower
        found = model._base_manager.using(alias).order_by("pk")
        rows[name] = found.count()
        if rows[name]:
            with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8", compresslevel=6) as out:
                serializers.serialize("jsonl", found.iterator(chunk_size=2000), stream=out, cls=Exact)
    return rows


def holds() -> str | None:
    """The first table of the database that is not empty, or None."""
    return next((m._meta.label_lower for m in models() if m._base_manager.exists()), None)


def read(folder: Path) -> dict[str, int]:
    """Fill the empty, up-to-date database from `write`'s files; all or nothing. Gives the rows of each table."""
    connection = connections[DEFAULT_DB_ALIAS]
    rows: dict[str, int] = {}
    with transaction.atomic(), connection.constraint_checks_disabled():
        for model in models():
            name = model._meta.label_lower
            path = folder / f"{name}.jsonl.gz"
            rows[name] = 0
            for found in _objects(path) if path.exists() else ():
                found.save(force_insert=True)
                rows[name] += 1
        connection.check_constraints()
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), models()):
                cursor.execute(sql)
    return rows


def _objects(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from serializers.deserialize("jsonl", lines)
