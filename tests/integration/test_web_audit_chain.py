"""The audit: appended in order by many writers at once, refused to be changed by the database, checked by a command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sepakat.access import Actor
from sepakat.access.audit import START, Head

THIRD = "SELECT id FROM governance_auditentry WHERE number = 3"
WRITERS = """
import os, threading, django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", "governance", verbosity=0)
from sepakat.access import Actor
from sepakat.web.governance import audit
wrong = []
def write(n):
    try:
        for i in range(15):
            facts = {"ke": i, "b": [1.5, None]}
            audit.record(Actor(str(n)), "uji", region="53.01", subjects=[f"{n:016d}{i:016d}"], facts=facts)
    except Exception as error:
        wrong.append(repr(error))
    finally:
        connection.close()
threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
[t.start() for t in threads]; [t.join() for t in threads]
print(wrong, audit.check())
connection.close()
"""


def written(environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", WRITERS],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "sepakat.web.settings", "SEPAKAT_SECRET_KEY": "u" * 50}
        | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_many_writers_make_one_whole_chain_on_sqlite(tmp_path: Path) -> None:
    said = written({"SEPAKAT_STATE": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'uji.sqlite3'}"})
    assert said.startswith("[] ") and "number=90" in said and "broken=()" in said, said


@pytest.mark.slow
def test_many_writers_make_one_whole_chain_on_postgresql(tmp_path: Path, postgres: Callable[[], str]) -> None:
    said = written({"SEPAKAT_STATE": str(tmp_path), "DATABASE_URL": postgres()})
    assert said.startswith("[] ") and "number=90" in said and "broken=()" in said, said


def filled(many: int = 5) -> list[Any]:
    from sepakat.web.governance import audit

    return [audit.record(Actor("7"), "uji", region="53.01", facts={"ke": i}, subjects=["a" * 32]) for i in range(many)]


def raw(statement: str, *values: Any) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance_auditentry SET region = '31' WHERE number = 2",
        "DELETE FROM governance_auditentry WHERE number = 5",
        "UPDATE governance_auditsubject SET subject = 'b'",
        "DELETE FROM governance_auditsubject",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(statement: str) -> None:
    from django.db import DatabaseError

    filled()
    with pytest.raises(DatabaseError, match="append-only"):
        raw(statement)


@pytest.mark.django_db
def test_the_models_refuse_too_and_flush_is_for_tests_only(settings: Any) -> None:
    from django.core.management import CommandError

    from sepakat.web.governance.management.commands.flush import Command, _is_of_tests
    from sepakat.web.governance.models import AuditEntry

    row = filled(1)[0]
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()

    class Office:
        settings_dict = {"NAME": "/var/lib/sepakat/sepakat.sqlite3"}  # noqa: RUF012

    assert not _is_of_tests(Office())
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch, pytest.raises(CommandError):
        patch.setattr("sepakat.web.governance.management.commands.flush._is_of_tests", lambda _: False)
        Command().handle(database="default")
    assert AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_transactional_tests_may_still_empty_their_own_database() -> None:
    """Django empties all tables after such a test: our `flush` must let it, and leave the triggers behind."""
    filled(1)


@pytest.mark.django_db
def test_after_such_a_test_the_triggers_are_back() -> None:
    from django.db import DatabaseError

    from sepakat.web.governance.models import AuditEntry

    assert not AuditEntry.objects.exists()
    filled(1)
    with pytest.raises(DatabaseError, match="append-only"):
        raw("DELETE FROM governance_auditentry")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE governance_auditentry SET region = '31' WHERE number = 2", (2,)),
        ("UPDATE governance_auditentry SET \"by\" = '8' WHERE number = 5", (5,)),
        (f"UPDATE governance_auditsubject SET subject = 'b' WHERE entry_id IN ({THIRD})", (3,)),
        ("UPDATE governance_auditentry SET number = 9 WHERE number = 5", (9,)),
    ],
)  # fmt: skip
def test_what_an_owner_of_the_database_changes_shows(tampering: str, found: tuple[int, ...]) -> None:
    """Triggers can be dropped by whoever owns the database; the chain then tells."""
    from django.db import connection

    from sepakat.web.governance import append_only, audit

    filled()
    assert audit.check().whole
    append_only.remove(connection)
    raw(tampering)
    append_only.install(connection)
    assert audit.check().broken == found


@pytest.mark.django_db
def test_a_cut_off_end_shows_by_an_anchor_only() -> None:
    from django.db import connection

    from sepakat.web.governance import append_only, audit
    from sepakat.web.governance.models import AuditEntry

    rows = filled()
    anchor = Head(rows[-1].number, rows[-1].hash)
    assert audit.check([anchor]).whole
    append_only.remove(connection)
    raw("DELETE FROM governance_auditsubject WHERE entry_id IN (SELECT id FROM governance_auditentry WHERE number > 3)")
    raw("DELETE FROM governance_auditentry WHERE number > 3")
    append_only.install(connection)
    assert AuditEntry.objects.count() == 3 and audit.check().whole, "the chain alone cannot tell"
    assert audit.check([anchor]).missing == (anchor,)


@pytest.mark.django_db
def test_the_last_entries_are_checked_from_the_one_before_them() -> None:
    from sepakat.web.governance import audit

    rows = filled(7)
    for last in (0, 1, 3, 6, 7, 100):
        found = audit.check(last=last)
        assert found.whole and found.head == Head(7, rows[-1].hash), last
    assert rows[0].hash != START


@pytest.mark.django_db
def test_an_entry_and_its_deed_are_written_together_or_not_at_all() -> None:
    from django.db import transaction

    from sepakat.web.governance.models import AuditEntry

    filled(2)
    with pytest.raises(RuntimeError), transaction.atomic():
        filled(1)
        raise RuntimeError
    filled(1)
    assert list(AuditEntry.objects.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.django_db
def test_numbers_as_long_as_a_nik_are_covered_wherever_words_are_taken() -> None:
    from sepakat.web.governance import audit

    row = audit.record(
        Actor("7"),
        "uji",
        purpose="cek 5301012345670001 dan 5301 0123 4567 0002, surat 12/2026",
        target="5301012345670003",
        facts={"catatan": "KK 5301012345670004", "n": 5301012345670005},
    )
    row.refresh_from_db()
    told = f"{row.purpose} {row.target} {row.facts['catatan']}"
    assert "53010123" not in told and "0002" not in told and "surat 12/2026" in told
    assert row.facts["n"] == "[nomor disamarkan]"
    assert audit.check().whole
