"""What of programmes is on a person's desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.waiting import Waiting


def tasks(actor: Actor) -> Iterator[Waiting]:
    held = [action for a in actor.assignments if a.role in access.roles() for action in access.role(a.role).actions]
    if Action.PROGRAMME_PROPOSE in held:
        yield Waiting(Text("Usulkan program daerah", "Propose a regional programme"), 1, reverse("programme-new"))
    if Action.PROGRAMME_REVIEW in held:
        yield Waiting(Text("Tinjau usulan program", "Review proposed programmes"), 1, reverse("programme-proposals"))
