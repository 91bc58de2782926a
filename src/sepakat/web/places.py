"""Where the site keeps what is not data: its secret key, its database, its copied static files.

Environment first, then the usual folders of the system. A lake may be read-only for the site, so nothing goes there.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def _base(xdg: str, fallback: str) -> Path:
    chosen = os.environ.get(xdg)
    if chosen:
        return Path(chosen)
    if os.name == "nt":  # pragma: no cover - Windows only
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home())))
    return Path.home() / fallback


def config_dir() -> Path:
    return _base("XDG_CONFIG_HOME", ".config") / "sepakat"


def state_dir() -> Path:
    """The database of people, roles and decisions: `SEPAKAT_STATE` or the user's data folder."""
    chosen = os.environ.get("SEPAKAT_STATE")
    return Path(chosen) if chosen else _base("XDG_DATA_HOME", ".local/share") / "sepakat"


def secret_key() -> str:
    """`SEPAKAT_SECRET_KEY`, else a key made once and kept in a file only its owner may read."""
    chosen = os.environ.get("SEPAKAT_SECRET_KEY")
    if chosen:
        return chosen
    path = config_dir() / "web-secret.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Created with its rights at once and never overwritten: two servers that start together share one key.
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()
