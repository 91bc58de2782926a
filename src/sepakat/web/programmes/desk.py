"""What of programmes is on a person's desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.desks import Link


def tasks(who: Actor) -> Iterator[Link]:
    if access.reach(who, Action.PROGRAMME_PROPOSE):
        yield Link(Text("Usulkan program daerah", "Propose a regional programme"), reverse("programme-new"))
    if access.reach(who, Action.PROGRAMME_REVIEW):
        yield Link(Text("Tinjau usulan program", "Review proposed programmes"), reverse("programme-proposals"))
