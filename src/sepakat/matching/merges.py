"""Two records of one person made one, and taken apart again: a log that is only added to.

Nothing is deleted: both records keep their own history, and who is whom at a moment is read from the entries up to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sepakat.core.errors import UserError
from sepakat.core.text import Text

Record = tuple[str, int]  # source, id


@dataclass(frozen=True)
class Entry:
    """One line of the log. number: from 1, in order. kept, other: the records joined, `other` under `kept`.
    undoes: number of the entry that this one takes back, else None. reason: why, in words without personal data."""

    number: int
    kept: Record
    other: Record
    by: str
    at: dt.datetime
    reason: str
    undoes: int | None = None


def merge(log: Sequence[Entry], kept: Record, other: Record, *, by: str, at: dt.datetime, reason: str) -> Entry:
    """The entry that joins two records. UserError merge-same, merge-already (they are one person already)."""
    if kept == other:
        raise UserError(
            Text("Sebuah catatan tidak digabung dengan dirinya sendiri.", "A record is not merged with itself."),
            hint=Text("Pilih dua catatan.", "Choose two records."),
            code="merge-same",
        )
    if person(log, kept) == person(log, other):
        raise UserError(
            Text("Kedua catatan ini sudah satu orang.", "These two records are one person already."),
            hint=Text("Lihat riwayat gabungan.", "Look at the history of merges."),
            code="merge-already",
        )
    return Entry(len(log) + 1, kept, other, by, at, reason)


def unmerge(log: Sequence[Entry], number: int, *, by: str, at: dt.datetime, reason: str) -> Entry:
    """The entry that takes a merge back. UserError merge-unknown, merge-undone."""
    found = next((e for e in log if e.number == number and e.undoes is None), None)
    if found is None:
        raise UserError(
            Text(f"Gabungan nomor {number} tidak ada.", f"There is no merge {number}."),
            hint=Text("Lihat riwayat gabungan.", "Look at the history of merges."),
            code="merge-unknown",
        )
    if number in {e.undoes for e in log}:
        raise UserError(
            Text(f"Gabungan nomor {number} sudah dibatalkan.", f"Merge {number} was taken back already."),
            hint=Text("Gabungkan lagi bila perlu.", "Merge again if need be."),
            code="merge-undone",
        )
    return Entry(len(log) + 1, found.kept, found.other, by, at, reason, undoes=number)


def in_force(log: Sequence[Entry], on: dt.datetime | None = None) -> list[Entry]:
    """Merges that hold (at a moment): not taken back by then."""
    until = [e for e in log if on is None or e.at <= on]
    undone = {e.undoes for e in until}
    return [e for e in until if e.undoes is None and e.number not in undone]


def person(log: Sequence[Entry], record: Record, on: dt.datetime | None = None) -> Record:
    """The record that stands for this one's person (at a moment): itself where it is in no merge.

    A merge joins whole persons: whoever stands for `other` comes under whoever stands for `kept`.
    """
    above: dict[Record, Record] = {}
    for entry in in_force(log, on):
        kept, other = _top(above, entry.kept), _top(above, entry.other)
        if kept != other:
            above[other] = kept
    return _top(above, record)


def _top(above: dict[Record, Record], record: Record) -> Record:
    while record in above:
        record = above[record]
    return record
