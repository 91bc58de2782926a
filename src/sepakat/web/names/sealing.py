"""Sealed files on disk: encrypted (AES-GCM, a key derived from the vault's), owner-only, under names that mean nothing.

A copy of the folder, or of a backup of it, tells nobody a name. What is shown as SHA-256 is of the file as it is
handed over, so that the recipient can check it.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from sepakat.core.errors import UserError
from sepakat.core.files import fsync_dir
from sepakat.core.text import Text
from sepakat.web.names import lake
from sepakat.web.names.models import ListRequest, SealedFile

_NAME = re.compile(r"[0-9a-f]{32}")


def folder() -> Path:
    """Where sealed files lie (0700)."""
    path = Path(settings.STATE) / "sealed"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def seal(
    request: ListRequest, recipient: int, extension: str, content: bytes, rows: int, kind: str = "daftar"
) -> SealedFile:
    """Encrypt one file and enter it. Flushed to disk before it is entered."""
    name = secrets.token_hex(16)
    nonce = secrets.token_bytes(12)
    raw = nonce + _cipher().encrypt(nonce, content, name.encode())
    fd = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "wb") as out:
        out.write(raw)
        out.flush()
        os.fsync(out.fileno())
    fsync_dir(folder())
    return SealedFile.objects.create(
        request=request,
        recipient_id=recipient,
        kind=kind,
        extension=extension,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        rows=rows,
    )


def opened(one: SealedFile) -> bytes:
    """The file as it was sealed; UserError `list-damaged` where it is not what was sealed."""
    try:
        raw = _path(one.name).read_bytes()
        content = _cipher().decrypt(raw[:12], raw[12:], one.name.encode())
    except (OSError, InvalidTag, ValueError):
        raise _damaged() from None
    if hashlib.sha256(content).hexdigest() != one.sha256:
        raise _damaged()
    return content


def destroy(name: str) -> None:
    _path(name).unlink(missing_ok=True)


def sweep() -> None:
    """Remove files that no live entry names: what a crash between sealing and entering left behind."""
    known = set(SealedFile.objects.filter(destroyed_at=None).values_list("name", flat=True))
    for path in folder().iterdir():
        if _NAME.fullmatch(path.name) and path.name not in known:
            path.unlink(missing_ok=True)


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):  # names come from our own table; a changed one still leads nowhere else
        raise _damaged()
    return folder() / name


def _cipher() -> AESGCM:
    key = lake.lake().vault.key_hash(["sepakat/sealed-list"])[0].as_py()
    return AESGCM(key)


def _damaged() -> UserError:
    return UserError(
        Text("Berkas tersegel ini rusak atau hilang.", "This sealed file is damaged or gone."),
        hint=Text("Minta daftar disusun ulang.", "Ask for the list to be made again."),
        code="list-damaged",
    )
