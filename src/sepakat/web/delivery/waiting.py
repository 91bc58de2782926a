"""What of delivery waits for somebody: lists of which nothing has come back in time."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.waiting import Waiting


def waiting(who: Actor) -> Iterator[Waiting]:
    if not who.signed_in or not access.reach(who, Action.DELIVERY_RECORD):
        return
    from sepakat.web.delivery import reading
    from sepakat.web.names import lake

    days = lake.number("penyaluran_lambat_hari")
    label = Text(
        f"Daftar tanpa hasil penyaluran lebih dari {days} hari", f"Lists without outcomes for more than {days} days"
    )
    yield Waiting(label, len(reading.overdue(who)), reverse("delivery"))
