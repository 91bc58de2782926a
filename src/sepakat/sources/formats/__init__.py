"""File formats, one per file, found by walking this folder.

Each module declares `SUFFIXES`, may declare `MAGIC` (first bytes) and gives:

`peek(path) -> list[Sheet]`: the tables of a file, each with its name and first rows, read cheaply.
`rows(path, sheet, skip) -> Reading`: the table as batches of text, in bounded memory.

Nothing here knows what the columns mean.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from sepakat.core.errors import UserError
from sepakat.core.text import Text

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@lru_cache(maxsize=1)
def discover() -> dict[str, ModuleType]:
    """Format id → module."""
    found = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "SUFFIXES"):
            found[info.name] = module
    return found


def suffixes() -> list[str]:
    """Every file ending that can be read, such as `.csv`."""
    return sorted(suffix for module in discover().values() for suffix in module.SUFFIXES)


def of(path: Path) -> ModuleType:
    """The format of a file: by its first bytes where they are telling, else by its ending; a folder of Parquet parts.

    UserError for a missing, empty, locked or unknown file.
    """
    where = path.name
    if discover()["parquet"].is_folder(path):  # one table in parts
        return discover()["parquet"]
    if not path.is_file():
        raise UserError(
            Text("Berkas tidak ditemukan.", "The file was not found."),
            hint=Text("Periksa nama dan letak berkas.", "Check the name and place of the file."),
            where=where, code="file-missing",
        )  # fmt: skip
    with open(path, "rb") as source:
        head = source.read(512)
    if not head:
        raise UserError(
            Text("Berkas kosong.", "The file is empty."),
            hint=Text("Minta berkas yang berisi, lalu unggah lagi.", "Ask for the filled file, then upload again."),
            where=where, code="file-empty",
        )  # fmt: skip
    modules = discover().values()
    for module in modules:
        if any(head.startswith(magic) for magic in getattr(module, "MAGIC", ())):
            return module
    if head.startswith(_OLE):  # an old .xls, or an .xlsx inside a password container
        if "EncryptedPackage".encode("utf-16le") in _beginning(path):
            raise locked(where)
        return discover()["xlsx"]
    suffix = path.suffix.lower()
    for module in modules:
        if suffix in module.SUFFIXES:
            return module
    raise UserError(
        Text(f"Jenis berkas `{suffix or '(tanpa akhiran)'}` belum dapat dibaca.", "This kind of file cannot be read."),
        hint=Text(
            "Simpan sebagai salah satu dari: " + ", ".join(suffixes()) + ".",
            "Save it as one of: " + ", ".join(suffixes()) + ".",
        ),
        where=where, code="file-kind",
    )  # fmt: skip


def _beginning(path: Path) -> bytes:
    with open(path, "rb") as source:
        return source.read(4_000_000)


def locked(where: str) -> UserError:
    """The error for a file behind a password."""
    return UserError(
        Text("Berkas terkunci kata sandi.", "The file is locked with a password."),
        hint=Text(
            "Buka di Excel, simpan tanpa kata sandi, lalu unggah lagi.",
            "Open it in Excel, save it without a password, then upload again.",
        ),
        where=where, code="file-locked",
    )  # fmt: skip


def damaged(where: str, kind: str) -> UserError:
    """The error for a file that is cut off or damaged."""
    return UserError(
        Text(f"Berkas {kind} rusak atau terpotong.", f"The {kind} file is damaged or cut off."),
        detail=Text("Isinya berhenti sebelum selesai atau bukan jenis itu.", "It stops early or is of another kind."),
        hint=Text(
            "Salin ulang dari sumbernya, periksa ukurannya sama, lalu unggah lagi.",
            "Copy it again from its source, compare the sizes, then upload again.",
        ),
        where=where, code="file-damaged",
    )  # fmt: skip
