"""Sending, taking in, refusing, withdrawing and undoing deliveries of own figures, each with its line in the audit."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.governance import audit
from sepakat.web.intake import actions as intake
from sepakat.web.intake.models import ASKS, CHECKED, FAILED, REPLACE, Upload
from sepakat.web.own_figures import accepting
from sepakat.web.own_figures.models import Decision

OPEN = (ASKS, CHECKED, FAILED)


def send(path: Path, name: str, *, by: Actor, region: str, once: str = "", corrects: Upload | None = None) -> Upload:
    """Send a file of figures; it is checked at once and waits for the walidata. UserError of `intake.receive`."""
    return intake.receive(
        [(name, path)], by=by, region=region, once=once, corrects=corrects, how=REPLACE, right=Action.FIGURES_SEND,
        source=accepting.SOURCE,
    )  # fmt: skip


def get(who: Actor, key: str) -> Upload:
    """A delivery, for its sender and for those who decide or see quality there; else as if there were none."""
    found = Upload.objects.filter(key=key, source__in=accepting.SOURCES).select_related("by", "job", "corrects").first()
    if found is None or not (intake.may_see(who, found) or access.may(who, Action.FIGURES_ACCEPT, region=found.region)):
        raise UserError(
            Text("Kiriman angka itu tidak ada di wilayah Anda.", "There is no such delivery in your region."),
            hint=Text("Lihat daftar angka daerah.", "See the list of own figures."),
            code="page-unknown",
        )
    return found


def accept(upload: Upload, *, by: Actor) -> Upload:
    """Take a delivery in: the next release holds it. UserError figures-own, upload-state, upload-not-acceptable."""
    return intake.accept(upload, by=by)


@transaction.atomic
def refuse(upload: Upload, *, by: Actor, reason: str) -> Decision:
    """Refuse a delivery, with a reason that its sender reads. UserError figures-own, reason-missing, upload-state."""
    held = accepting.check(upload, by)
    why = intake.typed(reason)
    if len(why) < 10:
        raise UserError(
            Text("Tulis alasan menolak, misalnya “rumus tidak menyebut penyebutnya”.", "State why it is refused."),
            hint=Text("Sekurangnya 10 huruf; pengirim membacanya.", "At least 10 letters; the sender reads it."),
            where="alasan",
            code="reason-missing",
        )
    intake.discard(upload, by=by)
    made = Decision.objects.create(upload=upload, by_id=int(by.id), taken=False, reason=why)
    audit.record(by, "angka.tolak", region=upload.region, purpose=why, target=upload.key, outcome="ditolak", under=held)
    return made


def withdraw(upload: Upload, *, by: Actor) -> Upload:
    """Take back one's own delivery before anybody decided. UserError page-unknown, upload-state."""
    if not intake.own(by, upload):
        raise UserError(
            Text("Hanya pengirim yang dapat menariknya.", "Only its sender can withdraw it."),
            hint=Text("Tolak dengan alasan bila Anda walidata.", "Refuse it with a reason if you are the steward."),
            code="page-unknown",
        )
    return intake.discard(upload, by=by)


def undo(upload: Upload, *, by: Actor, reason: str) -> Upload:
    """Take a delivery back out of the lake; releases built before keep it. UserError reason-missing, upload-state."""
    accepting.check(upload, by)
    return intake.undo(upload, by=by, reason=reason)
