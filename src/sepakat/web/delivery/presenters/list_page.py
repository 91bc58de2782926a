"""One list's delivery in words: figures by village and period, rows, history, returned files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from sepakat import access, catalogue
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place
from sepakat.targeting.feedback import OUTCOMES, PAID, Standing, standings
from sepakat.web.delivery import reading, rules
from sepakat.web.delivery.models import Batch, Outcome
from sepakat.web.names.models import ListRequest, ListRow

PAGE = 200
MOST_BATCHES = 50
BATCHES = {
    Batch.WAITS: Text("Menunggu dicatat", "Waiting to be recorded"),
    Batch.RECORDED: Text("Dicatat", "Recorded"),
    Batch.UNDONE: Text("Dibatalkan", "Taken back"),
    Batch.DROPPED: Text("Tidak dipakai", "Not used"),
}


@dataclass(frozen=True)
class RowLine:
    """A row as the table shows it."""

    row: ListRow
    status: Text
    paid: int
    periods: str


def head(found: ListRequest, who: Actor) -> dict[str, Any]:
    """What every page of a list says on top."""
    known = catalogue.programmes().get(found.programme)
    places = rules.places(who, found)
    return {
        "request_": found,
        "programme": known,
        "place": place(found.region),
        "handed": reading.handed(found),
        "may": bool(places),
        "refusal": None if places else access.refusal(
            who, Action.DELIVERY_RECORD, region=found.region, programme=found.programme
        ),
        "part": None if found.region in rules.sees(who, found) else [place(p) for p in places],
    }  # fmt: skip


def page(found: ListRequest, who: Actor, period: str) -> dict[str, Any]:
    told = reading.progress(found, rules.sees(who, found), period)
    known = catalogue.programmes().get(found.programme)
    batches = found.batches.select_related("by")
    whole = rules.may(who, found, found.region)
    mine = batches if whole else batches.filter(by_id=int(who.id))
    return head(found, who) | {
        "whole": told.whole,
        "places": [(place(line.place), line) for line in told.places],
        "periods": told.periods,
        "period": period,
        "benefit": known.benefit(timezone.localdate()) if known else None,
        "batches": [(b, BATCHES[b.state]) for b in mine[:MOST_BATCHES]],
    }


def rows(found: ListRequest, who: Actor, village: str, number: int) -> dict[str, Any]:
    """Rows of one village, or of all that the actor sees, a page at a time."""
    seen = reading.rows(found, rules.sees(who, found))
    villages = sorted({r.village for r in seen})
    chosen = [r for r in seen if not village or r.village == village]
    pages = max(1, -(-len(chosen) // PAGE))
    at = min(max(1, number), pages)
    stand = reading.standings(found)
    shown = chosen[(at - 1) * PAGE : at * PAGE]
    return head(found, who) | {
        "rows": [_line(r, stand.get(r.pk, Standing())) for r in shown],
        "villages": [(v, place(v)) for v in villages],
        "village": village,
        "page": at,
        "pages": pages,
    }


def row(found: ListRequest, one: ListRow, who: Actor) -> dict[str, Any]:
    """One row: how it stands and how it came to. The name is behind the family page's own door."""
    history = Outcome.objects.filter(row=one).select_related("by", "undone_by", "batch").order_by("-pk")
    live = [(o.row_id, o.kind, o.period, o.amount) for o in reversed(history) if o.undone_at is None]

    return head(found, who) | {
        "row": one,
        "village": place(one.village),
        "line": _line(one, standings(live).get(one.pk, Standing())),
        "history": [(o, OUTCOMES[o.kind]) for o in history],
        "may": rules.may(who, found, one.village),
        "may_open": access.may(who, Action.FAMILY, region=one.village),
        "open_refusal": access.refusal(who, Action.FAMILY, region=one.village),
    }


def batch(found: ListRequest, one: Batch, who: Actor) -> dict[str, Any]:
    """A returned file: what would be recorded by outcome, and every row that cannot be."""
    return head(found, who) | {
        "batch": one,
        "state": BATCHES[one.state],
        "kinds": _kinds(one),
        "problems": [(at, Text(id_, en)) for at, id_, en in one.problems],
        "ready": len(one.staged),
    }


def _kinds(one: Batch) -> list[tuple[Text, int, int]]:
    """(outcome, rows, rupiah) of a file."""
    events: Iterable[tuple[str, int | None]]
    if one.state == Batch.WAITS:
        events = [(kind, amount) for _, kind, _, _, amount in one.staged]
    else:
        events = list(one.outcomes.values_list("kind", "amount"))
    return [
        (label, sum(k == id_ for k, _ in events), sum(int(a or 0) for k, a in events if k == id_))
        for id_, label in OUTCOMES.items()
        if any(k == id_ for k, _ in events)
    ]


def _line(one: ListRow, standing: Standing) -> RowLine:
    if standing.status:
        words = OUTCOMES[standing.status]
    else:
        words = OUTCOMES[PAID] if standing.paid else Text("Belum ada hasil", "No outcome yet")
    return RowLine(one, words, sum(standing.paid.values()), ", ".join(sorted(standing.paid)))
