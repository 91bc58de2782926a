"""What of own figures is on a person's desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.waiting import Waiting


def tasks(actor: Actor) -> Iterator[Waiting]:
    held = [action for a in actor.assignments if a.role in access.roles() for action in access.role(a.role).actions]
    if Action.FIGURES_SEND in held:
        yield Waiting(Text("Kirim angka daerah", "Send own figures"), 1, reverse("own-figures-send"))
    if Action.FIGURES_ACCEPT in held:
        yield Waiting(Text("Putuskan angka daerah", "Decide on own figures"), 1, reverse("own-figures"))
