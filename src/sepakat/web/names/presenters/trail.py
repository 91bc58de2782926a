"""Who has seen a citizen's data: the audit's entries that touched them, told by office, role and purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sepakat import access
from sepakat.access import Action
from sepakat.catalogue.purposes import purposes
from sepakat.core.text import Text
from sepakat.web.governance.models import AuditEntry
from sepakat.web.names.models import CitizenRequest

_DOWNLOAD = str(Action.LIST_DOWNLOAD)
WHAT = {
    str(Action.NAMES_LOOKUP): Text("Mencari NIK Anda", "Looked up your NIK"),
    str(Action.FAMILY): Text("Membuka laman keluarga Anda", "Opened your family's page"),
    "nik.buka": Text("Membuka NIK Anda secara lengkap", "Saw your NIK in full"),
    "daftar.segel": Text("Memasukkan nama Anda dalam daftar tersegel", "Put your name in a sealed list"),
    _DOWNLOAD: Text("Mengunduh daftar yang memuat nama Anda", "Downloaded a list with your name"),
    str(Action.DELIVERY_RECORD): Text("Mencatat hasil penyaluran untuk Anda", "Recorded what was delivered to you"),
    "penyaluran.batal": Text("Membatalkan catatan penyaluran Anda", "Took back a record of your delivery"),
    str(Action.WHO_SAW): Text("Menjawab pertanyaan Anda ini", "Answered this question of yours"),
}
NOTHING = Text("tidak menemukan data", "found no data")


@dataclass(frozen=True)
class Line:
    """One look. office: of the account, never a person's name: the citizen asks which office, and for what."""

    at: dt.datetime
    what: Text
    office: str
    role: str
    purpose: str
    result: str


@dataclass(frozen=True)
class Clock:
    """A citizen's question with its term."""

    question: CitizenRequest
    late: bool
    hours_left: int


def clock(question: CitizenRequest, now: dt.datetime) -> Clock:
    end = question.answered_at or now
    left = int((question.due_at - end).total_seconds() // 3600)
    return Clock(question, end > question.due_at, max(0, left))


def lines(question: CitizenRequest) -> list[Line]:
    """Every entry that touched the citizen, the latest first; downloads of lists that name them among them."""
    touched = AuditEntry.objects.filter(subjects__subject__in=list(question.subjects)).distinct()
    found = {e.number: e for e in touched}
    sealed = {e.target for e in found.values() if e.action == "daftar.segel"}
    if sealed:
        for entry in AuditEntry.objects.filter(action=_DOWNLOAD, target__in=sealed):
            found[entry.number] = entry
    offices = _offices(e.by for e in found.values())
    return [_line(e, offices) for _, e in sorted(found.items(), reverse=True)]


def _line(entry: AuditEntry, offices: dict[str, str]) -> Line:
    role = access.roles().get(entry.role)
    purpose = purposes().get(entry.purpose)
    return Line(
        entry.at,
        WHAT.get(entry.action, Text(entry.action, entry.action)),
        offices.get(entry.by, "") or str(Text("sistem", "the system")),
        str(role.label) if role else "",
        str(purpose.label) if purpose else entry.purpose,
        str(NOTHING) if entry.outcome == "tidak_ada" else "",
    )


def _offices(accounts: Iterable[str]) -> dict[str, str]:
    from sepakat.web.accounts.models import User

    numbers = {int(a) for a in accounts if a.isdigit()}
    found: dict[str, Any] = {
        str(u.pk): u.office or str(Text("kantor tidak tercatat", "office not on file"))
        for u in User.objects.filter(pk__in=numbers)
    }
    return found
