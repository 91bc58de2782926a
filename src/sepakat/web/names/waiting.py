"""What of names waits for somebody: requests to review, own requests returned or ready, citizens to answer."""

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
    from sepakat.web.names.models import CitizenRequest, ListRequest
    from sepakat.web.names.states import State
    from sepakat.web.names.views.citizens import access_inside
    from sepakat.web.names.views.lists import to_review

    href = reverse("names-lists")
    mine = ListRequest.objects.filter(by_id=int(who.id))
    ready = ListRequest.objects.filter(recipients__user_id=int(who.id), state=State.READY)
    yield Waiting(
        Text("Permintaan daftar nama untuk dinilai", "Requests for lists to review"), len(to_review(who)), href
    )
    yield Waiting(
        Text("Permintaan Anda yang dikembalikan", "Your requests that were returned"),
        mine.filter(state__in=(State.RETURNED, State.FAILED)).count(),
        href,
    )
    yield Waiting(Text("Daftar nama yang siap diunduh", "Lists ready to download"), ready.count(), href)
    places = access.reach(who, Action.WHO_SAW)
    if places:
        open_ = CitizenRequest.objects.filter(answered_at=None)[:500]
        count = sum(any(access_inside(p, q.region) for p in places) for q in open_)
        yield Waiting(
            Text("Warga yang menunggu jawaban", "Citizens waiting for an answer"), count, reverse("names-citizens")
        )
