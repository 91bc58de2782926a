"""What changes an upload: receive, answer what it is, take in, undo, discard. Each is recorded in the audit."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from sepakat import access, releasing, sources
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web import jobs
from sepakat.web.governance import audit
from sepakat.web.intake import acceptance, recognising, storing
from sepakat.web.intake.models import (
    ACCEPTED,
    ACCEPTING,
    ADD,
    ASKS,
    CHECKED,
    DISCARDED,
    FAILED,
    RECEIVED,
    REPLACE,
    UNDONE,
    ColumnMemory,
    Upload,
    UploadFile,
)  # fmt: skip

CHECK_JOB, ACCEPT_JOB = "unggah.periksa", "unggah.terima"


def receive(
    files: Sequence[tuple[str, Path]],
    *,
    by: Actor,
    region: str,
    once: str = "",
    corrects: Upload | None = None,
    how: str = "",
    right: Action = Action.UPLOAD,
    source: tuple[str, str] | None = None,
) -> Upload:
    """Keep sent files (name, plain temporary path) as an upload and start checking it.

    A form that was sent twice (`once`) gives the upload it made the first time. right: what it takes to send. source:
    source and role of every file, where the page that sends knows them; else they are recognised. UserError for files
    that cannot be read, bombs, or too many of them; then nothing is kept.
    """
    under = access.check(by, right, region=region)
    known = Upload.objects.filter(once=once).first() if once else None
    if known is not None:
        return known
    if not files:
        raise UserError(
            Text("Belum ada berkas yang dipilih.", "No file was chosen."),
            hint=Text("Pilih berkas CSV, Excel, SAV, DTA, DBF atau Parquet.", "Choose a file."),
            where="berkas",
            code="upload-none",
        )
    user = get_user_model().objects.get(pk=by.id)
    upload = Upload(
        by=user, office=user.office, region=region, once=once or None, corrects=corrects, how=how if corrects else "",
        source=source[0] if source else "",
    )  # fmt: skip
    try:
        kept = [storing.take(upload, path, name, n) for n, (name, path) in enumerate(files, 1)]
        if source is not None:
            for file in kept:
                file.source, file.role, file.chosen = source[0], source[1], True
        with transaction.atomic():
            upload.save()
            for file in kept:
                file.upload = upload
                file.save()
            facts = {"files": len(kept), "bytes": sum(f.bytes for f in kept)}
            audit.record(by, right, region=region, target=upload.key, facts=facts, under=under)
            upload.job = jobs.start(CHECK_JOB, by=by, region=region, upload=upload.key)
            upload.save(update_fields=["job"])
    except IntegrityError:  # the same form, sent twice at the same moment
        _remove(upload)
        return Upload.objects.get(once=once)
    except BaseException:
        _remove(upload)
        raise
    return upload


def _remove(upload: Upload) -> None:
    import shutil

    shutil.rmtree(upload.folder, ignore_errors=True)


def get(who: Actor, key: str) -> Upload:
    """The upload, for its sender and for those who see quality reports there; else as if there were none."""
    known = Upload.objects.select_related("by", "job", "corrects")
    upload = known.filter(key=key).first() if key.isalnum() else None
    if upload is None or not may_see(who, upload):
        raise UserError(
            Text(f"Kiriman `{key[:12]}` tidak ada.", f"There is no upload `{key[:12]}`."),
            hint=Text("Lihat daftar kiriman Anda.", "See the list of your uploads."),
            code="upload-unknown",
        )
    return upload


def own(who: Actor, upload: Upload) -> bool:
    return bool(who.id) and str(upload.by_id) == who.id


def may_see(who: Actor, upload: Upload) -> bool:
    return own(who, upload) or access.may(who, Action.QUALITY, region=upload.region)


def may_read_rows(who: Actor, upload: Upload) -> bool:
    """Refused rows hold persons' values: for who sent them, and for those who may look up families there."""
    if own(who, upload):
        return access.may(who, acceptance.right(upload), region=upload.region)
    return access.may(who, Action.NAMES_LOOKUP, region=upload.region)


def _wrong_state(upload: Upload) -> UserError:
    return UserError(
        Text(f"Kiriman ini {upload.state_words.id}.", f"This upload is {upload.state_words.en}."),
        Text("Tindakan itu tidak berlaku lagi.", "That action no longer applies."),
        Text("Buka kembali laman kiriman dan lihat langkah berikutnya.", "Open the upload again."),
        code="upload-state",
    )


def _move(upload: Upload, states: Sequence[str], to: str) -> None:
    """From one of these states to another, once: of two who try at the same moment one is refused."""
    if not Upload.objects.filter(pk=upload.pk, state__in=states).update(state=to):
        upload.refresh_from_db()
        raise _wrong_state(upload)
    upload.state = to


@transaction.atomic
def choose(file: UploadFile, *, source: str, role: str, by: Actor) -> None:
    """The sender says what a file is."""
    access.check(by, acceptance.right(file.upload), region=file.upload.region)
    known = sources.source(source)
    if not any(r.id == role for r in known.roles):
        raise UserError(
            Text("Jenis berkas itu bukan dari sumber ini.", "That kind of file is not of this source."),
            hint=Text("Pilih jenis berkas dari daftar.", "Choose the kind from the list."),
            where="sumber",
            code="role-unknown",
        )
    if file.upload.state not in (ASKS, CHECKED, FAILED):
        raise _wrong_state(file.upload)
    if (file.source, file.role) != (source, role):
        file.mapping = {}
    file.source, file.role, file.chosen = source, role, True
    file.why_id, file.why_en = "Dipilih oleh pengirim.", "Chosen by the sender."
    file.save()
    facts = {"source": source, "role": role}
    audit.record(by, "unggah.sumber", region=file.upload.region, target=file.upload.key, facts=facts)


@transaction.atomic
def map_columns(file: UploadFile, mapping: Mapping[str, str], *, by: Actor) -> None:
    """The sender says which of the file's columns is which of the source's; remembered for the office."""
    upload = file.upload
    access.check(by, acceptance.right(upload), region=upload.region)
    if upload.state not in (ASKS, CHECKED, FAILED):
        raise _wrong_state(upload)
    file.mapping = {old: new for old, new in mapping.items() if old in file.headings and old != new}
    file.save(update_fields=["mapping"])
    same: dict[str, Any] = {"office": upload.office, "region": upload.region, "source": file.source, "role": file.role}
    ColumnMemory.objects.filter(**same, name__in=list(file.mapping.values())).delete()
    for heading, name in file.mapping.items():
        ColumnMemory.objects.update_or_create(**same, heading=heading[:200], defaults={"name": name})
    audit.record(by, "unggah.kolom", region=upload.region, target=upload.key, facts={"columns": len(file.mapping)})


@transaction.atomic
def check_again(upload: Upload, *, by: Actor) -> Upload:
    """Check once more, after an answer or a failure."""
    access.check(by, acceptance.right(upload), region=upload.region)
    _move(upload, (ASKS, CHECKED, FAILED), RECEIVED)
    upload.job = jobs.start(CHECK_JOB, by=by, region=upload.region, upload=upload.key)
    upload.save(update_fields=["job"])
    return upload


def refusal_to_accept(upload: Upload) -> Text | None:
    """Why an upload that was checked cannot be taken in; None where it can."""
    if upload.report.get("above_ceiling"):
        return Text(
            "Terlalu banyak baris ditolak. Unduh baris yang ditolak, perbaiki, lalu kirim lagi.",
            "Too many rows are refused. Download the refused rows, mend them, and send again.",
        )
    if not upload.accepted:
        return Text("Tidak ada baris yang dapat diterima.", "There is no row that can be taken in.")
    lonely = recognising.alone(list(upload.files.all()))
    if lonely:
        return Text(
            "Berkas anggota perlu dikirim bersama berkas keluarganya; tanpa itu anggotanya tidak dapat dihitung.",
            "A file of members must be sent together with its families; without them its members cannot be counted.",
        )
    return None


@transaction.atomic
def accept(upload: Upload, *, by: Actor) -> Upload:
    """Take the accepted rows into the lake (a job). Taking in twice is refused."""
    under = acceptance.check(upload, by)
    why_not = refusal_to_accept(upload) if upload.state == CHECKED else None
    if why_not is not None:
        raise UserError(why_not, code="upload-not-acceptable")
    _move(upload, (CHECKED,), ACCEPTING)
    facts = {"read": upload.read, "accepted": upload.accepted, "rejected": upload.refused}
    audit.record(by, "unggah.terima", region=upload.region, target=upload.key, facts=facts, under=under)
    acceptance.taken(upload, by)
    upload.job = jobs.start(ACCEPT_JOB, by=by, region=upload.region, upload=upload.key)
    upload.save(update_fields=["job"])
    return upload


@transaction.atomic
def undo(upload: Upload, *, by: Actor, reason: str) -> Upload:
    """Take back what was taken in: its rows and identities leave the lake. Releases built before keep theirs."""
    under = access.check(by, Action.UPLOAD_UNDO, region=upload.region)
    if not typed(reason):
        raise UserError(
            Text("Tulis alasan membatalkan, misalnya “berkas bulan yang keliru”.", "State why, such as “wrong month”."),
            where="alasan",
            code="reason-missing",
        )
    _move(upload, (ACCEPTED,), UNDONE)
    upload.reason, upload.ended = typed(reason), timezone.now()
    upload.save(update_fields=["reason", "ended"])
    facts = {"intake": upload.intake, "rows": upload.accepted}
    audit.record(
        by, "unggah.batalkan", region=upload.region, purpose=upload.reason, target=upload.key, facts=facts, under=under
    )
    take_back(upload)
    return upload


def take_back(upload: Upload) -> None:
    """Remove the intake of an upload from the lake; one that is gone already is no error."""
    try:
        releasing.intake_undo(storing.lake(), upload.intake)
    except UserError as problem:
        if problem.code != "intake-unknown":
            raise


@transaction.atomic
def discard(upload: Upload, *, by: Actor) -> Upload:
    """Throw away an upload that was not taken in; its files are removed."""
    access.check(by, acceptance.right(upload), region=upload.region)
    if not own(by, upload):
        access.check(by, Action.UPLOAD_UNDO, region=upload.region)
    _move(upload, (ASKS, CHECKED, FAILED), DISCARDED)
    audit.record(by, "unggah.buang", region=upload.region, target=upload.key)
    storing.forget(upload)
    upload.rejected, upload.ended = {}, timezone.now()
    upload.save(update_fields=["rejected", "ended"])
    return upload


def typed(text: str) -> str:
    """What a person typed, as it is kept: without control characters, not too long."""
    return " ".join(re.sub(r"[\x00-\x1f]", " ", text).split())[:500]


def form_number() -> str:
    """A number for a form, so that it counts once however often it is sent."""
    return secrets.token_hex(16)


def way(value: Any) -> str:
    """What a corrected file does to the first: add its rows, or replace it."""
    return ADD if value == ADD else REPLACE
