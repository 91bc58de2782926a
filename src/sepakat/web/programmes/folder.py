"""Where approved programmes of regions lie: the first folder of `SEPAKAT_PROGRAMMES`, else `LAKE/programmes`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings

from sepakat.catalogue import schemes
from sepakat.catalogue.schemes import Programme
from sepakat.core.files import write_atomic


def path() -> Path:
    return schemes.beside(Path(settings.LAKE))


def write(id_: str, text: str) -> Path:
    """Put a programme's file in its place in one step, checked before. UserError where it cannot be used."""
    read(id_, text)
    target = path() / f"{id_}.toml"
    write_atomic(target, text)
    target.chmod(0o644)  # the command line, too, reads what is in force
    return target


def read(id_: str, text: str) -> Programme:
    """The programme that a text would be. UserError: catalogue-file, or the codes of `expressions.check`."""
    with tempfile.TemporaryDirectory(prefix="program-") as scratch:
        draft = Path(scratch) / f"{id_}.toml"
        draft.write_text(text, encoding="utf-8")
        return schemes.read_programme(draft, own=True)
