"""Recording what came back of a list: each change is one transaction with its audit row, and asks the rules itself."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from sepakat import targeting
from sepakat.access import Action, Actor, Assignment
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.delivery import keeping, returned, rules
from sepakat.web.delivery.entries import Entry
from sepakat.web.delivery.models import Batch, Outcome
from sepakat.web.governance.audit import record as audit
from sepakat.web.names import lake, leaks
from sepakat.web.names.models import ListRequest, ListRow


def get(number: int, who: Actor) -> ListRequest:
    """The list, if it was handed over and the actor sees some of it; UserError `list-unknown` otherwise."""
    found = ListRequest.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None or not who.signed_in or not rules.handed(found) or not rules.sees(who, found):
        raise rules.unknown()
    return found


@transaction.atomic
def record(*, request: ListRequest, row: ListRow, entry: Entry, by: Actor) -> Outcome:
    """One outcome of one row; a later one of the same kind (and period) corrects an earlier."""
    found = _locked(request)
    under = rules.check(by, found, row.village)
    made = _make(found, row, entry, by)
    facts = {"baris": row.number, "periode": entry.period}
    _audit(found, by, under, Action.DELIVERY_RECORD, entry.kind, [row], facts)
    return made


@transaction.atomic
def undo(*, outcome: Outcome, by: Actor) -> Outcome:
    """Take one outcome back; it stays in the history, and the one before it holds again."""
    found = _locked(outcome.request)
    one = Outcome.objects.select_related("row").get(pk=outcome.pk)
    under = rules.check(by, found, one.row.village)
    if one.undone_at is not None:
        raise _gone()
    one.undone_at, one.undone_by_id = timezone.now(), int(by.id)
    one.save(update_fields=["undone_at", "undone_by"])
    _audit(found, by, under, "penyaluran.batal", one.kind, [one.row], {"baris": one.row.number})
    transaction.on_commit(lambda: keeping.keep(found.programme))
    return one


@transaction.atomic
def stage(*, request: ListRequest, name: str, content: bytes, by: Actor, today: dt.date) -> Batch:
    """Read a returned file and keep what it says, to be looked at and then recorded. UserError `delivery-file`."""
    found = _locked(request)
    under = rules.check(by, found, (rules.places(by, found) or (found.region,))[0])
    villages = dict(found.listed.values_list("number", "village"))
    mine = {village: rules.may(by, found, village) for village in set(villages.values())}
    known = returned.Known(leaks.secrets(found), villages, lambda village: mine[village], today)
    told = returned.read(name, content, known)
    made = Batch.objects.create(
        request=found,
        sha256=hashlib.sha256(content).hexdigest(),
        staged=[[number, *entry.staged] for number, entry in told.entries],
        problems=[[at, words.id, words.en] for at, words in told.problems],
        empty=told.empty,
        by_id=int(by.id),
    )
    facts = {"kiriman": made.pk, "terbaca": len(told.entries), "bermasalah": len(told.problems)}
    _audit(found, by, under, "penyaluran.unggah", "menunggu", [], facts)
    return made


@transaction.atomic
def apply(*, batch: Batch, by: Actor) -> Batch:
    """Record the outcomes of a staged file. Each row is asked for again: rights may have changed since."""
    found = _locked(batch.request)
    one = _waiting(batch, Batch.WAITS)
    rows = {r.number: r for r in found.listed.all()}
    under = None
    checked: dict[str, Assignment | None] = {}
    made, touched = [], []
    for number, *staged in one.staged:
        row = rows[number]
        if row.village not in checked:
            checked[row.village] = rules.check(by, found, row.village)
        under = checked[row.village]
        entry = Entry.of(staged)
        touched.append(row)
        made.append(_outcome(found, row, entry, by, one))
    if not made:
        raise UserError(
            Text("Tidak ada baris yang dapat dicatat.", "There is no row to record."),
            hint=Text("Perbaiki berkasnya, lalu unggah lagi.", "Mend the file, then upload it again."),
            code="delivery-empty",
        )
    Outcome.objects.bulk_create(made, batch_size=1000)
    one.state, one.count, one.staged = Batch.RECORDED, len(made), []
    one.save(update_fields=["state", "count", "staged"])
    facts = {"kiriman": one.pk, "baris": len(made), "sha256": one.sha256}
    _audit(found, by, under, Action.DELIVERY_RECORD, "kiriman", touched, facts)
    transaction.on_commit(lambda: keeping.keep(found.programme))
    return one


@transaction.atomic
def drop(*, batch: Batch, by: Actor) -> Batch:
    """Leave a staged file unrecorded."""
    found = _locked(batch.request)
    one = _waiting(batch, Batch.WAITS)
    _own(one, by, found)
    one.state, one.staged = Batch.DROPPED, []
    one.save(update_fields=["state", "staged"])
    _audit(found, by, None, "penyaluran.unggah", "dibuang", [], {"kiriman": one.pk})
    return one


@transaction.atomic
def undo_batch(*, batch: Batch, by: Actor) -> Batch:
    """Take back everything that a file brought; what was recorded before holds again."""
    found = _locked(batch.request)
    one = _waiting(batch, Batch.RECORDED)
    live = list(one.outcomes.filter(undone_at=None).select_related("row"))
    under = None
    for village in {o.row.village for o in live}:
        under = rules.check(by, found, village)
    one.outcomes.filter(undone_at=None).update(undone_at=timezone.now(), undone_by_id=int(by.id))
    one.state = Batch.UNDONE
    one.save(update_fields=["state"])
    facts = {"kiriman": one.pk, "baris": len(live)}
    _audit(found, by, under, "penyaluran.batal", "kiriman", [o.row for o in live], facts)
    transaction.on_commit(lambda: keeping.keep(found.programme))
    return one


def _own(batch: Batch, by: Actor, request: ListRequest) -> None:
    if str(batch.by_id) != by.id and not rules.may(by, request, request.region):
        raise rules.unknown()


def _waiting(batch: Batch, state: str) -> Batch:
    one = Batch.objects.select_for_update().get(pk=batch.pk)
    if one.state != state:
        raise _gone()
    return one


def _make(request: ListRequest, row: ListRow, entry: Entry, by: Actor) -> Outcome:
    made = _outcome(request, row, entry, by, None)
    made.save()
    transaction.on_commit(lambda: keeping.keep(request.programme))
    return made


def _outcome(request: ListRequest, row: ListRow, entry: Entry, by: Actor, batch: Batch | None) -> Outcome:
    return Outcome(
        request=request, row=row, kind=entry.kind, period=entry.period, amount=entry.amount, on=entry.on,
        by_id=int(by.id), batch=batch,
    )  # fmt: skip


def _locked(request: ListRequest) -> ListRequest:
    found = ListRequest.objects.select_for_update().get(pk=request.pk)
    if not rules.handed(found):
        raise rules.unknown()
    return found


def _audit(
    request: ListRequest,
    by: Actor,
    under: Assignment | None,
    action: str,
    outcome: str,
    rows: Iterable[ListRow],
    facts: dict[str, Any],
) -> None:
    persons = sorted({r.person_id for r in rows if r.person_id is not None})
    audit(
        by,
        str(action),
        region=request.region,
        purpose="penyaluran_bantuan",
        target=f"daftar:{request.pk}",
        outcome=outcome,
        subjects=targeting.subjects(lake.lake(), persons) if persons else (),
        facts={"program": request.programme} | facts,
        under=under,
    )


def _gone() -> UserError:
    return UserError(
        Text("Catatan ini sudah berubah.", "This record has changed meanwhile."),
        hint=Text("Muat ulang lamannya.", "Load the page again."),
        code="delivery-state",
    )
