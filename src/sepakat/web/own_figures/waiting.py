"""What of own figures waits for somebody: deliveries to decide, own ones refused or unclear."""

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
    from sepakat.web.own_figures import lists

    href = reverse("own-figures")
    if access.reach(who, Action.FIGURES_ACCEPT):
        yield Waiting(Text("Angka daerah untuk diputus", "Own figures to decide"), lists.to_decide(who).count(), href)
    if access.reach(who, Action.FIGURES_SEND):
        refused = lists.refused(who).count()
        yield Waiting(Text("Angka daerah Anda yang ditolak", "Your own figures that were refused"), refused, href)
