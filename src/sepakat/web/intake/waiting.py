"""What waits for somebody: uploads to answer, to mend, to take in; releases to publish."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from sepakat.access import Action, Actor, reach
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.lake import Lake
from sepakat.web.accounts.waiting import Waiting
from sepakat.web.intake import release_actions
from sepakat.web.intake.models import ASKS, CHECKED, FAILED, Upload


def waiting(who: Actor) -> Iterator[Waiting]:
    if not who.id:
        return
    if reach(who, Action.UPLOAD):
        mine = Upload.objects.filter(by_id=int(who.id))
        page = reverse("uploads")
        for state, label in (
            (ASKS, Text("Kiriman menunggu jawaban Anda", "Uploads that wait for your answer")),
            (CHECKED, Text("Kiriman yang sudah diperiksa, belum diterima", "Uploads checked, not taken in yet")),
            (FAILED, Text("Kiriman yang gagal diperiksa", "Uploads that could not be checked")),
        ):
            yield Waiting(label, mine.filter(state=state).count(), page)
        bad = sum(
            1 for u in mine.filter(state__in=(CHECKED, "accepted"), corrections=None)[:200] if u.report.get("ditolak")
        )
        yield Waiting(Text("Kiriman dengan baris yang ditolak", "Uploads with refused rows"), bad, page)
    if reach(who, Action.RELEASE_PUBLISH):
        ready = _ready(who)
        yield Waiting(Text("Rilis siap diterbitkan", "Releases ready to publish"), ready, reverse("releases"))


def _ready(who: Actor) -> int:
    """Releases newer than the current one that this person may publish."""
    try:
        lake = Lake.open(settings.LAKE)
    except UserError:
        return 0
    newer = [name for name in lake.release_ids() if name > (lake.current_id or "")]
    return sum(release_actions.refusal_to_publish(who, lake, lake.release(name)) is None for name in newer[-5:])
