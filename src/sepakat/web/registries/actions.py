"""Verdicts, merges and their undoing: each one transaction with its audit row."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.matching import clerical, merges, store
from sepakat.matching.clerical import Pair, Verdict
from sepakat.matching.merges import Entry
from sepakat.web.governance.audit import one_at_a_time, record
from sepakat.web.registries import keeping
from sepakat.web.registries.models import PairDecision, RecordMerge
from sepakat.web.registries.pairs import Candidate, labelled, pair_text

JOIN, PART = "gabung", "pisah"
TURN = 20261123  # one merge or parting at a time: what it may do follows from the whole log (`audit.one_at_a_time`)


@transaction.atomic
def decide(*, by: Actor, run: str, candidate: Candidate, verdict: str, purpose: str) -> PairDecision:
    """Enter one person's verdict. UserError: pair-verdict, pair-judged; Refused without the right there."""
    under = access.check(by, Action.MATCH_REVIEW, region=candidate.region)
    if verdict not in clerical.VERDICTS:
        raise UserError(
            Text("Pilih: orang yang sama, berbeda, atau ragu.", "Choose: the same person, different, or unsure."),
            code="pair-verdict",
        )
    pair, chance = candidate.pair, candidate.review.probability
    standing = _standing(run, pair)
    if any(d.by_id == int(by.id) for d in standing) or _settled(standing, pair, chance) is not None:
        raise _judged()
    try:
        with transaction.atomic():
            made = PairDecision.objects.create(
                run=run,
                **pair._asdict(),
                probability=chance,
                verdict=verdict,
                region=candidate.region,
                by_id=int(by.id),
                role=under.role if under else "",
            )
    except IntegrityError:  # the same person, twice at once
        raise _judged() from None
    record(
        by,
        Action.MATCH_REVIEW,
        region=candidate.region,
        purpose=purpose,
        target=f"pencocokan:{run}",
        outcome="diputus",
        facts={"pasangan": pair_text(pair), "keputusan": made.pk},
        under=under,
    )
    keeping.after(run)
    return made


@transaction.atomic
def undo(*, by: Actor, number: int, purpose: str) -> PairDecision:
    """Take back one's own verdict, while nobody has judged the pair after it. UserError: pair-undo."""
    found = PairDecision.objects.select_for_update().filter(pk=number, by_id=int(by.id), undone_at=None).first()
    if (
        found is None
        or any(d.pk > found.pk for d in _standing(found.run, found.pair))
        or _merged(found.run, found.pair)
    ):
        raise UserError(
            Text("Keputusan itu tidak dapat dibatalkan lagi.", "That verdict can no longer be taken back."),
            hint=Text(
                "Orang lain sudah menilai pasangan itu, atau catatannya sudah digabung.",
                "Someone else has judged the pair since, or the records were merged.",
            ),
            code="pair-undo",
        )
    under = access.check(by, Action.MATCH_REVIEW, region=found.region)
    found.undone_at = timezone.now()
    found.save(update_fields=["undone_at"])
    record(
        by,
        Action.MATCH_REVIEW,
        region=found.region,
        purpose=purpose,
        target=f"pencocokan:{found.run}",
        outcome="dibatalkan",
        facts={"pasangan": pair_text(found.pair), "keputusan": found.pk},
        under=under,
    )
    keeping.after(found.run)
    return found


@transaction.atomic
def merge(*, by: Actor, run: str, candidate: Candidate, reason: str) -> RecordMerge:
    """Take two records for one person: only a pair that the review settled as the same.

    UserError: merge-pair, merge-already.
    """
    access.check(by, Action.MATCH_MERGE, region=candidate.region)
    one_at_a_time(TURN)
    pair = candidate.pair
    if _settled(_standing(run, pair), pair, candidate.review.probability) != "same":
        raise UserError(
            Text("Pasangan itu belum diputus orang yang sama.", "That pair is not settled as the same person."),
            hint=Text("Muat ulang daftar gabungan.", "Load the list of merges again."),
            code="merge-pair",
        )
    merges.merge(log(run), pair[:2], pair[2:], by=by.id, at=timezone.now(), reason=reason)
    return _logged(by, run, pair, candidate.region, reason, None)


@transaction.atomic
def part(*, by: Actor, number: int, reason: str) -> RecordMerge:
    """Part two merged records again; both rows stay in the log. UserError: merge-unknown, merge-undone."""
    found = RecordMerge.objects.filter(pk=number).first()
    if found is not None:
        access.check(by, Action.MATCH_MERGE, region=found.region)
    one_at_a_time(TURN)
    merges.unmerge(log(found.run) if found else [], number, by=by.id, at=timezone.now(), reason=reason)
    assert found is not None, "unmerge() refuses what is not in the log"
    return _logged(by, found.run, found.pair, found.region, reason, found)


def log(run: str) -> list[Entry]:
    """The log of the release of a run, as matching reads it, oldest first. In another release the same ids are other
    entries."""
    rows = RecordMerge.objects.filter(run__startswith=store.release_of(run) + "-").order_by("id")
    return [Entry(r.pk, r.pair[:2], r.pair[2:], str(r.by_id), r.at, r.reason, r.undoes_id) for r in rows]


def _merged(run: str, pair: Pair) -> bool:
    known = log(run)
    return merges.person(known, pair[:2]) == merges.person(known, pair[2:])


def _logged(by: Actor, run: str, pair: Pair, region: str, reason: str, undoes: RecordMerge | None) -> RecordMerge:
    under = access.check(by, Action.MATCH_MERGE, region=region)
    made = RecordMerge.objects.create(
        run=run,
        **pair._asdict(),
        region=region,
        reason=reason,
        by_id=int(by.id),
        role=under.role if under else "",
        undoes=undoes,
    )
    record(
        by,
        Action.MATCH_MERGE,
        region=region,
        target=f"gabungan:{made.pk}",
        outcome=PART if undoes else JOIN,
        facts={"pasangan": pair_text(pair)},
        under=under,
    )
    keeping.after(run)
    return made


def _standing(run: str, pair: Pair) -> list[PairDecision]:
    found = PairDecision.objects.filter(run=run, **pair._asdict(), undone_at=None)
    return list(found.select_for_update())


def _settled(rows: list[PairDecision], pair: Pair, probability: float) -> Verdict | None:
    return clerical.settled([labelled(d) for d in rows], {pair: probability}).get(pair)


def _judged() -> UserError:
    return UserError(
        Text("Pasangan itu sudah Anda nilai, atau sudah selesai.", "You have judged that pair, or it is settled."),
        hint=Text("Lanjutkan ke pasangan berikutnya.", "Go on to the next pair."),
        code="pair-judged",
    )
