"""What changes a document: writing, reviewing, approving, undoing; every change makes a line in the audit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sepakat import access, documents
from sepakat.access import Action, Actor, Assignment
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web import jobs
from sepakat.web.governance.audit import record
from sepakat.web.jobs.models import RUNNING, WAITING, Job
from sepakat.web.names.words import check_words
from sepakat.web.papers.models import APPROVED, DRAFT, REVIEW, Paper, PaperVersion, Remark
from sepakat.web.papers.tasks import WRITE

MOST, MOST_VERSIONS, LONGEST = 200, 1000, 5000
CHANGES = {
    "buat": Text("Dokumen dibuat", "Document made"),
    "sunting": Text("Kalimat disunting", "Passage edited"),
    "hapus": Text("Kalimat dihapus", "Passage deleted"),
    "asli": Text("Kalimat asli dikembalikan", "Original passage brought back"),
    "tambah": Text("Bagian ditambahkan", "Pieces added"),
    "keluar": Text("Bagian dikeluarkan", "Piece taken out"),
    "rilis": Text("Angka diperbarui ke rilis baru", "Figures renewed to a new release"),
    "pulihkan": Text("Versi lama dikembalikan", "Earlier version brought back"),
}
_PERSON = re.compile(r"(?<!\d)\d{16}(?!\d)")
Edit = Callable[[PaperVersion], None]


def create(*, by: Actor, template: str, region: str, name: str, release: str,
           added: Mapping[str, Sequence[str]] | None = None) -> Paper:  # fmt: skip
    """Begin a document. UserError paper-name, paper-many, those of `documents.plan`; Refused."""
    held = access.check(by, Action.DOCUMENT_WRITE, region=region)
    documents.plan(template)
    name = " ".join(name.split())
    if not 3 <= len(name) <= 120:
        raise UserError(
            Text("Isi nama dokumen, 3 sampai 120 huruf.", "Name the document, in 3 to 120 letters."),
            hint=Text("Misalnya: RKPD 2027, rancangan awal.", "For example: Work plan 2027, first draft."),
            where="nama",
            code="paper-name",
        )
    with transaction.atomic():
        if Paper.objects.filter(owner_id=int(by.id)).count() >= MOST:
            raise UserError(
                Text(f"Anda sudah punya {MOST} dokumen.", f"You have {MOST} documents already."),
                hint=Text("Hapus draf yang tidak dipakai lagi.", "Delete drafts no longer needed."),
                code="paper-many",
            )
        made = Paper.objects.create(owner_id=int(by.id), region=region, template=template, name=name)
        blocks = {chapter: list(texts) for chapter, texts in (added or {}).items()}
        PaperVersion.objects.create(
            paper=made, number=1, release=release, added=blocks, change="buat", by_id=int(by.id)
        )
        _told(by, Action.DOCUMENT_WRITE, made, held, 1, "buat")
    return made


def edit(*, by: Actor, number: int, version: int, chapter: str, key: str, text: str, figures: str) -> PaperVersion:
    """Keep a passage as somebody wrote it, on these figures; an empty text leaves it out of the document. UserError
    page-unknown, paper-stale, paper-state, paper-words; Refused."""
    words = " ".join(text.split())
    if len(words) > LONGEST:
        raise UserError(
            Text(f"Kalimat paling panjang {LONGEST} huruf.", f"A passage has at most {LONGEST} letters."),
            where="teks",
            code="paper-words",
        )
    if _PERSON.search(words):
        raise UserError(
            Text("Kalimat jangan memuat NIK atau nomor KK.", "A passage must not hold a NIK or family card number."),
            hint=Text("Tulis jumlah atau nama wilayah saja.", "Write counts or names of regions only."),
            where="teks",
            code="paper-words",
        )

    def change(made: PaperVersion) -> None:
        now = timezone.now().isoformat(timespec="minutes")
        made.edits[key[:60]] = {"text": words, "figures": figures[:60], "by": by.name, "at": now}

    return _change(by, number, version, "sunting" if words else "hapus", change, chapter)


def original(*, by: Actor, number: int, version: int, chapter: str, key: str) -> PaperVersion:
    """Bring back what the passage says by itself. UserErrors of `edit`."""

    def change(made: PaperVersion) -> None:
        made.edits.pop(key[:60], None)

    return _change(by, number, version, "asli", change, chapter)


def add(*, by: Actor, number: int, version: int, chapter: str, blocks: Sequence[str]) -> PaperVersion:
    """Put pieces at the end of a chapter. UserErrors of `edit`, of `Block.parse`, unknown-chapter."""
    texts = [documents.Block.parse(block).text() for block in blocks]

    def change(made: PaperVersion) -> None:
        found = documents.plan(made.paper.template).chapter(chapter).id
        made.added[found] = list(dict.fromkeys([*made.added.get(found, []), *texts]))

    return _change(by, number, version, "tambah", change, chapter)


def take_out(*, by: Actor, number: int, version: int, chapter: str, block: str) -> PaperVersion:
    """Take a piece that was added out of a chapter again; what was written in it stays, should it come back. UserErrors
    of `edit`, unknown-chapter."""

    def change(made: PaperVersion) -> None:
        found = documents.plan(made.paper.template).chapter(chapter).id
        left = [one for one in made.added.get(found, []) if one != block]
        made.added = {name: blocks for name, blocks in {**made.added, found: left}.items() if blocks}

    return _change(by, number, version, "keluar", change, chapter)


def renew(*, by: Actor, number: int, version: int, release: str) -> PaperVersion:
    """Take the figures of another release; passages that people wrote stay and are flagged where figures moved."""

    def change(made: PaperVersion) -> None:
        made.release = release

    return _change(by, number, version, "rilis", change, release)


def restore(*, by: Actor, number: int, version: int, to: int) -> PaperVersion:
    """Bring an earlier version back as the newest one; nothing is lost."""
    earlier = get(by, number).versions.filter(number=to).first()
    if earlier is None:
        raise _unknown()

    def change(made: PaperVersion) -> None:
        made.edits, made.added, made.release = earlier.edits, earlier.added, earlier.release

    return _change(by, number, version, "pulihkan", change, str(to))


def remark(*, by: Actor, number: int, chapter: str, text: str) -> Remark:
    """Say something about a chapter, of a document in review or still a draft. UserError words-…, paper-locked."""
    words = check_words(
        text,
        Text("Catatan", "The remark"),
        Text("sebutkan sasaran provinsi di paragraf pertama", "name the province's target in the first paragraph"),
    )
    with transaction.atomic():
        found = _locked(by, number)
        held = access.check(by, Action.DOCUMENT_REVIEW, region=found.region)
        _open(found)
        chapter = documents.plan(found.template).chapter(chapter).id
        made = Remark.objects.create(
            paper=found, chapter=chapter, version=found.latest.number, text=words, by_id=int(by.id)
        )
        _told(by, Action.DOCUMENT_REVIEW, found, held, made.version, "catatan")
    return made


def settle(*, by: Actor, number: int, remark: int) -> None:
    """Mark a remark as dealt with. UserError page-unknown; Refused."""
    with transaction.atomic():
        found = _locked(by, number)
        held = access.check(by, Action.DOCUMENT_WRITE, region=found.region)
        one = found.remarks.filter(pk=remark, settled_at=None).first()
        if one is None:
            raise _unknown()
        one.settled_by_id, one.settled_at = int(by.id), timezone.now()
        one.save()
        _told(by, "dokumen.catatan-selesai", found, held, one.version, "catatan")


def submit(*, by: Actor, number: int, version: int) -> Paper:
    """Hand a draft to review. UserError paper-stale, paper-state; Refused."""
    return _move(by, number, version, Action.DOCUMENT_WRITE, (DRAFT,), REVIEW, "diajukan")


def send_back(*, by: Actor, number: int, version: int) -> Paper:
    """Make a document in review, or an approved one, a draft again."""
    return _move(by, number, version, Action.DOCUMENT_REVIEW, (REVIEW, APPROVED), DRAFT, "dikembalikan")


def approve(*, by: Actor, number: int, version: int) -> Paper:
    """Approve the version that was seen. Who wrote in it does not approve it. UserError paper-own, paper-remarks,
    paper-stale, paper-state; Refused."""
    with transaction.atomic():
        found = _locked(by, number)
        access.check(by, Action.DOCUMENT_APPROVE, region=found.region)
        if str(found.owner_id) == by.id or found.versions.filter(by_id=int(by.id)).exists():
            raise UserError(
                Text("Yang ikut menulis tidak menyetujui dokumennya sendiri.", "Writers do not approve their own."),
                hint=Text("Minta pimpinan lain menyetujui.", "Ask another leader."),
                code="paper-own",
            )
        if found.remarks.filter(settled_at=None).exists():
            raise UserError(
                Text("Masih ada catatan tinjauan yang belum selesai.", "There are remarks that are not settled."),
                hint=Text("Minta penulis menyelesaikannya dahulu.", "Ask the writers to settle them first."),
                code="paper-remarks",
            )
        return _move(by, number, version, Action.DOCUMENT_APPROVE, (REVIEW,), APPROVED, "disetujui")


def remove(*, by: Actor, number: int) -> None:
    """Delete one's own draft with its versions. UserError page-unknown, paper-locked."""
    with transaction.atomic():
        found = Paper.objects.filter(owner_id=int(by.id or 0), pk=number).first()
        if found is None:
            raise _unknown()
        if found.state != DRAFT:
            raise _state(found)
        region = found.region
        found.delete()
        record(by, "dokumen.hapus", region=region, target=str(number))


def write(*, by: Actor, paper: Paper, version: int, form: str) -> Job:
    """Have the whole document made as a file; the job that makes it already, where somebody has asked. The job's own
    line in the audit tells of it."""
    facts = {"naskah": paper.pk, "versi": version, "bentuk": form}
    with transaction.atomic():
        for job in Job.objects.filter(kind=WRITE, by_id=int(by.id), state__in=(WAITING, RUNNING)):
            if job.facts == facts:
                return job
        return jobs.start(WRITE, by=by, region=paper.region, **facts)


def visible(by: Actor) -> list[Paper]:
    """One's own documents and those of the regions where one may write, review or approve."""
    wanted = Q(owner_id=int(by.id))
    for action in (Action.DOCUMENT_WRITE, Action.DOCUMENT_REVIEW, Action.DOCUMENT_APPROVE):
        for code in access.reach(by, action):
            wanted |= ~Q(region="") if code == "00" else Q(region=code) | Q(region__startswith=f"{code}.")
    return list(Paper.objects.filter(wanted).select_related("owner"))


def may_open(by: Actor, paper: Paper) -> bool:
    """Whether somebody may open a document: its owner, or who may write, review or approve in its region."""
    actions = (Action.DOCUMENT_WRITE, Action.DOCUMENT_REVIEW, Action.DOCUMENT_APPROVE)
    return str(paper.owner_id) == by.id or any(access.may(by, a, region=paper.region) for a in actions)


def get(by: Actor, number: int) -> Paper:
    """A document that the actor may open. UserError page-unknown, alike for none and for another region's."""
    found = Paper.objects.select_related("owner", "approved_by").filter(pk=number).first()
    if found is None or not may_open(by, found):
        raise _unknown()
    return found


def _change(by: Actor, number: int, version: int, what: str, change: Edit, detail: str) -> PaperVersion:
    with transaction.atomic():
        found = _locked(by, number)
        held = access.check(by, Action.DOCUMENT_WRITE, region=found.region)
        _open(found)
        latest = found.latest
        _fresh(latest, version)
        if latest.number >= MOST_VERSIONS:
            raise UserError(
                Text(f"Dokumen ini sudah punya {MOST_VERSIONS} versi.", f"It has {MOST_VERSIONS} versions already."),
                hint=Text("Buat dokumen baru.", "Begin a new document."),
                code="paper-versions",
            )
        made = PaperVersion(
            paper=found, number=latest.number + 1, release=latest.release, edits=dict(latest.edits),
            added=dict(latest.added), change=what, detail=detail[:20], by_id=int(by.id),
        )  # fmt: skip
        change(made)
        if (made.edits, made.added, made.release) == (latest.edits, latest.added, latest.release):
            return latest
        made.save()
        found.save(update_fields=["changed_at"])
        _told(by, Action.DOCUMENT_WRITE, found, held, made.number, what)
    return made


def _move(
    by: Actor, number: int, version: int, action: Action, before: tuple[str, ...], after: str, outcome: str
) -> Paper:
    with transaction.atomic():
        found = _locked(by, number)
        held = access.check(by, action, region=found.region)
        latest = found.latest
        _fresh(latest, version)
        if found.state not in before:
            raise _state(found)
        found.state = after
        found.approved_by_id = int(by.id) if after == APPROVED else None
        found.approved_at = timezone.now() if after == APPROVED else None
        found.save()
        _told(by, action, found, held, latest.number, outcome)
    return found


def _locked(by: Actor, number: int) -> Paper:
    found = Paper.objects.select_for_update().filter(pk=number).first()
    if found is None or not may_open(by, found):
        raise _unknown()
    return found


def _open(found: Paper) -> None:
    if found.state == APPROVED:
        raise _state(found)


def _fresh(latest: PaperVersion, version: int) -> None:
    if latest.number != version:
        raise UserError(
            Text("Dokumen ini sudah diubah orang lain.", "Somebody else has changed this document."),
            hint=Text("Periksa perubahannya, lalu kirim lagi.", "Look at the change, then send yours again."),
            code="paper-stale",
        )


def _told(by: Actor, action: str, paper: Paper, held: Assignment | None, version: int, what: str) -> None:
    facts = {"versi": version, "perubahan": what, "naskah": paper.template}
    record(by, action, region=paper.region, target=str(paper.pk), outcome="ok", facts=facts, under=held)


def _state(found: Paper) -> UserError:
    words = found.state_words
    return UserError(
        Text(f"Dokumen ini {words.id}.", f"This document is {words.en}."),
        hint=Text("Kembalikan menjadi draf dahulu.", "Make it a draft again first.")
        if found.state == APPROVED
        else Text("Periksa keadaannya.", "Check its state."),
        code="paper-state",
    )


def _unknown() -> UserError:
    return UserError(
        Text("Dokumen itu tidak ada.", "There is no such document."),
        hint=Text("Lihat daftar dokumen Anda.", "See the list of your documents."),
        code="page-unknown",
    )
