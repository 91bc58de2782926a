"""What the course adds to a person's desk: the next practice module, until all are passed."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat.access import Actor
from sepakat.core.text import Text
from sepakat.web.accounts.waiting import Waiting
from sepakat.web.learning.course.model import modules


def tasks(actor: Actor) -> Iterator[Waiting]:
    """`Lanjutkan pelatihan (3 dari 9)`."""
    from sepakat.web.learning.models import Passed

    if not actor.signed_in:
        return
    done = Passed.objects.filter(user_id=actor.id, module__in=list(modules())).count()
    left = len(modules()) - done
    if left:
        word_id, word_en = ("Lanjutkan", "Continue") if done else ("Mulai", "Start")
        label = Text(
            f"{word_id} pelatihan ({done} dari {len(modules())} latihan selesai)",
            f"{word_en} the course ({done} of {len(modules())} passed)",
        )
        yield Waiting(label, left, reverse("course"))
