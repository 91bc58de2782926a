"""Where approved programmes of regions lie: the first folder of `SEPAKAT_PROGRAMMES`, else `LAKE/programmes`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings

from sepakat.catalogue import schemes
from sepakat.catalogue.schemes import Programme


def path() -> Path:
    return schemes.beside(Path(settings.LAKE))


def write(id_: str, text: str) -> Path:
    """Put a programme's file in its place in one step, checked before. UserError where it cannot be used."""
    read(id_, text)
    home = path()
    home.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=home, prefix=".", suffix=".baru")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    Path(name).chmod(0o644)
    target = home / f"{id_}.toml"
    return Path(name).replace(target)


def read(id_: str, text: str) -> Programme:
    """The programme that a text would be. UserError: catalogue-file, or the codes of `expressions.check`."""
    with tempfile.TemporaryDirectory(prefix="program-") as scratch:
        draft = Path(scratch) / f"{id_}.toml"
        draft.write_text(text, encoding="utf-8")
        return schemes.read_programme(draft, own=True)
