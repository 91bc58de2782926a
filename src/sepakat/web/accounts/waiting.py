"""What waits for somebody: every app with a `waiting` module tells its own; the home collects them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from sepakat.access import Actor
from sepakat.core.text import Text


@dataclass(frozen=True)
class Waiting:
    """Work for this person: what, how many, where to go."""

    label: Text
    count: int
    href: str


def waiting(who: Actor) -> Iterator[Waiting]:
    """Invitations of other administrators that need this one's hand."""
    from sepakat.web.accounts import rosters

    many = len([i for i in rosters.invitations(who) if i.waits and str(i.by_id) != who.id])
    yield Waiting(Text("Undangan yang perlu Anda sahkan", "Invitations for you to confirm"), many, reverse("people"))
