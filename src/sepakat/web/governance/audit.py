"""Writing and reading the audit: one function that appends, in the same transaction as what it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from sepakat.access import Actor, Assignment
from sepakat.access.audit import START, Entry, Head, Verdict, covered, digest, plain, verify
from sepakat.web.governance.models import AuditEntry, AuditSubject

LOCK = 20261122  # of PostgreSQL: any number that nothing else here locks


def record(
    by: Actor,
    action: str,
    *,
    region: str = "",
    purpose: str = "",
    target: str = "",
    outcome: str = "ok",
    subjects: Iterable[str] = (),
    facts: Mapping[str, Any] | None = None,
    under: Assignment | None = None,
) -> AuditEntry:
    """Append one entry to the chain. under: the assignment that allowed it. subjects: keyed hashes, never a NIK.

    facts: codes and counts. Numbers as long as a NIK are covered wherever words are taken, whoever typed them.
    """
    with transaction.atomic():
        one_at_a_time(LOCK)
        last = AuditEntry.objects.order_by("-number").first()
        touched = tuple(sorted(set(subjects)))
        entry = Entry(
            (last.number if last else 0) + 1,
            timezone.now(),
            by.id or "publik",
            under.role if under else "",
            str(action),
            region,
            covered(purpose),
            covered(target),
            outcome,
            touched,
            plain(facts or {}),
        )
        row = AuditEntry.objects.create(
            number=entry.number,
            at=entry.at,
            by=entry.by,
            role=entry.role,
            action=entry.action,
            region=entry.region,
            purpose=entry.purpose,
            target=entry.target,
            outcome=entry.outcome,
            facts=entry.facts,
            hash=digest(last.hash if last else START, entry),
        )
        AuditSubject.objects.bulk_create([AuditSubject(entry=row, subject=s) for s in touched])
    return row


def entries(rows: QuerySet[AuditEntry] | None = None) -> Iterator[tuple[Entry, str]]:
    """Entries with the hashes they were kept with, in order; all of them by default. In bounded memory."""
    found = AuditEntry.objects.all() if rows is None else rows
    for row in found.order_by("number").prefetch_related("subjects").iterator(chunk_size=500):
        yield entry_of(row), row.hash


def entry_of(row: AuditEntry) -> Entry:
    return Entry(
        row.number,
        row.at,
        row.by,
        row.role,
        row.action,
        row.region,
        row.purpose,
        row.target,
        row.outcome,
        tuple(sorted(s.subject for s in row.subjects.all())),
        row.facts,
    )


def check(anchors: Iterable[Head] = (), last: int | None = None) -> Verdict:
    """Check the chain: all of it, or its last so many entries (from the hash of the one before them)."""
    if last is None:
        return verify(entries(), anchors)
    start = AuditEntry.objects.order_by("-number").values_list("number", "hash")[last : last + 1]
    number, before = next(iter(start), (0, START))
    return verify(entries(AuditEntry.objects.filter(number__gt=number)), anchors, before, number)


def one_at_a_time(turn: int) -> None:
    """Wait until no other transaction holds this turn, then hold it until one's own ends: so two writers never follow
    from the same state (of the chain: never share a predecessor). turn: a number for each kind of work. PostgreSQL: a
    lock. SQLite: a transaction takes the write lock when it begins (IMMEDIATE, see settings), so there is one writer
    anyway; in the chain the unique number refuses what would slip through."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [turn])
