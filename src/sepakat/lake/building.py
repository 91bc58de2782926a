"""A release under way: files are written beside the old releases, then sealed and moved into place in one step."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sepakat import __version__
from sepakat.core.duck import Connection
from sepakat.core.errors import UserError
from sepakat.core.files import fsync_dir, sha256_file, write_json
from sepakat.core.text import Text
from sepakat.lake import continuing, layout, logical
from sepakat.lake.continuing import Journal
from sepakat.lake.reading import Release
from sepakat.lake.units import Units, link

if TYPE_CHECKING:
    from sepakat.lake.store import Lake

MANIFEST_SCHEMA = 1
STEPS = "steps"  # document: the units of a release and what each rests on


class Build(Units):
    """One release being made. Reads like a `Release`; `seal()` makes it one.

    Use as a context manager: it holds the lake's writer lock, and everything is wiped unless `seal()` was reached.
    With a plan, what a kill (or Ctrl-C) leaves is kept, and the next build with the same plan goes on from it.
    `scratch` is a folder (0700) for plain short-lived files; `between` one for results that later steps read, without
    any identity in them.
    """

    def __init__(
        self,
        lake: Lake,
        base: Release | None,
        sample: bool,
        on: dt.date,
        *,
        plan: dict[str, Any] | None = None,
        afresh: bool = False,
    ) -> None:
        super().__init__(lake, base)
        self.sample, self.on = sample, on
        self._stack = contextlib.ExitStack()
        self._plan, self._afresh = plan, afresh
        self.scratch = Path()

    def __enter__(self) -> Build:
        self._stack.enter_context(self.lake.writing("release build"))
        if self._plan is None:
            home = self._stack.enter_context(self.lake.scratch("build"))
        else:
            home = self.lake.work / continuing.NAME
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            day = self.on.isoformat()
            self._journal = Journal.open(home, self._plan, day, now, afresh=self._afresh)
            self.on = dt.date.fromisoformat(self._journal.day)
            self._stack.push(self._leave)
        self.id = self.lake.next_id(self.on)
        self.path, self.scratch, self._vault_path = home / "release", home / "scratch", home / "vault"
        self.between = home / "between"
        self.path.mkdir(exist_ok=True)
        for folder in (self.scratch, self.between):
            folder.mkdir(mode=0o700, exist_ok=True)
        if self.base is not None and not self._afresh:
            self._before = (self.base.document(STEPS) or {}).get("units", {})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, problem, trace)

    def _leave(self, kind: type[BaseException] | None, *_: Any) -> None:
        """Wipe the build, unless it was stopped from outside: then the next one goes on."""
        if kind is None or issubclass(kind, Exception):
            self.lake.forget_unfinished()

    @property
    def before(self) -> Release | None:
        """The base release, where what was made for it may be taken over."""
        return None if self._afresh else self.base

    # ---- writing tables

    def write(self, table: str, part: str, sql: str, con: Connection) -> int:
        """Write one part (`53.01` or `all`) of a table from a query; gives its rows. No rows, no file."""
        path = self.path / table / f"{part}.parquet"
        written = layout.write_query(con, sql, path, table)
        return self._keep(path, table, part, written)

    def write_parts(self, table: str, sql: str, con: Connection) -> int:
        """Write a table from a query over several regencies, one file for each; gives its rows."""
        done = layout.write_parts(con, sql, self.path / table, table)
        return sum(self._keep(self.path / table / f"{part}.parquet", table, part, w) for part, w in done.items())

    def write_arrow(self, table: str, part: str, data: pa.Table) -> int:
        """Write one part of a table from an Arrow table."""
        path = self.path / table / f"{part}.parquet"
        data = layout.sort_table(data, table)
        written = layout.write_batches(data.schema, data.to_batches(), path)
        return self._keep(path, table, part, written)

    def adopt(self, table: str) -> int:
        """Take in files that another room wrote under `build.path/<table>/`; gives their rows."""
        found = sorted((self.path / table).rglob("*.parquet"))
        return sum(self.adopt_file(table, p) for p in found if p.relative_to(self.path).as_posix() not in self._entries)

    def adopt_file(self, table: str, path: Path, rows: pa.Table | None = None) -> int:
        """Take in one file that another room wrote; gives its rows. rows: what is in it, where that is at hand."""
        hashed = logical.hash_file(path) if rows is None else logical.hash_batches(rows.schema, rows.to_batches())
        return self._keep(path, table, path.stem, layout.Written(*hashed))

    def note_file(self, path: Path) -> None:
        """Take in one file that is no table (derived, and not in the logical hash)."""
        name, digest = path.relative_to(self.path).as_posix(), sha256_file(path)
        entry = {"table": None, "bytes": path.stat().st_size, "sha256": digest, "logical": digest}
        self._entries[name] = self._fresh["files"][name] = entry

    def write_vault(self, table: str, part: str, data: pa.Table) -> int:
        """Write one part of a vault table, encrypted; never plain on disk. Gives its rows."""
        if not data.num_rows:
            return 0
        vault = self.lake.vault
        name = f"{table}/{part}.parquet"
        data = layout.sort_table(data, table)
        digest = vault.logical(data)
        shared = vault.entries(self.base.id).get(name) if self.base else None
        if shared and self.base and shared["logical"] == digest:
            self._share_vault(name, shared)
        else:
            self._vault[name] = vault.write(self._vault_path, name, data, digest)
        self._fresh["vault"][name] = self._vault[name]
        return data.num_rows

    def write_vault_parts(self, table: str, data: pa.Table) -> int:
        """`write_vault` for rows of several regencies, one file for each."""
        data = layout.sort_table(data, table)
        rows = 0
        for part, batches in layout.by_part(data.to_batches()):
            rows += self.write_vault(table, part, pa.Table.from_batches(list(batches), data.schema))
        return rows

    def share(self, table: str, path: Path) -> None:
        """Take an unchanged file of the base release into this one, as it is."""
        assert self.base is not None, "share() needs a base release"
        name = path.relative_to(self.base.path).as_posix()
        link(path, self.path / name)
        self._entries[name] = self._fresh["files"][name] = self._shared_entry(name)

    def share_vault(self) -> None:
        """Take the whole vault of the base release into this one, still encrypted."""
        assert self.base is not None, "share_vault() needs a base release"
        for name, entry in self.lake.vault.entries(self.base.id).items():
            self._share_vault(name, entry)

    def write_document(self, name: str, value: Any) -> None:
        """Write a JSON document of the release (`quality`, `model`)."""
        write_json(self.path / f"{name}.json", value)

    def describe(self, **facts: Any) -> None:
        """Add facts to the manifest: sources, checks, catalogue, model, parameters, ids."""
        self.manifest.update(facts)
        self._fresh["manifest"].update(facts)

    def _keep(self, path: Path, table: str, part: str, written: layout.Written) -> int:
        name = path.relative_to(self.path).as_posix()
        if written.rows == 0 and table != "profile":
            path.unlink()
            with contextlib.suppress(OSError):
                path.parent.rmdir()
            return 0
        entry: dict[str, Any] = {"table": table, "part": part, "rows": written.rows, "logical": written.logical}
        before = self.base.manifest["files"].get(name) if self.base else None
        if before and self.base and before["logical"] == written.logical and (self.base.path / name).exists():
            path.unlink()
            link(self.base.path / name, path)
            entry.update(bytes=before["bytes"], sha256=before["sha256"], shared_with=self.base.id)
        else:
            entry.update(bytes=path.stat().st_size, sha256=sha256_file(path))
        self._entries[name] = self._fresh["files"][name] = entry
        return written.rows

    # ---- sealing

    def seal(self) -> Release:
        """Write the manifest, flush everything to disk and move the release into place. Nothing changes it after."""
        if self.units:
            self.write_document(STEPS, {"units": self.units})
        self._adopt_rest()
        if not self._entries:
            raise UserError(
                Text("Rilis tanpa data tidak dapat disegel.", "A release without data cannot be sealed."),
                hint=Text("Periksa laporan mutu berkas masukan.", "See the quality report of the input."),
                code="release-empty",
            )
        if self._vault:
            write_json(self._vault_path / "vault.json", {"files": self._vault})
        write_json(self.path / "manifest.json", self._manifest())
        for folder in (self.path, self._vault_path):
            _settle(folder)
        lake = self.lake.path
        if self._vault:  # first the vault: a vault folder without a release is swept, the reverse would be a loss
            self._vault_path.rename(lake / "vault" / self.id)
            fsync_dir(lake / "vault")
        self.path.rename(lake / "releases" / self.id)
        fsync_dir(lake / "releases")
        return Release(lake / "releases" / self.id)

    def _adopt_rest(self) -> None:
        for path in sorted(self.path.rglob("*")):
            name = path.relative_to(self.path).as_posix()
            if not path.is_file() or name in self._entries:
                continue
            if path.suffix == ".parquet":
                count, digest = logical.hash_file(path)
                self._keep(path, name.split("/")[0], path.stem, layout.Written(count, digest))
            else:
                size, digest = path.stat().st_size, sha256_file(path)
                self._entries[name] = {"table": None, "bytes": size, "sha256": digest, "logical": digest}

    def _manifest(self) -> dict[str, Any]:
        tables: dict[str, dict[str, Any]] = {}
        for entry in self._entries.values():
            if entry["table"]:
                line = tables.setdefault(entry["table"], {"rows": 0, "files": 0})
                line["rows"] += entry["rows"]
                line["files"] += 1
        rows = {name: e["logical"] for name, e in self._entries.items() if e["table"]}
        return {
            **self.manifest,
            "schema": MANIFEST_SCHEMA,
            "release": self.id,
            "lake": self.lake.id,
            "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "base": self.base.id if self.base else None,
            "sample": self.sample,
            "software": __version__,
            "tables": tables,
            "files": self._entries,
            "vault": {name: {k: v for k, v in e.items() if k != "salt"} for name, e in self._vault.items()},
            "logical": logical.combine(rows),
            "logical_vault": logical.combine({name: e["logical"] for name, e in self._vault.items()}),
        }


def _settle(folder: Path) -> None:
    """Flush every file and folder to disk and take the right to write from the files."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            fsync_dir(path)
            continue
        if path.stat().st_nlink == 1:
            fd = os.open(path, os.O_RDONLY)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)
        path.chmod(path.stat().st_mode & ~0o222)
    fsync_dir(folder)
