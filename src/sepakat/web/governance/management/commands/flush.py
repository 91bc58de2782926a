"""Django's `flush` empties all tables. Here it refuses: the audit is never emptied. Tests may, on their own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import connections

from sepakat.web.governance import append_only


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if not _is_of_tests(connection):
            raise CommandError("flush: jejak audit tidak dapat dikosongkan · the audit cannot be emptied")
        append_only.remove(connection)
        try:
            super().handle(**options)
        finally:
            append_only.install(connection)


def _is_of_tests(connection: Any) -> bool:
    """Whether this is the throw-away database of a test run (Django names it so, or keeps it in memory)."""
    name = str(connection.settings_dict["NAME"])
    return name.rpartition("/")[2].startswith("test_") or "mode=memory" in name or name == ":memory:"
