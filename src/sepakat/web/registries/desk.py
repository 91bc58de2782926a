"""What of pairs is on a person's desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.desks import Link


def tasks(who: Actor) -> Iterator[Link]:
    if access.reach(who, Action.MATCH_REVIEW):
        yield Link(Text("Periksa pasangan orang", "Review pairs"), reverse("pairs"))
    if access.reach(who, Action.MATCH_MERGE):
        yield Link(Text("Gabungan catatan orang", "Merged records"), reverse("merges"))
