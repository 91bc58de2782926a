"""The audit chain: each entry carries the hash of the one before, so that a changed or missing entry shows.

Pure functions; where entries are kept is the caller's matter. No personal value enters an entry: subjects are keyed
hashes (`subject`), details are codes and counts (`plain`), and numbers as long as a NIK are covered (`covered`).

What a chain cannot show is that its last entries were cut off. For that its head (number and hash) is written down
elsewhere: every export carries one, and `anchored` compares.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

START = "0" * 64
COVER = "[nomor disamarkan]"
# sixteen digits in a row, or in groups as people type them; not a part of a longer hexadecimal hash
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d(?:[ .-]?\d){15,}(?![0-9A-Za-z])")

_AS_LONG_AS_A_NIK = 10**15


@dataclass(frozen=True)
class Entry:
    """One thing that happened. at: UTC. by: account id. subjects: keyed hashes of the persons it touched."""

    number: int
    at: dt.datetime
    by: str
    role: str
    action: str
    region: str
    purpose: str = ""
    target: str = ""
    outcome: str = "ok"
    subjects: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """The end of a chain: what an anchor writes down."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True)
class Verdict:
    """What checking a chain found. broken: numbers of entries that do not follow from the one before."""

    head: Head
    broken: tuple[int, ...]
    missing: tuple[Head, ...] = ()

    @property
    def whole(self) -> bool:
        return not self.broken and not self.missing


def digest(before: str, entry: Entry) -> str:
    """SHA-256 (hex) over the hash before and the entry in one canonical spelling."""
    body = json.dumps(
        [
            before,
            entry.number,
            entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            entry.by,
            entry.role,
            entry.action,
            entry.region,
            entry.purpose,
            entry.target,
            entry.outcome,
            sorted(entry.subjects),
            entry.facts,
        ],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()


def verify(
    entries: Iterable[tuple[Entry, str]], anchors: Iterable[Head] = (), before: str = START, number: int = 0
) -> Verdict:
    """Check entries (with the hashes they were kept with) in order, after an entry `number` with the hash `before`.

    An anchor that the chain does not hold, with that very hash, is `missing`: entries were cut off or all rewritten.
    """
    wanted = {a.number: a for a in anchors}
    lost = {a.number: a for a in wanted.values() if a.number > number}
    wrong = []
    for entry, said in entries:
        if entry.number != number + 1 or digest(before, entry) != said:
            wrong.append(entry.number)
        before, number = said, entry.number
        if number in wanted and wanted[number].hash == said:
            lost.pop(number, None)
    return Verdict(Head(number, before), tuple(wrong), tuple(lost.values()))


def broken(entries: Iterable[tuple[Entry, str]], before: str = START, number: int = 0) -> list[int]:
    """Numbers of entries where the chain does not hold: changed, missing before, or out of order."""
    return list(verify(entries, (), before, number).broken)


def subject(key: bytes, person: str) -> str:
    """The keyed hash (32 hex) under which a person stands in the audit; `person` is a NIK or an internal id."""
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:32]


def covered(words: str) -> str:
    """Words in which numbers as long as a NIK or a family card's are covered: what people type may hold one."""
    return _LONG_NUMBER.sub(COVER, words)


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as every database gives them back: text keys, whole numbers, short words, lists of these.

    Fractions become short text (databases differ in how they spell them); anything else is a programming error.
    """
    return {str(key): _plain(value) for key, value in facts.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < _AS_LONG_AS_A_NIK else COVER
    if isinstance(value, str):
        return covered(str(value))
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    raise TypeError(f"the audit takes words and whole numbers, not {type(value).__name__}")


def as_line(entry: Entry, said: str) -> str:
    """One entry as a line of JSON: how an export keeps it, so that anybody can check it without the database."""
    facts = entry.__dict__ | {
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "subjects": list(entry.subjects),
        "facts": dict(entry.facts),
        "hash": said,
    }
    return json.dumps(facts, ensure_ascii=False)


def from_line(line: str) -> tuple[Entry, str]:
    """The entry of a line that `as_line` wrote; ValueError for anything else."""
    try:
        facts = json.loads(line)
        said = facts.pop("hash")
        facts["at"] = dt.datetime.fromisoformat(facts["at"])
        facts["subjects"] = tuple(facts["subjects"])
        return Entry(**facts), said
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("not a line of an audit export") from error
