"""Proposing, reviewing and withdrawing versions of a region's programme, each with its line in the audit."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from sepakat import access, catalogue
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.governance.audit import record
from sepakat.web.names.words import check_words
from sepakat.web.programmes import folder
from sepakat.web.programmes.models import APPROVED, RETURNED, SUBMITTED, WITHDRAWN, ProposedVersion
from sepakat.web.programmes.presenters import drafting
from sepakat.web.programmes.presenters.drafting import Draft


def versions(key: str) -> list[ProposedVersion]:
    """The approved versions of a programme, oldest first."""
    return list(ProposedVersion.objects.filter(key=key, state=APPROVED).order_by("number"))


def known(key: str) -> str | None:
    """The programme of a code as a right asks for it: None where there is none yet, which any office of the region may
    propose."""
    return key if key in catalogue.programmes() or versions(key) else None


def text_of(draft: Draft, approved: Sequence[ProposedVersion]) -> str:
    """The file that a proposal would make, after the versions approved so far."""
    held = [(v.number, drafting.read(v.typed)) for v in approved]
    return drafting.render([*held, (len(held) + 1, draft)])


def propose(*, by: Actor, draft: Draft, release: str) -> ProposedVersion:
    """Send a proposal to review. UserError: programme-form (also for a unit that would change), programme-open, the
    codes of reading a programme, words-…; Refused."""
    held = access.check(by, Action.PROGRAMME_PROPOSE, region=draft["wilayah"], programme=known(draft["kode"]))
    why = check_words(
        draft["alasan"],
        Text("Alasan usulan", "The reason"),
        Text("batas desil diperluas sesuai Perbup 12/2026", "deciles widened by regent's regulation 12/2026"),
    )
    with transaction.atomic():
        before = versions(draft["kode"])
        wrong = drafting.problems(draft, new=not before)
        if wrong:
            raise next(iter(wrong.values()))
        if before and before[-1].region != draft["wilayah"]:
            raise UserError(
                Text("Wilayah program tidak dapat diubah.", "A programme's region cannot be changed."),
                hint=Text("Usulkan program baru untuk wilayah itu.", "Propose a new programme for that region."),
                code="programme-form",
            )
        if before and before[-1].typed.get("satuan") != draft["satuan"]:
            raise UserError(
                Text("Satuan program tidak dapat diubah.", "A programme's unit cannot be changed."),
                hint=Text("Usulkan program baru.", "Propose a new programme."),
                code="programme-form",
            )
        folder.read(draft["kode"], text_of(draft, before))
        try:
            with transaction.atomic():
                made = ProposedVersion.objects.create(
                    key=draft["kode"],
                    region=draft["wilayah"],
                    since=draft["sejak"],
                    typed=dict(draft.typed),
                    why=why,
                    release=release,
                    by_id=int(by.id),
                )
        except IntegrityError:
            raise UserError(
                Text("Usulan untuk program ini masih menunggu tinjauan.", "A proposal of this programme is waiting."),
                hint=Text("Tarik usulan itu, atau tunggu hasilnya.", "Withdraw it, or wait for its review."),
                code="programme-open",
            ) from None
        record(
            by,
            Action.PROGRAMME_PROPOSE,
            region=made.region,
            purpose=why,
            target=f"{made.key}#{made.pk}",
            facts={"sejak": draft["sejak"], "sampai": draft["sampai"], "rilis": release},
            under=held,
        )
    return made


def approve(*, by: Actor, number: int, remark: str = "") -> ProposedVersion:
    """Let a proposal hold from its date. UserError programme-unknown, programme-own, programme-form, words-…; Refused.
    remark: may be empty."""
    words = check_words(remark, Text("Catatan", "The remark"), Text("berlaku sejak", "in force from"), shortest=0)
    with transaction.atomic():
        found = _open(number)
        held = _reviewer(by, found)
        approved = versions(found.key)
        draft = drafting.read(found.typed)
        wrong = drafting.problems(draft, new=not approved)
        if wrong:
            raise next(iter(wrong.values()))
        text = text_of(draft, approved)
        found.number, found.state = len(approved) + 1, APPROVED
        found.reviewed_by_id, found.reviewed_at = int(by.id), timezone.now()
        found.remark = words
        found.save()
        record(
            by,
            Action.PROGRAMME_REVIEW,
            region=found.region,
            target=f"{found.key}#{found.pk}",
            outcome="disetujui",
            facts={"versi": found.number, "sejak": found.since.isoformat()},
            under=held,
        )
        folder.write(found.key, text)  # last: if it fails, nothing was approved
    return found


def give_back(*, by: Actor, number: int, remark: str) -> ProposedVersion:
    """Return a proposal to whoever sent it, with a reason. UserError programme-unknown, programme-own, words-…."""
    why = check_words(
        remark,
        Text("Alasan pengembalian", "The reason"),
        Text("dasar hukum belum disebut", "the legal source is not named"),
    )
    with transaction.atomic():
        found = _open(number)
        held = _reviewer(by, found)
        found.state, found.remark = RETURNED, why
        found.reviewed_by_id, found.reviewed_at = int(by.id), timezone.now()
        found.save()
        record(
            by, "program.kembali", region=found.region, purpose=why, target=f"{found.key}#{found.pk}",
            outcome="dikembalikan", under=held,
        )  # fmt: skip
    return found


def withdraw(*, by: Actor, number: int) -> ProposedVersion:
    """Take back one's own proposal. UserError programme-unknown."""
    with transaction.atomic():
        found = _open(number)
        if str(found.by_id) != by.id:
            raise _unknown()
        found.state = WITHDRAWN
        found.save(update_fields=["state"])
        record(by, "program.tarik", region=found.region, target=f"{found.key}#{found.pk}", outcome="ditarik")
    return found


def _open(number: int) -> ProposedVersion:
    found = ProposedVersion.objects.select_for_update().filter(pk=number, state=SUBMITTED).first()
    if found is None:
        raise _unknown()
    return found


def _reviewer(by: Actor, found: ProposedVersion) -> access.Assignment | None:
    held = access.check(by, Action.PROGRAMME_REVIEW, region=found.region)
    if str(found.by_id) == by.id:
        raise UserError(
            Text("Usulan sendiri ditinjau orang lain.", "Another person reviews your own proposal."),
            hint=Text("Minta peninjau lain di wilayah Anda.", "Ask another reviewer of your region."),
            code="programme-own",
        )
    return held


def _unknown() -> UserError:
    return UserError(
        Text("Usulan itu tidak ada atau sudah selesai.", "There is no such proposal, or it is settled."),
        hint=Text("Lihat daftar usulan program.", "See the list of proposals."),
        code="page-unknown",
    )
