"""Units of a build: what is finished, and what is taken over from a killed build or from the base release.

A unit is a step, or a step for one regency (`facts/53.01`), with a key over all that its result rests on. See
`continuing` for how they outlive a kill; a release keeps its own in the document `steps`.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sepakat.core.files import sha256_file
from sepakat.lake.continuing import Journal
from sepakat.lake.reading import Release, Tables

if TYPE_CHECKING:
    from sepakat.lake.store import Lake


class Units(Tables):
    """The half of a `Build` that keeps account of its files and units."""

    def __init__(self, lake: Lake, base: Release | None) -> None:
        self.lake, self.base = lake, base
        self.id = ""
        self.path = self.between = self._vault_path = Path()
        self.manifest: dict[str, Any] = {}
        self.units: dict[str, dict[str, Any]] = {}
        self.shared_units: list[str] = []
        self._entries: dict[str, dict[str, Any]] = {}
        self._vault: dict[str, dict[str, Any]] = {}
        self._journal: Journal | None = None
        self._before: dict[str, dict[str, Any]] = {}
        self._fresh: dict[str, dict[str, Any]] = {"files": {}, "vault": {}, "manifest": {}}

    @property
    def continued(self) -> int:
        """Finished units that an interrupted build left for this one."""
        return self._journal.continued if self._journal else 0

    @property
    def since(self) -> str:
        """When this build began first (UTC), though it was interrupted."""
        return self._journal.since if self._journal else ""

    def take(self, unit: str, key: str) -> dict[str, Any] | None:
        """Take a unit over, with its files, where an interrupted build or the base release made it under the same key;
        gives the facts that were noted with it, None where it has to be made."""
        found = self._journal.units.get(unit) if self._journal else None
        if found is not None and found["key"] == key:
            self._entries.update(found["files"])
            self._vault.update(found["vault"])
        else:
            for name in found["files"] if found else ():  # it may be a link to a file of the base release
                (self.path / name).unlink(missing_ok=True)
            found = self._before.get(unit)
            if found is None or found["key"] != key or not self._share_unit(found):
                return None
            self.shared_units.append(unit)
        self.manifest.update(found["manifest"])
        self._note(unit, found)
        return dict(found["facts"])

    def finish(
        self,
        step: str,
        keys: Mapping[str, str],
        *,
        between: Sequence[Path] = (),
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """All that was written since the last unit is whole: one unit `<step>/<part>` for each part with its key.

        keys: one key alone takes every file, several take those of their part (a regency). between: files under
        `between` that belong to it. facts: plain values to be given back by `take`.
        """
        fresh, self._fresh = self._fresh, {"files": {}, "vault": {}, "manifest": {}}
        by_part: dict[str, dict[str, dict[str, Any]]] = {part: {"files": {}, "vault": {}} for part in keys}
        only = next(iter(keys)) if len(keys) == 1 else None
        for kind in ("files", "vault"):
            for name, entry in fresh[kind].items():
                if (part := Path(name).stem if only is None else only) in by_part:
                    by_part[part][kind][name] = entry
        for part, key in keys.items():
            mine = by_part[part]
            unit = f"{step}/{part}" if part else step
            record: dict[str, Any] = {"unit": unit, "key": key, "facts": dict(facts or {}), **mine}
            record["manifest"] = fresh["manifest"]
            record["between"] = {p.relative_to(self.between).as_posix(): sha256_file(p) for p in between}
            self._note(unit, record)
            if self._journal is not None:
                self._journal.add(record)

    def inherit(self, steps: Sequence[str]) -> None:
        """Note units of the base release, whose files this one shares all, so that later builds can take them over."""
        for unit, found in self._before.items():
            if unit.split("/")[0] in steps:
                self.units[unit] = found

    def _note(self, unit: str, record: dict[str, Any]) -> None:
        if not record.get("between"):  # what later steps read is not in the release: nothing to take over from it
            self.units[unit] = {
                "key": record["key"],
                "files": sorted(record["files"]),
                "vault": sorted(record["vault"]),
                "facts": record["facts"],
                "manifest": record["manifest"],
            }

    def _share_unit(self, found: dict[str, Any]) -> bool:
        """Link the files of a unit of the base release; False where one is gone."""
        assert self.base is not None
        listed = self.lake.vault.entries(self.base.id) if found["vault"] else {}
        files = [self.base.path / name for name in found["files"]]
        vault = self.lake.vault.folder(self.base.id)
        if not all(p.exists() for p in files) or not all(n in listed and (vault / n).exists() for n in found["vault"]):
            return False
        for name, path in zip(found["files"], files, strict=True):
            link(path, self.path / name)
            self._entries[name] = self._shared_entry(name)
        for name in found["vault"]:
            self._share_vault(name, listed[name])
        return True

    def shared_files(self) -> dict[str, dict[str, int]]:
        """By table: files, and how many of them are those of the base release."""
        found: dict[str, dict[str, int]] = {}
        for entry in self._entries.values():
            if entry["table"] is None:
                continue
            line = found.setdefault(str(entry["table"]), {"files": 0, "shared": 0})
            line["files"] += 1
            line["shared"] += "shared_with" in entry
        return found

    def logical(self, table: str, part: str) -> str:
        """The logical hash of one part of a table that was written; empty text where there is none."""
        entry = self._entries.get(f"{table}/{part}.parquet")
        return str(entry["logical"]) if entry else ""

    def _shared_entry(self, name: str) -> dict[str, Any]:
        assert self.base is not None
        return {**self.base.manifest["files"][name], "shared_with": self.base.id}

    def _share_vault(self, name: str, entry: dict[str, Any]) -> None:
        assert self.base is not None
        link(self.lake.vault.folder(self.base.id) / name, self._vault_path / name)
        self._vault[name] = dict(entry)


def link(source: Path, target: Path) -> None:
    """Share a file with an earlier release; where the file system has no hard links, copy it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)
