"""Does a release still hold what was sealed? Every hash is worked out again from the files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from sepakat.core.errors import UserError
from sepakat.core.files import sha256_file
from sepakat.core.progress import SILENT, Progress
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.lake import logical
from sepakat.lake.reading import Release
from sepakat.lake.store import Lake

_WORDS = {
    "missing": Text("berkas tidak ada", "file is missing"),
    "bytes": Text("isi berkas berubah", "bytes differ"),
    "rows": Text("jumlah baris berubah", "number of rows differs"),
    "logical": Text("isi baris berubah", "rows differ"),
    "extra": Text("berkas tidak tercatat", "file is not in the manifest"),
    "unreadable": Text("berkas tidak dapat dibaca", "file cannot be read"),
    "manifest": Text("ringkasan manifes tidak cocok", "the manifest does not add up"),
}


@dataclass
class Verification:
    """What `verify` found. `problems` holds (file, kind); kinds are the keys of the words above."""

    release: str
    files: int = 0
    rows: int = 0
    vault_checked: bool = False
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def table(self) -> Table:
        """The problems as a Table: file, problem."""
        names = [name for name, _ in self.problems]
        words = [str(_WORDS[kind]) for _, kind in self.problems]
        data = pa.table({"berkas": pa.array(names, pa.string()), "masalah": pa.array(words, pa.string())})
        return Table(data, Text(f"Pemeriksaan rilis {self.release}", f"Check of release {self.release}"))


def verify(lake: Lake, release: Release, progress: Progress = SILENT) -> Verification:
    """Compare every file of a release, and of its vault, with the manifest.

    The vault's rows are checked where the key is at hand; its bytes always. Gives a report; a problem is no error.
    """
    found = Verification(release.id)
    files: dict[str, dict[str, Any]] = release.manifest["files"]
    vault: dict[str, dict[str, Any]] = release.manifest["vault"]
    with progress.step(f"Memeriksa rilis {release.id}", len(files) + len(vault)) as step:
        for name, entry in files.items():
            _file(found, release.path / name, name, entry)
            step.advance()
        _vault(found, lake, release, vault, step.advance)
    known = {*files, "manifest.json"}
    _extras(found, release.path, known, "")
    _extras(found, lake.vault.folder(release.id), {*vault, "vault.json"}, "vault/")
    rows = {name: e["logical"] for name, e in files.items() if e["table"]}
    if logical.combine(rows) != release.logical:
        found.problems.append(("manifest.json", "manifest"))
    return found


def _file(found: Verification, path: Path, name: str, entry: dict[str, Any]) -> None:
    found.files += 1
    if not path.exists():
        found.problems.append((name, "missing"))
        return
    if sha256_file(path) != entry["sha256"]:
        found.problems.append((name, "bytes"))
    if entry["table"] is None:
        return
    try:
        rows, digest = logical.hash_file(path)
    except (OSError, pa.ArrowException):
        found.problems.append((name, "unreadable"))
        return
    found.rows += rows
    if rows != entry["rows"]:
        found.problems.append((name, "rows"))
    if digest != entry["logical"]:
        found.problems.append((name, "logical"))


def _vault(found: Verification, lake: Lake, release: Release, listed: dict[str, dict[str, Any]], advance: Any) -> None:
    vault = lake.vault
    entries = vault.entries(release.id)
    found.vault_checked = bool(listed) and vault.has_key
    for name, entry in listed.items():
        path, shown = vault.folder(release.id) / name, f"vault/{name}"
        found.files += 1
        advance()
        if not path.exists() or name not in entries:
            found.problems.append((shown, "missing"))
            continue
        if sha256_file(path) != entry["sha256"]:
            found.problems.append((shown, "bytes"))
        if not found.vault_checked:
            continue
        try:
            rows, digest = vault.rehash(release.id, name, entries[name])
        except UserError:
            found.problems.append((shown, "unreadable"))
            continue
        if rows != entry["rows"] or digest != entry["logical"]:
            found.problems.append((shown, "logical"))


def _extras(found: Verification, folder: Path, known: set[str], prefix: str) -> None:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in known:
            found.problems.append((prefix + name, "extra"))
