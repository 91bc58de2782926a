"""What a sent file really is: plain, or packed in an archive of one file; and no bomb either way.

Sizes that an archive states are not believed: its contents are unpacked piece by piece, and counted. Nothing is ever
written under a name that an archive gives.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.sources import formats

PIECE = 1 << 20
SMALL = 10_000_000  # below this an archive may be as dense as it likes
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods")
PACKED = (".zip", ".gz")
_ODD = re.compile(r"[^A-Za-z0-9._ ()+-]+")


def clean_name(name: str) -> str:
    """A file name fit to be kept and shown: the last part of a path, plain letters, not hidden, not too long."""
    last = re.split(r"[\\/]", name)[-1]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    plain = _ODD.sub("_", plain).strip(" .") or "berkas"
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:80]}.{suffix[:10]}" if dot else plain[:90]


def readable(name: str) -> bool:
    """Whether files of this ending can be taken in, packed or plain."""
    suffix = PurePosixPath(name.lower()).suffix
    return suffix in formats.suffixes() or suffix in PACKED


def check_kind(name: str) -> None:
    """UserError `file-kind` for an ending that cannot be read."""
    if not readable(name):
        listed = ", ".join([*formats.suffixes(), *PACKED])
        raise UserError(
            Text("Jenis berkas ini belum dapat dibaca.", "This kind of file cannot be read."),
            hint=Text(f"Kirim salah satu dari: {listed}.", f"Send one of: {listed}."),
            where=name,
            code="file-kind",
        )


def opened(path: Path, name: str, *, most: int, ratio: int) -> tuple[str, Iterator[bytes]]:
    """(name, pieces) of the data file that was sent as `path`: unpacked from an archive of one file, else as it is.

    UserError `file-kind`, `archive-…` or `file-bomb`; what only shows while unpacking is raised from the pieces.
    """
    check_kind(name)
    suffix = PurePosixPath(name.lower()).suffix
    if suffix == ".zip":
        return _zipped(path, name, most, ratio)
    if suffix == ".gz":
        inner = clean_name(name[:-3])
        _check_inner(inner, name)
        return inner, _counted(_gunzipped(path, name), path.stat().st_size, most, ratio, name)
    if suffix in WORKBOOKS and zipfile.is_zipfile(path):
        _check_workbook(path, name, most, ratio)
    return name, _plain(path)


def _plain(path: Path) -> Iterator[bytes]:
    with open(path, "rb") as source:
        while piece := source.read(PIECE):
            yield piece


def _zipped(path: Path, name: str, most: int, ratio: int) -> tuple[str, Iterator[bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise formats.damaged(name, "ZIP") from None
    if len(entries) != 1:
        raise UserError(
            Text(f"Arsip ini berisi {len(entries)} berkas.", f"This archive holds {len(entries)} files."),
            hint=Text("Kirim arsip berisi satu berkas, atau kirim berkasnya langsung.", "Send one file per archive."),
            where=name,
            code="archive-many",
        )
    entry = entries[0]
    if entry.flag_bits & 1:
        raise formats.locked(name)
    parts = re.split(r"[\\/]", entry.filename)
    if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]:
        raise UserError(
            Text("Nama berkas di dalam arsip menunjuk ke luar arsip.", "A name in the archive points outside of it."),
            hint=Text("Buat ulang arsipnya dari berkas data saja.", "Make the archive again from the data file."),
            where=name,
            code="archive-name",
        )
    inner = clean_name(entry.filename)
    _check_inner(inner, name)
    return inner, _counted(_unzipped(path, name, entry), max(1, entry.compress_size), most, ratio, name)


def _unzipped(path: Path, name: str, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(entry) as source:
            while piece := source.read(PIECE):
                yield piece
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        raise formats.damaged(name, "ZIP") from None


def _gunzipped(path: Path, name: str) -> Iterator[bytes]:
    try:
        with gzip.open(path) as source:
            while piece := source.read(PIECE):
                yield piece
    except (zlib.error, OSError, EOFError):
        raise formats.damaged(name, "GZ") from None


def _check_inner(inner: str, name: str) -> None:
    if PurePosixPath(inner.lower()).suffix in PACKED:
        raise UserError(
            Text("Arsip di dalam arsip tidak dibuka.", "An archive inside an archive is not opened."),
            hint=Text("Kirim berkas datanya langsung.", "Send the data file itself."),
            where=name,
            code="archive-nested",
        )
    check_kind(inner)


def _counted(pieces: Iterator[bytes], packed: int, most: int, ratio: int, name: str) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > most or (total > SMALL and total > ratio * packed):
            raise bomb(name)
        yield piece


def _check_workbook(path: Path, name: str, most: int, ratio: int) -> None:
    """An Excel file is an archive too: unpack it once, counting, before any reader holds it in memory."""
    total, packed = 0, max(1, path.stat().st_size)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > 10_000 or sum(e.file_size for e in entries) > most:
                raise bomb(name)
            for entry in entries:
                if entry.flag_bits & 1:
                    raise formats.locked(name)
                with archive.open(entry) as source:
                    first = True
                    while piece := source.read(PIECE):
                        total += len(piece)
                        if total > most or (total > SMALL and total > ratio * packed):
                            raise bomb(name)
                        if first and b"<!DOCTYPE" in piece[:4096]:  # no workbook has one; entity bombs do
                            raise bomb(name)
                        first = False
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise formats.damaged(name, "Excel") from None


def bomb(name: str) -> UserError:
    """The error of a file that unpacks to more than data ever would."""
    return UserError(
        Text("Berkas ini mengembang jauh melebihi ukuran yang wajar.", "This file unpacks to far more than is normal."),
        Text("Berkas seperti ini dapat memenuhi disk, jadi tidak dibuka.", "It could fill the disk, so it stays shut."),
        Text("Simpan ulang datanya sebagai CSV, lalu kirim lagi.", "Save the data as CSV and send it again."),
        where=name,
        code="file-bomb",
    )
