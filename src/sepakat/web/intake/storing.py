"""The files of uploads on disk: sealed with the lake's key as they arrive, plain only while a job works on them."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from sepakat.core.errors import UserError
from sepakat.lake import Lake
from sepakat.releasing import received
from sepakat.web.intake import archives, limits
from sepakat.web.intake.models import ASKS, CHECKED, FAILED, RECEIVED, Upload, UploadFile


def lake() -> Lake:
    """The site's lake."""
    return Lake.open(settings.LAKE)


def take(upload: Upload, path: Path, name: str, number: int) -> UploadFile:
    """Seal one sent file (unpacked, if it came packed). UserError for a kind that cannot be read or a bomb."""
    inner, pieces = archives.opened(
        path, archives.clean_name(name), most=limits.most_unpacked(), ratio=limits.most_ratio()
    )
    running, size = hashlib.sha256(), 0

    def passing() -> Iterator[bytes]:
        nonlocal size
        for piece in pieces:
            running.update(piece)
            size += len(piece)
            yield piece

    stored = f"{number:02d}.parquet"
    upload.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    entry = received.seal(lake(), upload.folder, stored, passing())
    return UploadFile(upload=upload, name=inner, stored=stored, bytes=size, sha256=running.hexdigest(), sealed=entry)


def keep_rejected(where: Lake, upload: Upload, found: dict[str, Path]) -> dict[str, Any]:
    """Seal files of refused rows (role → CSV); gives what `Upload.rejected` holds."""
    out = {}
    for role, path in found.items():
        stored = f"ditolak_{role}.parquet"

        def pieces(path: Path = path) -> Iterator[bytes]:
            with open(path, "rb") as source:
                while piece := source.read(1 << 20):
                    yield piece

        out[role] = {"name": stored, "entry": received.seal(where, upload.folder, stored, pieces())}
    return out


@contextlib.contextmanager
def plain(where: Lake, upload: Upload) -> Iterator[dict[int, Path]]:
    """The files of an upload, plain, by the file's number, in a scratch folder that is wiped afterwards."""
    with received.desk(where) as desk:
        out = {}
        for file in upload.files.all():
            path = desk / str(file.pk) / file.name
            out[file.pk] = received.unseal(where, home_of(file), file.stored, file.sealed, path)
        yield out


def home_of(file: UploadFile) -> Path:
    """The folder in which a file lies: that of the upload with which it was sent."""
    return Path(settings.STATE) / "uploads" / str(file.sealed.get("home") or file.upload.key)


def forget(upload: Upload) -> None:
    """Remove what is on disk of an upload. Files sent together with others lie in the first one's folder."""
    for file in upload.files.all():
        (home_of(file) / file.stored).unlink(missing_ok=True)
    for kept in upload.rejected.values():
        (upload.folder / kept["name"]).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        upload.folder.rmdir()
    for folder in {home_of(f) for f in upload.files.all()}:
        with contextlib.suppress(OSError):
            folder.rmdir()


def housekeeping() -> int:
    """Remove the files of uploads that were not taken in within the days allowed; gives how many uploads."""
    before = timezone.now() - dt.timedelta(days=limits.days_kept())
    old = Upload.objects.filter(created__lt=before, state__in=[RECEIVED, ASKS, CHECKED, FAILED])
    done = 0
    for upload in old:
        with contextlib.suppress(OSError, UserError):
            forget(upload)
        upload.state, upload.ended, upload.rejected = "discarded", timezone.now(), {}
        upload.save(update_fields=["state", "ended", "rejected"])
        done += 1
    known = set(Upload.objects.values_list("key", flat=True))
    root = Path(settings.STATE) / "uploads"
    for folder in root.iterdir() if root.is_dir() else ():
        fresh = folder.stat().st_mtime > (timezone.now() - dt.timedelta(days=1)).timestamp()
        if folder.name not in known and not fresh:  # sent, and the site ended before it was written down
            shutil.rmtree(folder, ignore_errors=True)
    return done
