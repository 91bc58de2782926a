"""An intake: one delivery of one source, checked and kept, from which releases are built.

Facts lie as plain Parquet by regency under `intake/<id>/`; identities encrypted under `vault/<id>/`. Rows are tied by
numbers given here, never by a NIK. An intake that turns out wrong is undone: it vanishes whole, and releases that were
built from it keep their own copy of the facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sepakat.core.errors import unknown_name
from sepakat.core.files import fsync_dir, read_json
from sepakat.core.text import Text
from sepakat.lake import Lake, Tables


class Intake(Tables):
    """A stored (or, after a dry run, only described) intake. Reads like a release: `files(table)`, `has(table)`."""

    def __init__(self, path: Path, manifest: dict[str, Any]) -> None:
        self.path, self.manifest = path, manifest
        self.id = str(manifest["id"])
        self.sample = bool(manifest.get("sample"))

    @property
    def source(self) -> str:
        """Id of its source, such as `regsosek2022k`."""
        return str(self.manifest["source"])

    @property
    def mark(self) -> str:
        """Tells it from every other intake, also from one that had its id and was undone."""
        return str(self.manifest.get("mark") or f"{self.id} {self.manifest.get('created')}")

    @property
    def read(self) -> int:
        return int(self.manifest["read"])

    @property
    def accepted(self) -> int:
        return int(self.manifest["accepted"])

    @property
    def rejected(self) -> int:
        return int(self.manifest["rejected"])

    @property
    def dry_run(self) -> bool:
        return bool(self.manifest.get("dry_run"))

    @property
    def report(self) -> dict[str, Any]:
        """The quality report: counts by check, region and column."""
        found = self.manifest.get("report")
        if found is None:
            path = self.path / "quality.json"
            found = read_json(path) if path.exists() else {}
        return dict(found)

    def kabupaten(self) -> list[str]:
        """Regencies that its base table covers."""
        for table in ("family", "registry", "receipt", "location"):
            if self.has(table):
                return [p.stem for p in self.files(table)]
        return []


@dataclass(frozen=True)
class IntakeInfo:
    """One line of the list of intakes."""

    id: str
    source: str
    created: str
    files: tuple[str, ...]
    read: int
    accepted: int
    rejected: int
    used_by: tuple[str, ...]


def intake_ids(lake: Lake) -> list[str]:
    """Ids of stored intakes, oldest first."""
    folder = lake.path / "intake"
    return sorted(p.name for p in folder.iterdir() if (p / "manifest.json").exists()) if folder.is_dir() else []


def intake(lake: Lake, intake_id: str) -> Intake:
    """One stored intake. UserError `intake-unknown` with the nearest id."""
    known = intake_ids(lake)
    if intake_id not in known:
        raise unknown_name(Text("Penerimaan berkas", "Intake"), intake_id, known, "intake-unknown")
    path = lake.path / "intake" / intake_id
    return Intake(path, read_json(path / "manifest.json"))


def intake_list(lake: Lake) -> list[IntakeInfo]:
    """All stored intakes, oldest first, and the releases that were built from each."""
    used = {
        name: {str(s.get("intake")) for s in lake.release(name).manifest.get("sources", [])}
        for name in lake.release_ids()
    }
    lines = []
    for name in intake_ids(lake):
        one = intake(lake, name)
        lines.append(
            IntakeInfo(
                id=name,
                source=one.source,
                created=str(one.manifest["created"]),
                files=tuple(str(f["name"]) for f in one.manifest["files"]),
                read=one.read,
                accepted=one.accepted,
                rejected=one.rejected,
                used_by=tuple(r for r, intakes in used.items() if name in intakes),
            )
        )
    return lines


def intake_undo(lake: Lake, intake_id: str) -> Intake:
    """Take an intake back: its facts and its identities are gone in one step each, facts first.

    Releases already built keep what they hold; build and publish a new one to be rid of it there too.
    UserError `intake-unknown`.
    """
    with lake.writing("ingest undo"), lake.scratch("undo") as scratch:
        gone = intake(lake, intake_id)
        gone.path.rename(scratch / "intake")  # from here on it is no intake; a crash leaves the rest to the sweep
        fsync_dir(lake.path / "intake")
        vault = lake.vault.folder(intake_id)
        if vault.exists():
            vault.rename(scratch / "vault")
            fsync_dir(vault.parent)
        lake.forget_unfinished()  # a build that was under way may hold its rows
    return gone
