"""Office files are zip files: written with fixed times and order, so that the same contents are the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import BinaryIO
from xml.etree import ElementTree

from sepakat.core.errors import UserError
from sepakat.core.text import Text

MOST = 200 * 1024 * 1024  # bytes that a file may unpack to
_DAY = (2026, 1, 1, 0, 0, 0)


def parts(packed: bytes | BinaryIO) -> dict[str, bytes]:
    """The files inside, by name. UserError `document-file` for what is no such file, or one that would unpack to more
    than `MOST`."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed) if isinstance(packed, bytes) else packed) as opened:
            if sum(info.file_size for info in opened.infolist()) > MOST:
                raise no_file()
            return {info.filename: opened.read(info) for info in opened.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as problem:
        raise no_file() from problem


def packed(files: Mapping[str, bytes | str], first: str, *, plain: bool = False) -> bytes:
    """A zip file: `first` at its head (not compressed where `plain`), then the rest by name."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as out:
        for name in [first, *sorted(name for name in files if name != first)]:
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_STORED if plain and name == first else zipfile.ZIP_DEFLATED
            out.writestr(info, files[name])
    return raw.getvalue()


def parsed(xml: bytes) -> ElementTree.Element:
    """The tree of a part of a file that people hand in. Office files have no document type, so one that has (and could
    define entities that grow) is refused. ElementTree.ParseError."""
    if b"<!DOCTYPE" in xml:
        raise no_file()
    return ElementTree.fromstring(xml)  # noqa: S314


def no_file() -> UserError:
    """The refusal of a file that is no document."""
    return UserError(
        Text("Berkas ini bukan naskah Word (DOCX) yang dapat dibaca.", "This is no Word document that can be read."),
        hint=Text("Simpan naskah sebagai .docx, lalu coba lagi.", "Save the document as .docx and try again."),
        code="document-file",
    )
