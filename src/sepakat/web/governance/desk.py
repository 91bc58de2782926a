"""What the desk offers: one's own doings, and the audit of one's regions where the role allows it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.desks import Link


def tasks(who: Actor) -> Iterator[Link]:
    every = access.reach(who, Action.AUDIT)
    label = Text("Jejak audit", "Audit trail") if every else Text("Jejak Anda sendiri", "Your own trail")
    yield Link(label, reverse("audit"))
