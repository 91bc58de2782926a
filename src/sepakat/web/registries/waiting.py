"""What of pairs waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.accounts.waiting import Waiting


def waiting(who: Actor) -> Iterator[Waiting]:
    if not settings.LAKE or not access.reach(who, Action.MATCH_REVIEW):
        return
    from sepakat.web.registries import pairs

    try:
        found = pairs.queue(who)
    except UserError:  # no release yet
        return
    if found is not None:
        yield Waiting(Text("Pasangan orang untuk diperiksa", "Pairs to review"), len(found.mine), reverse("pairs"))
