"""Handing over the evidence pack, with its line in the audit."""

from __future__ import annotations

from django.db import transaction

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.analysis.scoring import evidence
from sepakat.web import data
from sepakat.web.governance.audit import record
from sepakat.web.scores import collecting, library


def pack(*, by: Actor, region: str) -> bytes:
    """The ZIP of a region. Refused; UserError release-none."""
    held = access.check(by, Action.SCORE, region=region)
    release = data.opened()
    with transaction.atomic():
        body = evidence.pack(library.lake(), release, region, collecting.evidence(region))
        record(by, "skor.bukti", region=region, target=release.id, facts={"byte": len(body)}, under=held)
    return body
