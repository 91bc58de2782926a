"""What of programmes waits for somebody: proposals to review, own ones returned."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.waiting import Waiting


def waiting(who: Actor) -> Iterator[Waiting]:
    if not who.signed_in:
        return
    from sepakat.web.accounts.rosters import within
    from sepakat.web.programmes.models import APPROVED, RETURNED, SUBMITTED, ProposedVersion

    href = reverse("programme-proposals")
    places = access.reach(who, Action.PROGRAMME_REVIEW)
    if places:
        found = ProposedVersion.objects.filter(within(places), state=SUBMITTED).exclude(by_id=int(who.id))
        yield Waiting(Text("Usulan program untuk ditinjau", "Proposed programmes to review"), found.count(), href)
    mine = ProposedVersion.objects.filter(by_id=int(who.id), state=RETURNED)
    newer = ProposedVersion.objects.filter(by_id=int(who.id), state__in=(SUBMITTED, APPROVED))
    later = {v.key: v.at for v in newer.order_by("at")}
    open_ = sum(v.key not in later or later[v.key] < v.at for v in mine)
    yield Waiting(Text("Usulan program Anda yang dikembalikan", "Your proposals that were returned"), open_, href)
