"""The API's entry in the task list of the desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.waiting import Waiting


def tasks(actor: Actor) -> Iterator[Waiting]:
    """Making a key, for those who may."""
    if access.reach(actor, Action.TOKEN):
        yield Waiting(Text("Buat kunci API", "Make an API token"), 0, reverse("tokens"))
