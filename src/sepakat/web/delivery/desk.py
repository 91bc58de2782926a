"""What of delivery is on a person's desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.desks import Link


def tasks(actor: Actor) -> Iterator[Link]:
    held = any(Action.DELIVERY_RECORD in access.role(a.role).actions for a in actor.assignments)
    if held:
        yield Link(Text("Catat hasil penyaluran", "Record what was delivered"), reverse("delivery"))
