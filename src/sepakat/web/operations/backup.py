"""Backup and restore of the whole site: database, lake with its vault, state files. Never the keys.

The backup is taken while people work. A restore only ever fills empty places: it replaces nothing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

import sepakat
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.lake import Lake
from sepakat.web.operations import archive, database, dump, snapshot

NAME = "sepakat-%Y%m%d-%H%M%S.tar"
KEYS = Text(
    "Kunci brankas dan kunci laman tidak ada di dalam cadangan: simpan keduanya terpisah, di tempat aman.",
    "The keys of vault and site are not in the backup: keep both apart, in a safe place.",
)


def backup(lake_path: Path, target: Path, *, keep: int = 0, progress: Progress = SILENT) -> Path:
    """Write a backup to a new file, or to a file named by the time in an existing folder; gives its path.

    keep: then leave only so many backups in that folder. UserError `backup-exists`, `backup-version`, `lake-busy`.
    """
    folder = target.is_dir()
    path = target / dt.datetime.now().strftime(NAME) if folder else target
    if path.exists():
        raise UserError(
            Text("Berkas itu sudah ada.", "That file is there already."),
            hint=Text("Pilih nama lain, atau sebutkan sebuah folder.", "Choose another name, or name a folder."),
            where=str(path),
            code="backup-exists",
        )
    lake = Lake.open(lake_path)
    if database.pending():
        raise UserError(
            Text("Basis data berasal dari versi lain.", "The database belongs to another version."),
            hint=Text(
                "Cadangkan dengan versi yang lama, atau jalankan `sepakat site migrate` dahulu.",
                "Back up with the old version, or run `sepakat site migrate` first.",
            ),
            code="backup-version",
        )
    out = archive.Writer(path)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="sepakat-backup-") as scratch,
            progress.step(str(Text("Membuat cadangan", "Making a backup")), total=3) as step,
        ):
            facts = _collect(lake, Path(scratch), out, step)
        out.finish(facts)
    except BaseException:
        out.abandon()
        raise
    if folder and keep:
        _thin(target, keep)
    return path


def _collect(lake: Lake, scratch: Path, out: archive.Writer, step: Any) -> dict[str, Any]:
    """Everything into the archive; gives the facts of its list."""
    opened: list[dump.Snapshot] = []
    try:
        with snapshot.still(lake, lambda: opened.append(dump.Snapshot(scratch))) as seen:
            tables = scratch / "database"
            tables.mkdir()
            rows = dump.write(tables)
            migrations = dump.applied(dump.SNAPSHOT)
            out.folder(tables, "database")
            step.advance()
            for source, name in state_files():
                with contextlib.suppress(FileNotFoundError):  # an upload may end meanwhile
                    out.file(source, f"state/{name}")
            step.advance()
            out.folder(seen, "lake")
            step.advance()
    finally:
        for one in opened:
            one.close()
    return {
        "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "program": sepakat.__version__,
        "vendor": connection.vendor,
        "migrations": migrations,
        "rows": rows,
        "lake": {"id": lake.id, "release": lake.current_id, "key": lake.fingerprint},
    }


def state_files() -> list[tuple[Path, str]]:
    """Files of the state folder beside the database (sealed lists, uploads under way), with their names in it."""
    root = Path(settings.STATE)
    found = sorted(p for p in root.rglob("*") if p.is_file() and not p.is_symlink()) if root.is_dir() else []
    names = [(p, p.relative_to(root).as_posix()) for p in found]
    return [(p, n) for p, n in names if ".sqlite3" not in p.name and not any(x.startswith(".") for x in n.split("/"))]


def _thin(folder: Path, keep: int) -> None:
    old = sorted(folder.glob("sepakat-????????-??????.tar"))
    for path in old[: max(0, len(old) - keep)]:
        path.unlink()


def restore(path: Path, lake_path: Path, *, progress: Progress = SILENT) -> dict[str, Any]:
    """Fill an empty database, an empty state folder and a missing lake folder from a backup; gives its list.

    UserError: `restore-not-empty`, `restore-version`, `backup-damaged`. Whatever fails, nothing of the old is touched,
    and a second try starts clean.
    """
    listed = archive.manifest(path)
    _check_empty(lake_path)
    database.migrate()
    _check_database(listed)
    lake_path.parent.mkdir(parents=True, exist_ok=True)
    unpacked = Path(tempfile.mkdtemp(prefix=f".{lake_path.name}-", dir=lake_path.parent))
    try:
        with progress.step(str(Text("Memulihkan", "Restoring")), total=3) as step:
            archive.unpack(path, unpacked)
            step.advance()
            for name in ("releases", "intake", "models", "regions", "vault", "work"):
                (unpacked / "lake" / name).mkdir(mode=0o700, exist_ok=True)
            with transaction.atomic():  # the database keeps its rows only when everything is in its place
                dump.read(unpacked / "database")
                step.advance()
                _place(unpacked / "state", Path(settings.STATE))
                if lake_path.is_dir():
                    lake_path.rmdir()
                (unpacked / "lake").rename(lake_path)
            step.advance()
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    return listed


def _place(source: Path, target: Path) -> None:
    for found in sorted(p for p in source.rglob("*") if p.is_file()) if source.is_dir() else ():
        place = target / found.relative_to(source)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(found, place)


def _not_empty(what: Text, where: str) -> UserError:
    return UserError(
        what,
        Text("Pemulihan tidak pernah menimpa.", "A restore never replaces anything."),
        Text(
            "Pindahkan yang lama, atau sebutkan tempat baru: --lake, SEPAKAT_STATE, DATABASE_URL.",
            "Move the old one away, or name a new place: --lake, SEPAKAT_STATE, DATABASE_URL.",
        ),
        where=where,
        code="restore-not-empty",
    )


def _check_empty(lake_path: Path) -> None:
    if lake_path.exists() and (not lake_path.is_dir() or any(lake_path.iterdir())):
        raise _not_empty(Text("Folder lake tujuan sudah berisi.", "The lake's folder is not empty."), str(lake_path))
    if state_files():
        raise _not_empty(
            Text("Folder state sudah berisi.", "The state folder is not empty."), os.fspath(settings.STATE)
        )


def _check_database(listed: dict[str, Any]) -> None:
    table = dump.holds()
    if table is not None:
        raise _not_empty(Text("Basis data tujuan sudah berisi.", "The database is not empty."), table)
    here = dump.applied()
    ours = {app: names for app, names in listed["migrations"].items() if app in here or names}
    if ours != here:
        raise UserError(
            Text(
                f"Cadangan ini dibuat oleh sepakat {listed['program']}, dengan susunan basis data lain.",
                f"This backup was made by sepakat {listed['program']}, with another shape of the database.",
            ),
            hint=Text(
                "Pulihkan dengan versi itu, lalu perbarui program dan jalankan `sepakat site migrate`.",
                "Restore with that version, then update the program and run `sepakat site migrate`.",
            ),
            code="restore-version",
        )
