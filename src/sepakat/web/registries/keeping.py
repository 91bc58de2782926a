"""From the site to the lake: the settled pairs of a run, rewritten when one changes, so that the next run takes them.

A lock lets one writer at a time read the verdicts and replace the file, so the last to write has seen everything before
it. Ids of lists only; who said it stays here.
"""

from __future__ import annotations

import sys

from django.db import transaction

from sepakat.matching import clerical, decided, merges, store
from sepakat.matching.clerical import Pair, Verdict
from sepakat.web.names import lake
from sepakat.web.registries.models import PairDecision
from sepakat.web.registries.pairs import labelled


def after(run: str) -> None:
    """Write the pairs of a run anew once the transaction is through."""
    transaction.on_commit(lambda: keep(run))


def keep(run: str) -> None:
    home = lake.lake()
    folder = home.path / store.FOLDER
    with open(folder / ".lock", "w", encoding="ascii") as lock:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        decided.write(home, run, settled(run))


def settled(run: str) -> dict[Pair, Verdict]:
    """Verdicts that stand. Of a pair that was merged and parted again nothing is told: two people say two things."""
    from sepakat.web.registries.actions import log

    rows = list(PairDecision.objects.filter(run=run, undone_at=None))
    chances = {row.pair: row.probability for row in rows}
    entries = log(run)
    joined = {(e.kept, e.other) for e in merges.in_force(entries)}
    parted = {(e.kept, e.other) for e in entries} - joined
    found = clerical.settled([labelled(row) for row in rows], chances)
    return {pair: verdict for pair, verdict in found.items() if (pair[:2], pair[2:]) not in parted}
