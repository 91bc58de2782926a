"""The secret of a lake behind the noise of free tables (`core.cellkey`): one for the lake's whole life.

`LAKE/cells.key`, readable by its owner only, written when a release is begun. It is derived from the vault's key, and
stays as it is when that is changed: a second secret would give a second draw of every noise, and their mean is nearer
to the truth. It opens nothing: it only tells which noise a figure has.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from sepakat.core.errors import UserError
from sepakat.core.files import read_json
from sepakat.core.text import Text
from sepakat.lake import keys

NAME = "cells.key"


def ensure(lake: Path) -> None:
    """Write the secret of a lake that has none yet: derived from the vault's key, random where there is no vault."""
    path = lake / NAME
    if path.exists():
        return
    made = _derived(lake) or secrets.token_bytes(keys.KEY_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # pragma: no cover - another process was first
        return
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(made.hex() + "\n")
        out.flush()
        os.fsync(out.fileno())


def secret(lake: Path) -> bytes:
    """The secret of a lake: from its file, else (a lake of an earlier version) derived from the vault's key.

    UserError: cell-key-missing, cell-key-open (others can read the file), cell-key-malformed.
    """
    path = lake / NAME
    try:
        text = path.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        found = _derived(lake)
        if found is None:
            raise _missing(path) from None
        return found
    except PermissionError:
        raise _missing(path) from None
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UserError(
            Text("Kunci gangguan tabel dapat dibaca orang lain.", "The key of the table noise can be read by others."),
            hint=Text(f"Jalankan: chmod 600 {path}", f"Run: chmod 600 {path}"),
            where=str(path),
            code="cell-key-open",
        )
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != keys.KEY_BYTES:
        raise UserError(
            Text("Kunci gangguan tabel harus 64 angka heksadesimal.", "The key of the table noise is 64 hex digits."),
            hint=Text("Pulihkan berkas itu dari cadangan.", "Restore that file from a backup."),
            where=str(path),
            code="cell-key-malformed",
        )
    return found


def of_release(release: Path) -> bytes:
    """The secret of the lake that a release folder (`LAKE/releases/<id>`) lies in."""
    return secret(release.parent.parent)


def _derived(lake: Path) -> bytes | None:
    """From the vault's key, if it is at hand and the right one."""
    try:
        facts = read_json(lake / "lake.json")
    except (OSError, ValueError):
        return None
    master = keys.load_key(str(facts.get("id", "")))
    if master is None or facts.get("key") != keys.fingerprint(master):
        return None
    return keys.hkdf(master, b"sepakat/cells", salt=str(facts["id"]).encode())


def _missing(path: Path) -> UserError:
    return UserError(
        Text("Tabel bebas belum dapat dibuat dari data lake ini.", "This lake cannot make free tables yet."),
        Text(
            "Kunci gangguannya belum ada atau tidak boleh dibaca oleh program ini.",
            "The key of its noise is not there, or this program may not read it.",
        ),
        Text(
            "Bangun rilis baru dengan `sepakat release build`, atau jalankan dengan kunci brankas (SEPAKAT_KEY).",
            "Build a new release with `sepakat release build`, or run with the vault's key (SEPAKAT_KEY).",
        ),
        where=str(path),
        code="cell-key-missing",
    )
