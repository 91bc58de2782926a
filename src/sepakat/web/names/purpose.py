"""The purpose of a session: stated once, good for some minutes, bound to the person who stated it."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone

from sepakat.catalogue.purposes import choices, purpose
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.names import lake
from sepakat.web.names.models import StatedPurpose
from sepakat.web.names.words import check_words

_SESSION = "tujuan"


def current(request: HttpRequest) -> StatedPurpose | None:
    """The purpose that still holds in this session."""
    number = request.session.get(_SESSION)
    if number is None:
        return None
    return StatedPurpose.objects.filter(pk=number, user_id=request.user.pk or 0, until__gt=timezone.now()).first()


def label(stated: StatedPurpose) -> str:
    return str(purpose(stated.code).label)


def read(request: HttpRequest, problems: dict[str, UserError]) -> tuple[str, str]:
    """Code and words as typed in the form; what is amiss goes to `problems` by field."""
    code, words = request.POST.get("tujuan", ""), request.POST.get("keterangan", "")
    if code not in {p.id for p in choices("cari")}:
        problems["tujuan"] = UserError(Text("Pilih tujuan pencarian.", "Choose what the search is for."))
    try:
        words = check_words(
            words,
            Text("Keterangan tujuan", "Details of the purpose"),
            Text("Verifikasi calon penerima RTLH tahap II", "Checking candidates for housing aid, stage II"),
        )
    except UserError as problem:
        problems["keterangan"] = problem
    return code, words


def state(request: HttpRequest, code: str, words: str) -> StatedPurpose:
    """State a purpose for this session; the one before ends."""
    until = timezone.now() + dt.timedelta(minutes=lake.number("tujuan_berlaku_menit"))
    made = StatedPurpose.objects.create(user_id=request.user.pk or 0, code=code, words=words, until=until)
    request.session[_SESSION] = made.pk
    return made


def forget(request: HttpRequest) -> None:
    request.session.pop(_SESSION, None)
