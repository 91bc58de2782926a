"""The key of the identity vault: where it comes from, and the keys made from it.

One master key of 32 bytes, from `SEPAKAT_KEY` (64 hex digits) or a key file that only its owner may read. It never
encrypts anything itself: each file, and each use, has a key of its own derived by HKDF-SHA256 (RFC 5869).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

from sepakat.core.errors import UserError
from sepakat.core.text import Text

KEY_BYTES = 32


def hkdf(master: bytes, info: bytes, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA256 (RFC 5869): `length` bytes bound to `info` and `salt`."""
    block, out = b"", b""
    pseudo = hmac.digest(salt or bytes(32), master, "sha256")
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.digest(pseudo, block + info + bytes([counter]), "sha256")
        out += block
    return out[:length]


def key_path(lake_id: str) -> Path:
    """Where the key file of a lake is: `SEPAKAT_KEY_FILE`, or `<config>/sepakat/<lake-id>.key`."""
    named = os.environ.get("SEPAKAT_KEY_FILE")
    if named:
        return Path(named)
    config = os.environ.get("XDG_CONFIG_HOME")
    return (Path(config) if config else Path.home() / ".config") / "sepakat" / f"{lake_id}.key"


def make_key_file(path: Path) -> None:
    """Make a new random key file, readable by its owner only. An existing one is kept."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(fd, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(KEY_BYTES) + "\n")
        out.flush()
        os.fsync(out.fileno())


def load_key(lake_id: str) -> bytes | None:
    """The master key, or None where there is none. UserError for a key that is malformed or readable by others."""
    named = os.environ.get("SEPAKAT_KEY")
    if named:
        return _parse(named, "SEPAKAT_KEY")
    path = key_path(lake_id)
    if not path.exists():
        return None
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UserError(
            Text("Berkas kunci dapat dibaca orang lain.", "The key file can be read by others."),
            Text("Kunci brankas hanya boleh dibaca pemiliknya.", "Only its owner may read the key of the vault."),
            Text(f"Jalankan: chmod 600 {path}", f"Run: chmod 600 {path}"),
            where=str(path),
            code="key-file-open",
        )
    return _parse(path.read_text(encoding="ascii", errors="replace"), str(path))


def _parse(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise UserError(
            Text("Kunci brankas harus 64 angka heksadesimal.", "The key of the vault is 64 hexadecimal digits."),
            hint=Text("Periksa kunci yang disimpan saat penyiapan.", "Look for the key kept at set-up."),
            where=where,
            code="key-malformed",
        )
    return key


def fingerprint(master: bytes) -> str:
    """Eight bytes that tell a wrong key from the right one, and tell nothing of the key."""
    return hkdf(master, b"sepakat/fingerprint", length=8).hex()


def keyed_hashes(key: bytes, values: Iterable[str | None]) -> list[bytes | None]:
    """16 bytes of keyed BLAKE2b over each identity number; None (and empty text) stay None."""
    start = hashlib.blake2b(digest_size=16, key=key)  # copied for each value: taking in the key is half the work

    def one(value: str) -> bytes:
        state = start.copy()
        state.update(value.encode())
        return state.digest()

    return [one(value) if value else None for value in values]
