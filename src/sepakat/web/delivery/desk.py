"""What of delivery is on a person's desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.desks import Link


def tasks(who: Actor) -> Iterator[Link]:
    if access.reach(who, Action.DELIVERY_RECORD):
        yield Link(Text("Catat hasil penyaluran", "Record what was delivered"), reverse("delivery"))
