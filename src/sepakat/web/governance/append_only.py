"""Triggers that make the database itself refuse to change or delete an audit entry, on SQLite and PostgreSQL.

They stop programs and people who reach the database past this program. Whoever owns the database can drop them: the
hash chain and its anchors show what was done then.
"""

from __future__ import annotations

from typing import Any

TABLES = ("governance_auditentry", "governance_auditsubject")
WORDS = "the audit is append-only"


def install(connection: Any) -> None:
    with connection.cursor() as cursor:
        for statement in _make(connection.vendor):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    with connection.cursor() as cursor:
        for statement in _drop(connection.vendor):
            cursor.execute(statement)


def _make(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_{act} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            for table in TABLES
            for act in ("UPDATE", "DELETE")
        ]
    if vendor == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION sepakat_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$"
        )
        rows = [
            f"CREATE OR REPLACE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION sepakat_append_only()"
            for table in TABLES
        ]
        whole = [
            f"CREATE OR REPLACE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION sepakat_append_only()"
            for table in TABLES
        ]
        return [function, *rows, *whole]
    return []


def _drop(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_{act}" for table in TABLES for act in ("UPDATE", "DELETE")]
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for table in TABLES for name in ("keep", "whole")]
    return []
