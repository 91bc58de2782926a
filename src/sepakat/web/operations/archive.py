"""One file with everything in it: a tar whose last member lists every other with its SHA-256.

The list comes last because it is known last; a cut-off file has none and is refused as a whole.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from sepakat.core.errors import UserError
from sepakat.core.text import Text

FORMAT = "sepakat-backup"
VERSION = 1
LIST = "manifest.json"


class _Hashing(io.RawIOBase):
    """Passes bytes on and hashes them on the way."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.sum.update(piece)
        return piece


class Writer:
    """Writes FILE beside itself and renames at the end; owner-only from its first byte."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f".{path.name}.{os.getpid()}.part")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.out = os.fdopen(os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self.tar = tarfile.open(fileobj=self.out, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed below
        self.sums: dict[str, str] = {}

    def folder(self, source: Path, name: str) -> None:
        """Every file below `source`, as `name/…`."""
        for path in sorted(p for p in source.rglob("*") if p.is_file()):
            self.file(path, f"{name}/{path.relative_to(source).as_posix()}")

    def file(self, source: Path, name: str) -> None:
        with open(source, "rb") as handle:
            info = self.tar.gettarinfo(arcname=name, fileobj=handle)
            info.type, info.linkname, info.size = tarfile.REGTYPE, "", os.fstat(handle.fileno()).st_size
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            hashing = _Hashing(handle)
            self.tar.addfile(info, hashing)
            self.sums[name] = hashing.sum.hexdigest()

    def finish(self, facts: dict[str, Any]) -> None:
        whole = json.dumps(
            {"format": FORMAT, "version": VERSION, **facts, "files": self.sums}, indent=1, sort_keys=True
        )
        info = tarfile.TarInfo(LIST)
        info.size, info.mode = len(whole.encode()), 0o600
        self.tar.addfile(info, io.BytesIO(whole.encode()))
        self.tar.close()
        self.out.flush()
        os.fsync(self.out.fileno())
        self.out.close()
        self.part.replace(self.path)

    def abandon(self) -> None:
        self.out.close()
        self.part.unlink(missing_ok=True)


def damaged(path: Path, detail: Text) -> UserError:
    return UserError(
        Text("Berkas cadangan ini tidak utuh.", "This backup is not whole."),
        detail,
        Text("Pakai cadangan lain; tidak ada yang diubah.", "Use another backup; nothing was changed."),
        where=str(path),
        code="backup-damaged",
    )


def manifest(path: Path) -> dict[str, Any]:
    """The list of a backup. UserError `backup-damaged` or `backup-newer`."""
    try:
        with tarfile.open(path, "r:") as tar:
            member = tar.extractfile(LIST)
            found = json.load(member) if member else {}
    except (tarfile.TarError, KeyError, ValueError, EOFError):
        raise damaged(path, Text("Daftar isinya tidak ada.", "Its list of contents is missing.")) from None
    if found.get("format") != FORMAT:
        raise damaged(path, Text("Bukan cadangan sepakat.", "It is no sepakat backup."))
    if int(found["version"]) > VERSION:
        raise UserError(
            Text("Cadangan ini dibuat versi sepakat yang lebih baru.", "A newer sepakat made this backup."),
            hint=Text("Perbarui sepakat, lalu ulangi.", "Update sepakat, then try again."),
            where=str(path),
            code="backup-newer",
        )
    return dict(found)


def unpack(path: Path, into: Path | None) -> dict[str, Any]:
    """Check every file against the list and write it below `into` (None: only check). Gives the list.

    Only plain files with names from the list are taken, so nothing in the archive can reach outside `into`.
    """
    listed = manifest(path)
    waiting = dict(listed["files"])
    with tarfile.open(path, "r:") as tar:
        for member in _members(tar, path):
            if member.name == LIST:
                continue
            wanted = waiting.pop(member.name, None)
            source = tar.extractfile(member) if member.isreg() else None
            if wanted is None or source is None or not _inside(member.name):
                raise damaged(path, Text("Isinya tidak sesuai daftar.", "Its contents differ from its list."))
            if _taken(source, into / member.name if into else None) != wanted:
                raise damaged(path, Text(f"{member.name} berubah.", f"{member.name} has changed."))
    if waiting:
        raise damaged(path, Text(f"{len(waiting)} berkas tidak ada.", f"{len(waiting)} files are missing."))
    return listed


def _members(tar: tarfile.TarFile, path: Path) -> Iterator[tarfile.TarInfo]:
    try:
        yield from tar
    except tarfile.TarError:
        raise damaged(path, Text("Terpotong atau berubah.", "Cut off or changed.")) from None


def _inside(name: str) -> bool:
    parts = name.split("/")
    return not name.startswith("/") and "\\" not in name and all(p not in ("", ".", "..") for p in parts)


def _taken(source: IO[bytes], target: Path | None) -> str:
    running = hashlib.sha256()
    if target is None:
        while piece := source.read(1 << 20):
            running.update(piece)
        return running.hexdigest()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while piece := source.read(1 << 20):
            running.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return running.hexdigest()
