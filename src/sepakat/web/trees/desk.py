"""What the desk offers: the person's problem trees, or a first one."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.desks import Link
from sepakat.web.trees.models import ProblemTree


def tasks(who: Actor) -> Iterator[Link]:
    if not access.reach(who, Action.TREE):
        return
    count = ProblemTree.objects.filter(owner_id=int(who.id)).count()
    if count:
        yield Link(Text(f"Pohon masalah ({count})", f"Problem trees ({count})"), reverse("trees"))
    else:
        yield Link(Text("Susun pohon masalah", "Make a problem tree"), reverse("trees"))
