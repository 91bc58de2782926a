"""What of documents is on a person's desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.desks import Link


def tasks(who: Actor) -> Iterator[Link]:
    reach = access.reach(who, Action.DOCUMENT_WRITE)
    if reach:
        yield Link(
            Text("Susun dokumen perencanaan", "Draft a planning document"), f"{reverse('papers')}?wilayah={reach[0]}"
        )
    if reach or access.reach(who, Action.DOCUMENT_REVIEW):
        yield Link(Text("Naskah bersama", "Shared papers"), reverse("drafts"))
