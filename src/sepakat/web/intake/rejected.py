"""The refused rows of an upload as a file: to who sent them, or who may look up families there; each time recorded."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse

from sepakat import access, releasing
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.core.text import Text
from sepakat.releasing import received
from sepakat.web.governance import audit
from sepakat.web.intake import actions, storing
from sepakat.web.intake.models import ACCEPTED, Upload

PURPOSE = "memperbaiki baris yang ditolak"


def answer(upload: Upload, role: str, *, by: Actor) -> HttpResponse:
    """The CSV of one file's refused rows. UserError where there are none, Refused where they are not for `by`."""
    if not actions.may_read_rows(by, upload):
        access.check(by, Action.UPLOAD if actions.own(by, upload) else Action.NAMES_LOOKUP, region=upload.region)
    with transaction.atomic():
        body = _taken_in(upload, role, by) if upload.state == ACCEPTED else _waiting(upload, role)
        facts = {"role": role, "rows": int(upload.report.get("berkas", {}).get(role, {}).get("ditolak", 0))}
        audit.record(by, "unggah.unduh-ditolak", region=upload.region, purpose=PURPOSE, target=upload.key, facts=facts)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"perbaikan-{upload.source}-{role}-{upload.key}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _waiting(upload: Upload, role: str) -> bytes:
    kept = upload.rejected.get(role)
    if not kept:
        raise _none()
    return b"".join(received.pieces(storing.lake(), upload.folder, kept["name"], kept["entry"]))


def _taken_in(upload: Upload, role: str, by: Actor) -> bytes:
    lake = storing.lake()
    grant = Grant(by.id, "pengirim" if actions.own(by, upload) else "petugas", PURPOSE, ("rejected",))
    with received.desk(lake) as desk:
        found = releasing.rejected_rows(lake, upload.intake, grant, desk)
        path = next((p for p in found if p.name == f"ditolak_{role}.csv"), None)
        if path is None:
            raise _none()
        return path.read_bytes()


def _none() -> UserError:
    return UserError(
        Text("Tidak ada baris yang ditolak untuk berkas ini.", "There are no refused rows for this file."),
        hint=Text("Buka laporannya lagi.", "Open the report again."),
        code="rejected-none",
    )
