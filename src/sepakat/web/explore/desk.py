"""What the desk offers: the person's saved analyses, or a first one."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.desks import Link
from sepakat.web.explore.models import SavedAnalysis


def tasks(who: Actor) -> Iterator[Link]:
    if not access.reach(who, Action.ANALYSIS_SAVE):
        return
    count = SavedAnalysis.objects.filter(owner_id=int(who.id)).count()
    if count:
        yield Link(Text(f"Analisis tersimpan ({count})", f"Saved analyses ({count})"), reverse("analysis-saved"))
    else:
        yield Link(Text("Susun analisis mandiri", "Make an analysis of your own"), reverse("analysis"))
