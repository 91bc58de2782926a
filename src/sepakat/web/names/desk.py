"""What of names is on a person's desk: the doors that their roles open."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.waiting import Waiting

DOORS = (
    (Action.NAMES_LOOKUP, Text("Cari keluarga dengan NIK", "Find a family by NIK"), "names-lookup"),
    (Action.LIST_REQUEST, Text("Minta daftar nama", "Ask for a list of names"), "names-lists"),
    (Action.LIST_APPROVE, Text("Nilai permintaan daftar nama", "Review requests for lists"), "names-lists"),
    (Action.AGREEMENT, Text("Catat perjanjian berbagi data", "Record a sharing agreement"), "names-agreements"),
    (Action.WHO_SAW, Text("Jawab warga: siapa yang melihat data saya", "Answer a citizen: who has seen my data"),
     "names-citizens"),
)  # fmt: skip


def tasks(actor: Actor) -> Iterator[Waiting]:
    for action, label, name in DOORS:
        held = any(action in access.role(a.role).actions for a in actor.assignments if a.role in access.roles())
        if held:
            yield Waiting(label, 1, reverse(name))
