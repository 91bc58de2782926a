"""The door to `web.names` for the look-up of one NIK: same checks, same limit of a day, same audit row as the page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from sepakat import regions
from sepakat.access import Actor
from sepakat.catalogue.purposes import choices
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.web.presenters import places


def search(who: Actor, nik: str, purpose: str, words: str) -> list[dict[str, Any]]:
    """Persons who carry the NIK within the actor's reach; none where it is elsewhere or nowhere."""
    from sepakat.web.names import lake
    from sepakat.web.names.models import StatedPurpose
    from sepakat.web.names.views import lookup

    known = [one.id for one in choices("cari")]
    if purpose not in known:
        raise unknown_name(Text("Tujuan", "Purpose"), purpose, known, code="unknown-purpose")
    lookup.check_day(who, 1)
    until = timezone.now() + dt.timedelta(minutes=lake.number("tujuan_berlaku_menit"))
    stated = StatedPurpose.objects.create(user_id=int(who.id), code=purpose, words=words, until=until)
    (line,) = lookup.search_all(who, stated, [nik])
    return [
        {
            "name": found.name,
            "nik": found.masked,
            "family": found.family_id,
            "region": found.village_code,
            "region_name": places.title(regions.load().get(found.village_code)),
        }
        for found in line.found
    ]
