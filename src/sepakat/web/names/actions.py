"""Changes of a list request: each is one transaction with its step and its audit row, and asks the rules itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from sepakat.access import Action, Actor, Assignment
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.governance.audit import record
from sepakat.web.names import generation, rules, sealing, signals
from sepakat.web.names.models import ListRequest, Recipient, SealedFile, Step, Vote
from sepakat.web.names.states import BY_ACT, OPEN, Act, State

CHOICES = {
    "setuju": Text("Setujui", "Approve"),
    "kembalikan": Text("Kembalikan untuk diperbaiki", "Return to be mended"),
    "tolak": Text("Tolak", "Refuse"),
}
FIELDS = (
    "region", "programme", "unit", "purpose", "words", "basis", "population", "columns", "expires", "outside",
    "agreement", "role",
)  # fmt: skip


def get(number: int, who: Actor) -> ListRequest:
    """The request, if it is any of theirs; the same UserError `list-unknown` otherwise. Ends what is overdue first."""
    found = ListRequest.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None or not rules.visible(found, who):
        raise rules.unknown()
    expire_due(found)
    return found


@transaction.atomic
def create(*, by: Actor, under: Assignment | None, recipients: Iterable[int], fields: dict[str, Any]) -> ListRequest:
    """A draft. The caller has checked the fields (`names.forms`) and the right to ask."""
    made = ListRequest.objects.create(by_id=int(by.id), **{k: fields[k] for k in FIELDS})
    _name(made, recipients)
    _step(made, "buat", State.DRAFT, by)
    _audit(made, by, Action.LIST_REQUEST, outcome="draf", under=under)
    return made


@transaction.atomic
def change(*, request: ListRequest, by: Actor, recipients: Iterable[int], fields: dict[str, Any]) -> ListRequest:
    found = _locked(request)
    under = rules.check(found, Act.CHANGE, by)
    for name in FIELDS:
        setattr(found, name, fields[name])
    found.recipients.all().delete()
    _name(found, recipients)
    return _move(found, Act.CHANGE, by, under=under)


@transaction.atomic
def submit(*, request: ListRequest, by: Actor) -> ListRequest:
    found = _locked(request)
    under = rules.check(found, Act.SUBMIT, by)
    found.round += 1
    return _move(found, Act.SUBMIT, by, under=under)


@transaction.atomic
def withdraw(*, request: ListRequest, by: Actor) -> ListRequest:
    found = _locked(request)
    return _move(found, Act.WITHDRAW, by, under=rules.check(found, Act.WITHDRAW, by))


@transaction.atomic
def vote(*, request: ListRequest, by: Actor, choice: str, reason: str) -> ListRequest:
    """One vote. It stays unseen by others, in the audit too, until the second is in; then the request is decided."""
    found = _locked(request)
    rules.check(found, Act.VOTE, by)
    held = rules.reviewing(by, found.region)
    if choice not in CHOICES:
        raise UserError(Text("Pilih satu penilaian.", "Choose one vote."), code="list-choice")
    Vote.objects.create(
        request=found, user_id=int(by.id), role=held.role, round=found.round, choice=choice, reason=reason
    )
    _move(found, Act.VOTE, by, under=held, outcome="dinilai")
    votes = list(found.votes.filter(round=found.round))
    if len(votes) == rules.REVIEWERS:
        chosen = {v.choice for v in votes}
        act = Act.REFUSE if "tolak" in chosen else Act.RETURN if "kembalikan" in chosen else Act.APPROVE
        _move(found, act, None, facts={"suara": [f"{v.role}:{v.choice}" for v in votes]})
        if act == Act.APPROVE:
            transaction.on_commit(lambda: generation.start(found.pk))
    return found


@transaction.atomic
def retry(*, request: ListRequest, by: Actor) -> ListRequest:
    found = _locked(request)
    _move(found, Act.RETRY, by, under=rules.check(found, Act.RETRY, by))
    transaction.on_commit(lambda: generation.start(found.pk))
    return found


@transaction.atomic
def sealed(
    *, request: ListRequest, release: str, rows: int, subjects: Iterable[str], rule: str = "", sha256: str = ""
) -> ListRequest:
    """The files lie sealed: said by the system. subjects: everyone the list names. rule, sha256: of what it holds."""
    found = _locked(request)
    if not rules.allows(found.state, Act.SEAL):
        raise _moved_on()
    found.release, found.rows, found.rule, found.sha256 = release, rows, rule, sha256
    hashes = [f.sha256 for f in found.files.filter(destroyed_at=None)]
    return _move(
        found,
        Act.SEAL,
        None,
        subjects=subjects,
        facts={"rilis": release, "baris": rows, "sha256": hashes, "isi": sha256},
    )


@transaction.atomic
def failed(*, request: ListRequest, why: str) -> ListRequest:
    """Making it failed; why: in words for the requester, without a person's value."""
    found = _locked(request)
    return _move(found, Act.FAIL, None, note=why) if rules.allows(found.state, Act.FAIL) else found


def download(*, request: ListRequest, file: int, by: Actor) -> tuple[SealedFile, bytes]:
    """The sealed file of this recipient, opened; recorded before it leaves.

    UserError `list-file` for a file that is another's or has been destroyed, the same for both.
    """
    expire_due(request)
    with transaction.atomic():
        found = _locked(request)
        under = rules.check(found, Act.DOWNLOAD, by)
        one = SealedFile.objects.filter(pk=file, request=found, recipient_id=int(by.id), destroyed_at=None).first()
        if one is None:
            raise UserError(
                Text("Berkas itu tidak ada untuk Anda.", "There is no such file for you."),
                hint=Text("Unduh dari laman permintaan.", "Download it from the request's page."),
                code="list-file",
            )
        content = sealing.opened(one)
        one.downloads += 1
        one.last_download = timezone.now()
        one.save(update_fields=["downloads", "last_download"])
        _move(found, Act.DOWNLOAD, by, under=under, facts={"berkas": one.extension, "sha256": one.sha256})
    return one, content


@transaction.atomic
def revoke(*, request: ListRequest, by: Actor, reason: str) -> ListRequest:
    """End a list at once: its files are destroyed in the same step."""
    found = _locked(request)
    under = rules.check(found, Act.REVOKE, by)
    _move(found, Act.REVOKE, by, under=under, note=reason)
    _destroy(found, "dicabut")
    return found


@transaction.atomic
def expire(*, request: ListRequest) -> ListRequest:
    """End a list whose last day has passed, and destroy its files."""
    found = _locked(request)
    if rules.allows(found.state, Act.EXPIRE) and found.expires and found.expires < timezone.localdate():
        _move(found, Act.EXPIRE, None)
        _destroy(found, "berakhir")
    return found


def expire_due(request: ListRequest) -> None:
    """`expire`, where it is time; the request given is brought up to date."""
    if request.expires and request.expires < timezone.localdate() and rules.allows(request.state, Act.EXPIRE):
        expire(request=request)
        request.refresh_from_db()


def expire_all() -> int:
    """Every list whose last day has passed; gives how many files were destroyed. For the command."""
    before = SealedFile.objects.filter(destroyed_at=None).count()
    overdue = ListRequest.objects.filter(expires__lt=timezone.localdate(), state__in=BY_ACT[Act.EXPIRE].before)
    for found in overdue:
        expire(request=found)
    sealing.sweep()
    return before - SealedFile.objects.filter(destroyed_at=None).count()


def _destroy(request: ListRequest, why: str) -> None:
    """Destroy the files and enter a record of it; the bytes go when the transaction stands."""
    for one in request.files.filter(destroyed_at=None):
        one.destroyed_at, one.destroyed_why = timezone.now(), why
        one.save(update_fields=["destroyed_at", "destroyed_why"])
        _audit(request, None, "daftar.musnah", outcome=why, facts={"berkas": one.extension, "sha256": one.sha256})
        transaction.on_commit(partial(sealing.destroy, one.name))


def _locked(request: ListRequest) -> ListRequest:
    return ListRequest.objects.select_for_update().get(pk=request.pk)


def _name(request: ListRequest, recipients: Iterable[int]) -> None:
    Recipient.objects.bulk_create([Recipient(request=request, user_id=i) for i in dict.fromkeys(recipients)])


def _move(
    request: ListRequest,
    act: Act,
    by: Actor | None,
    *,
    under: Assignment | None = None,
    note: str = "",
    outcome: str = "",
    subjects: Iterable[str] = (),
    facts: dict[str, Any] | None = None,
) -> ListRequest:
    """Take a step: state, history and audit together."""
    before, request.state = request.state, str(BY_ACT[act].after)
    request.save()
    _step(request, act, before, by, note)
    action = {
        Act.VOTE: Action.LIST_APPROVE,
        Act.DOWNLOAD: Action.LIST_DOWNLOAD,
        Act.REVOKE: Action.LIST_REVOKE,
    }.get(act, Action.LIST_REQUEST if by else f"daftar.{act}")
    _audit(request, by, action, outcome=outcome or request.state, under=under, subjects=subjects, facts=facts)
    if before != request.state and request.programme:
        transaction.on_commit(lambda: signals.changed.send(ListRequest, programme=request.programme))
    return request


def _step(request: ListRequest, act: str, before: str, by: Actor | None, note: str = "") -> None:
    Step.objects.create(
        request=request, act=act, before=before, after=request.state, by_id=int(by.id) if by else None, note=note
    )


SYSTEM = Actor("sistem", "sistem")


def _audit(
    request: ListRequest,
    by: Actor | None,
    action: str,
    *,
    outcome: str,
    under: Assignment | None = None,
    subjects: Iterable[str] = (),
    facts: dict[str, Any] | None = None,
) -> None:
    record(
        by or SYSTEM,
        str(action),
        region=request.region,
        purpose=request.purpose,
        target=f"daftar:{request.pk}",
        outcome=outcome,
        subjects=subjects,
        facts={"program": request.programme, "putaran": request.round} | (facts or {}),
        under=under,
    )


def _moved_on() -> UserError:
    return UserError(
        Text("Permintaan ini sudah tidak menunggu penyusunan.", "This request no longer waits to be made."),
        hint=Text("Muat ulang laman permintaan.", "Load the request's page again."),
        code="list-state",
    )


__all__ = ["CHOICES", "OPEN", "change", "create", "download", "expire_all", "get", "revoke", "submit", "vote"]
