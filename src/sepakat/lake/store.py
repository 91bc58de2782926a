"""The lake: a folder of releases, a pointer to the current one, a vault, and a scratch folder that is wiped.

A release appears by one rename and is published by replacing one small file, so a reader at any moment sees the state
before or the state after, and a crash leaves the last release as it was.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sepakat.core import disk
from sepakat.core.errors import UserError, nearest
from sepakat.core.files import fsync_dir, read_json, write_atomic, write_json
from sepakat.core.text import Text
from sepakat.lake import cells, continuing, keys
from sepakat.lake.lock import NAME as LOCK_NAME
from sepakat.lake.lock import writer_lock
from sepakat.lake.reading import Release, ReleaseInfo, info
from sepakat.lake.vault import Vault

if TYPE_CHECKING:
    from sepakat.lake.building import Build

SCHEMA = 1
FORMAT = "sepakat-lake"
_ID = re.compile(r"\d{8}-\d{2,}")


class Lake:
    """One lake. Make with `Lake.create`, open with `Lake.open`; reading never needs the key of the vault."""

    def __init__(self, path: Path, facts: dict[str, object]) -> None:
        self.path = path
        self.id = str(facts["id"])
        self.fingerprint = facts.get("key")
        self._depth = 0

    # ---- making and opening

    @classmethod
    def create(cls, path: Path | str, *, key: bool = True) -> Lake:
        """Make a new lake in an empty or missing folder, and its vault key file unless one is there already.

        UserError `lake-exists` for a folder that is a lake, `lake-folder-full` for one that holds other things.
        """
        root = Path(path)
        if (root / "lake.json").exists():
            raise UserError(
                Text("Folder ini sudah berisi data lake.", "This folder is a lake already."),
                hint=Text("Buka lake itu, atau pilih folder lain.", "Open it, or name another folder."),
                where=str(root),
                code="lake-exists",
            )
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise UserError(
                Text("Folder untuk data lake harus kosong.", "The folder for a new lake must be empty."),
                hint=Text("Pilih folder baru.", "Name a new folder."),
                where=str(root),
                code="lake-folder-full",
            )
        for name in ("releases", "intake", "models", "regions"):
            (root / name).mkdir(parents=True, exist_ok=True)
        for name in ("vault", "work"):
            (root / name).mkdir(mode=0o700, exist_ok=True)
        lake_id = uuid.uuid4().hex[:16]
        master = keys.load_key(lake_id)
        if master is None and key:
            keys.make_key_file(keys.key_path(lake_id))
            master = keys.load_key(lake_id)
        facts: dict[str, object] = {
            "format": FORMAT,
            "schema": SCHEMA,
            "id": lake_id,
            "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "key": keys.fingerprint(master) if master else None,
        }
        write_json(root / "lake.json", facts)
        return cls(root, facts)

    @classmethod
    def open(cls, path: Path | str) -> Lake:
        """Open a lake and wipe what a crashed build left behind.

        UserError `lake-none` where the folder is no lake, `lake-newer` where a later version of sepakat made it.
        """
        root = Path(path)
        try:
            facts = read_json(root / "lake.json")
        except (OSError, ValueError):
            facts = None
        if not isinstance(facts, dict) or facts.get("format") != FORMAT:
            raise UserError(
                Text("Folder ini bukan data lake sepakat.", "This folder is no sepakat lake."),
                hint=Text(
                    "Periksa `--lake` atau SEPAKAT_LAKE, atau buat lake baru dengan `sepakat release build`.",
                    "Check `--lake` or SEPAKAT_LAKE, or make a new one with `sepakat release build`.",
                ),
                where=str(root),
                code="lake-none",
            )
        if int(facts.get("schema", 0)) > SCHEMA:
            raise UserError(
                Text("Data lake ini dibuat versi sepakat yang lebih baru.", "A newer sepakat made this lake."),
                Text(
                    f"Skema lake {facts['schema']}, program ini mengenal sampai {SCHEMA}.",
                    f"Lake schema {facts['schema']}; this program knows up to {SCHEMA}.",
                ),
                Text("Perbarui sepakat, lalu buka lagi.", "Update sepakat, then open it again."),
                where=str(root),
                code="lake-newer",
            )
        lake = cls(root, facts)
        lake.sweep()
        return lake

    @classmethod
    def ensure(cls, path: Path | str) -> Lake:
        """Open the lake there, or make one."""
        return cls.open(path) if (Path(path) / "lake.json").exists() else cls.create(path)

    # ---- releases

    @property
    def current_id(self) -> str | None:
        """Id of the published release, or None before the first."""
        try:
            return (self.path / "current").read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None

    def release_ids(self) -> list[str]:
        """Ids of all sealed releases, oldest first."""
        folder = self.path / "releases"
        return sorted(p.name for p in folder.iterdir() if (p / "manifest.json").exists()) if folder.is_dir() else []

    def releases(self) -> list[ReleaseInfo]:
        """All sealed releases, oldest first."""
        current = self.current_id
        return [info(Release(self.path / "releases" / name), current) for name in self.release_ids()]

    def release(self, name: str = "current") -> Release:
        """A release by id, or the published one by `current`. UserError `release-none` or `release-unknown`."""
        wanted = self.current_id if name == "current" else name
        known = self.release_ids()
        if wanted is None:
            raise UserError(
                Text("Belum ada rilis yang terbit.", "No release has been published."),
                hint=Text(
                    "Buat dengan `sepakat release build`, lalu terbitkan dengan `sepakat release publish`.",
                    "Make one with `sepakat release build`, then publish it with `sepakat release publish`.",
                ),
                where=str(self.path),
                code="release-none",
            )
        if not _ID.fullmatch(wanted) or wanted not in known:
            near = nearest(wanted, known)
            raise UserError(
                Text(f"Rilis `{wanted}` tidak ada.", f"There is no release `{wanted}`."),
                hint=Text(f"Maksud Anda `{near}`?", f"Did you mean `{near}`?")
                if near
                else Text("Lihat `sepakat release list`.", "See `sepakat release list`."),
                where=str(self.path),
                code="release-unknown",
            )
        return Release(self.path / "releases" / wanted)

    def publish(self, release_id: str) -> Release:
        """Make a sealed release the current one, in one atomic step. Publishing an older one goes back to it."""
        release = self.release(release_id)
        write_atomic(self.path / "current", release.id + "\n")
        return release

    # ---- writing

    @property
    def work(self) -> Path:
        return self.path / "work"

    @property
    def vault(self) -> Vault:
        """The identity vault. Opening a table takes a grant; the key is asked for only then."""
        return Vault(self.path, self.id, self.fingerprint)

    @contextlib.contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Hold the lake for one writer (an ingest inside a build shares the lock of the build) and start clean."""
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        with disk.guard(self.path), writer_lock(self.work, what):
            self._wipe()
            self._depth = 1
            try:
                yield
            finally:
                self._depth = 0

    @contextlib.contextmanager
    def scratch(self, name: str) -> Iterator[Path]:
        """A folder for short-lived plain files (0700), wiped at the end whatever happens.

        `diff` and `read` are for spilling while reading, without the writer lock: a sweep leaves theirs alone as long
        as their process lives.
        """
        folder = self.work / f"{name}.{os.getpid()}.{uuid.uuid4().hex[:8]}"
        folder.mkdir(mode=0o700, parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def begin(
        self,
        *,
        sample: bool = False,
        base: str | None = "current",
        on: dt.date | None = None,
        plan: dict[str, Any] | None = None,
        afresh: bool = False,
    ) -> Build:
        """Start a release beside the others: `with lake.begin() as build: ...; build.seal()`.

        base: the release to share unchanged files with (`current` may be none yet; None = none). plan: everything that
        the release rests on; a build that was killed and begins again with the same plan goes on from its finished
        units. afresh: neither go on nor take finished units over from the base.
        """
        from sepakat.lake.building import Build

        cells.ensure(self.path)
        known = base if base != "current" else self.current_id
        release = self.release(known) if known else None
        return Build(self, release, sample, on or dt.date.today(), plan=plan, afresh=afresh)

    def next_id(self, on: dt.date) -> str:
        """The id after the last of that day: `YYYYMMDD-NN`."""
        day = on.strftime("%Y%m%d")
        used = [int(name.split("-")[1]) for name in self.release_ids() if name.startswith(day + "-")]
        return f"{day}-{max(used, default=0) + 1:02d}"

    def sweep(self) -> bool:
        """Wipe what a crashed writer left, unless a writer is at work now. True if something was wiped."""
        try:
            left = self._left_over() + self._orphans()
        except OSError:
            return False
        if not left:
            return False
        try:
            with writer_lock(self.work, "sweep"):
                self._wipe()
        except (UserError, OSError):  # a writer is at work, or the lake is read-only for us
            return False
        return True

    def _left_over(self) -> list[Path]:
        """What no process needs any more. Of an interrupted build only what it cannot go on from."""
        found = [p for p in self.work.iterdir() if p.name != LOCK_NAME and not _reading(p.name)]
        going_on = self.work / continuing.NAME
        if going_on in found and continuing.kept(going_on):
            found.remove(going_on)
            found += list((going_on / "scratch").glob("*"))
        return found

    def forget_unfinished(self) -> None:
        """Wipe what an interrupted build left to go on from. The caller holds the writer lock."""
        shutil.rmtree(self.work / continuing.NAME, ignore_errors=True)

    def _orphans(self) -> list[Path]:
        """Vault folders whose release, intake or matching run never came to be, and half-made pointers."""
        folders = [p for p in (self.path / "vault").iterdir() if p.is_dir()]
        known = {"intake": self.path / "intake", "release": self.path / "releases", "run": self.path / "matching"}
        lost = [p for p in folders if not any((home / p.name / "manifest.json").exists() for home in known.values())]
        return lost + [p for p in self.path.glob(".current.*.tmp") if not _alive(p.name.split(".")[2])]

    def _wipe(self) -> None:
        for path in self._left_over() + self._orphans():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        fsync_dir(self.work)


def _reading(name: str) -> bool:
    """Whether a scratch folder is the spill of a reader that still runs."""
    what, _, rest = name.partition(".")
    return what in ("diff", "read") and _alive(rest.partition(".")[0])


def _alive(pid: str) -> bool:
    """Whether a process of this number runs. A number used again by another keeps a harmless file a little longer."""
    if not pid.isdigit():
        return False
    if os.name != "posix":  # pragma: no cover - Windows refuses to delete open files by itself
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
