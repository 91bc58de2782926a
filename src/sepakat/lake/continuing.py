"""What an interrupted build leaves to go on from: its finished units, each with the files that it made.

A *unit* is a step of a build, or a step for one regency, with a key over everything that its result rests on. A build
under way lies in `work/menyusun/` (0700): `plan.json` (what is being built), `journal.jsonl` (one line per finished
unit), `release/` and `vault/` as they will be sealed, `between/` for results that later steps read, and `scratch/`,
which no run trusts and every sweep wipes. Names lie in `vault/` alone, encrypted.

A file counts only where its SHA-256 is the one in the journal, so a torn write after a power cut is made again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sepakat.core.files import read_json, sha256_file, write_atomic, write_json

NAME = "menyusun"
KEEP_SECONDS = 7 * 24 * 3600  # what nobody went on with for a week is wiped

Record = dict[str, Any]


def key(*things: Any) -> str:
    """One hash over plain values (what a unit rests on)."""
    return hashlib.sha256(json.dumps(things, sort_keys=True, default=str).encode()).hexdigest()[:32]


def kept(home: Path) -> bool:
    """Whether a build can go on from this folder: some unit is finished, and the last one within a week."""
    try:
        journal = (home / "journal.jsonl").stat()
    except OSError:
        return False
    return journal.st_size > 0 and time.time() - journal.st_mtime < KEEP_SECONDS


class Journal:
    """The finished units of one build under way, by name."""

    def __init__(self, home: Path, plan: dict[str, Any], day: str, since: str) -> None:
        self.home, self.day, self.since = home, day, since
        self.units: dict[str, Record] = {}
        self.continued = 0  # finished units that were found at the start
        self._plan = plan

    @classmethod
    def open(cls, home: Path, plan: dict[str, Any], day: str, now: str, *, afresh: bool = False) -> Journal:
        """Go on from `home` where it holds the same plan, else wipe it and start.

        plan: everything that the release rests on. day: of a new start; going on keeps the day it began with.
        """
        journal = None if afresh else cls._resumed(home, plan)
        if journal is None or not journal.units:
            shutil.rmtree(home, ignore_errors=True)
            journal = cls(home, plan, day, now)
        journal.continued = len(journal.units)
        home.mkdir(mode=0o700, exist_ok=True)
        journal._settle()
        return journal

    @classmethod
    def _resumed(cls, home: Path, plan: dict[str, Any]) -> Journal | None:
        try:
            stored = read_json(home / "plan.json")
            lines = (home / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return None
        if not kept(home) or stored.get("plan") != json.loads(json.dumps(plan, default=str)):
            return None
        journal = cls(home, plan, str(stored["day"]), str(stored["since"]))
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:  # the line that was being written
                break
            if all(path.is_file() and sha256_file(path) == digest for path, digest in journal._held(record)):
                journal.units[record["unit"]] = record
        return journal

    def add(self, record: Record) -> None:
        """One more unit is finished; its files are whole and in place."""
        self.units[record["unit"]] = record
        with open(self.home / "journal.jsonl", "a", encoding="utf-8") as out:
            out.write(json.dumps(record, sort_keys=True, default=str) + "\n")
            out.flush()

    def _held(self, record: Record) -> Iterator[tuple[Path, str]]:
        for folder, kind in (("release", "files"), ("vault", "vault"), ("between", "between")):
            for name, entry in record.get(kind, {}).items():
                yield self.home / folder / name, entry["sha256"] if isinstance(entry, dict) else entry

    def _settle(self) -> None:
        """Wipe every file that no finished unit names; write plan and journal anew."""
        known = {path for record in self.units.values() for path, _ in self._held(record)}
        for path in sorted(self.home.rglob("*"), reverse=True):
            if path.is_dir():
                if path.parent != self.home and not any(path.iterdir()):
                    path.rmdir()
            elif path not in known:
                path.unlink()
        write_json(self.home / "plan.json", {"plan": self._plan, "day": self.day, "since": self.since})
        lines = "".join(json.dumps(r, sort_keys=True, default=str) + "\n" for r in self.units.values())
        write_atomic(self.home / "journal.jsonl", lines)
