"""What of documents waits for somebody: those to review, to approve, and remarks on their own."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts.waiting import Waiting


def waiting(who: Actor) -> Iterator[Waiting]:
    if not who.signed_in:
        return
    from sepakat.web.papers.models import REVIEW, Paper, Remark

    href = reverse("drafts")
    open_ = list(
        Paper.objects.filter(state=REVIEW).exclude(owner_id=int(who.id)).values_list("region", flat=True)[:500]
    )
    for action, words in (
        (Action.DOCUMENT_APPROVE, Text("Dokumen untuk disetujui", "Documents to approve")),
        (Action.DOCUMENT_REVIEW, Text("Dokumen untuk ditinjau", "Documents to review")),
    ):
        reach = access.reach(who, action)
        if reach:
            yield Waiting(words, sum(any(access.inside(p, r) for p in reach) for r in open_), href)
            break
    mine = Remark.objects.filter(paper__owner_id=int(who.id), settled_at=None).count()
    yield Waiting(Text("Catatan tinjauan pada dokumen Anda", "Remarks on your documents"), mine, href)
