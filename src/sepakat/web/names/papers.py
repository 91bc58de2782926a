"""Papers made from an approved list: draft decree and minutes of verification, with the list as their annex.

With names: made from each recipient's own sealed file, sealed and handed over like it. Without: the same form, whose
annex shows no name, for everybody else who may see the request. The vault is not read again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from sepakat import catalogue, documents, regions
from sepakat.access import Action, Actor, Assignment, Refused
from sepakat.access import check as check_right
from sepakat.catalogue.choosing import list_column
from sepakat.catalogue.purposes import purposes
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text, long_date, number
from sepakat.documents import Annex, Letter
from sepakat.engine.tabulating.answer import place
from sepakat.targeting import contents
from sepakat.targeting.family import day_of
from sepakat.web.governance.audit import record
from sepakat.web.jobs.models import Job
from sepakat.web.names import lake, rules, sealing
from sepakat.web.names.models import ListRequest, SealedFile
from sepakat.web.names.states import OPEN, Who

KINDS = {
    "daftar": Text("Daftar", "List"),
    "sk": Text("Rancangan keputusan", "Draft decree"),
    "berita_acara": Text("Berita acara verifikasi", "Minutes of verification"),
}
LETTERS = ("sk", "berita_acara")
OFFICES = {
    "kepala_daerah": Text("Kepala daerah", "Head of the region"),
    "kepala_dinas": Text("Kepala dinas", "Head of the office"),
}
MOST_ROWS = 5000  # of an annex: a longer one is no document that anybody edits
MASKED_ROWS = 20
_EXTRA = {"berita_acara": ("Hasil verifikasi", "Paraf")}
_LIST_ONLY = (contents.CODE.id, *(head.id for head in contents.FEEDBACK))


def own_folder() -> Path:
    """Where regions' own copies of templates lie: `LAKE/templates/<code>/<name>.md`."""
    return Path(settings.LAKE) / "templates"


def check(request: ListRequest, who: Actor) -> Assignment | None:
    """The assignment under which somebody has papers made: requester or recipient of a list that lies open."""
    mine = rules.relations(request, who)
    if not rules.visible(request, who):
        raise rules.unknown()
    if not mine & {Who.REQUESTER, Who.RECIPIENT}:
        raise Refused(
            Text("Naskah disusun peminta atau penerima daftar.", "Its requester or a recipient has papers made."),
            hint=Text("Lihat naskah tanpa nama di bawah.", "See the papers without names below."),
            code="list-not-yours",
        )
    if request.state not in OPEN:
        raise UserError(
            Text("Naskah disusun setelah daftar disegel.", "Papers are made once the list is sealed."),
            hint=Text("Tunggu dua pemeriksa menyetujuinya.", "Wait for the two reviewers."),
            code="list-state",
        )
    if (request.rows or 0) > MOST_ROWS:
        most = number(MOST_ROWS, 0, "id")
        raise UserError(
            Text(f"Lampiran naskah paling banyak {most} baris.", f"An annex has at most {MOST_ROWS:,} rows."),
            hint=Text("Ajukan daftar per kecamatan.", "Ask for a list per district."),
            code="list-long",
        )
    action = Action.LIST_REQUEST if Who.REQUESTER in mine else Action.LIST_DOWNLOAD
    return check_right(who, action, region=request.region, programme=request.programme or None)


def refusal(request: ListRequest, who: Actor) -> UserError | None:
    try:
        check(request, who)
    except UserError as problem:
        return problem
    return None


def start(*, request: ListRequest, by: Actor, office: str) -> Job:
    """Have the papers made, beside the pages."""
    from sepakat.web import jobs

    under = check(request, by)
    if office not in OFFICES:
        raise UserError(Text("Pilih pejabat yang menetapkan.", "Choose who signs."), code="list-choice")
    with transaction.atomic():
        _audit(request, by, under, "daftar.naskah", "diminta", {"pejabat": office})
        return jobs.start("daftar.naskah", by=by, region=request.region, permintaan=request.pk, pejabat=office)


def make(number_: int, office: str, progress: Progress = SILENT) -> int:
    """Make and seal the papers for every recipient; those made before are destroyed. Gives how many files: 0 of a list
    that does not lie open, or is ended meanwhile (with it go the papers sealed before that)."""
    request = ListRequest.objects.get(pk=number_)
    if request.state not in OPEN:
        return 0
    made = 0
    recipients = list(request.recipients.order_by("id"))
    with progress.step(str(Text("Menyusun naskah", "Making the papers")), total=len(recipients)) as step:
        for recipient in recipients:
            source = request.files.filter(
                kind="daftar", extension="csv", recipient_id=recipient.user_id, destroyed_at=None
            ).first()
            if source is None:
                continue
            rows = list(csv.reader(io.StringIO(sealing.opened(source).decode("utf-8-sig")), delimiter=";"))
            for kind in LETTERS:
                paper = letter(request, kind, office, annex(request, kind, rows))
                files = {"docx": documents.docx(paper), "html": documents.html(paper).encode()}
                with transaction.atomic():
                    # whoever ends the list waits for the lock, and then destroys what is sealed here
                    if ListRequest.objects.select_for_update().get(pk=number_).state not in OPEN:
                        return 0
                    _replace(request, kind, recipient.user_id)
                    for form, content in files.items():
                        sealing.seal(request, recipient.user_id, form, content, source.rows, kind)
                        made += 1
            step.advance()
    with transaction.atomic():
        _audit(request, None, None, "daftar.naskah", "disegel", {"berkas": made, "pejabat": office})
    return made


def annex(request: ListRequest, kind: str, rows: Sequence[Sequence[str]]) -> Annex:
    """The annex from a recipient's file. Specific data (health, children, finance) and what was worked out stay out:
    a decree names who, not why they are ill."""
    heads = list(rows[1])
    left_out = {list_column(c).label.id for c in request.picked if list_column(c).specific or list_column(c).computed}
    kept = [i for i, h in enumerate(heads) if h not in left_out and h not in _LIST_ONLY]
    kept.append(heads.index(contents.CODE.id))
    extra = _EXTRA.get(kind, ())
    body = [[*(contents.plain(row[i]) for i in kept), *("" for _ in extra)] for row in rows[2:]]
    return Annex([*(heads[i] for i in kept), *extra], body, _caption(request), rows[0][0])


def masked(request: ListRequest) -> Annex:
    """The annex for those who may not have the names: the form of its first rows."""
    shown = list(request.listed.all()[:MASKED_ROWS])
    rows = [[place(r.village[:8]), "nama disamarkan", f"{r.number:04d}"] for r in shown]
    more = (request.rows or 0) - len(shown)
    note = f"… dan {number(more, 0, 'id')} baris lain. " if more > 0 else ""
    note += "Nama hanya ada pada berkas tersegel bagi penerima yang disetujui."
    return Annex(["Kecamatan", "Nama", "Nomor baris"], rows, _caption(request), note)


def letter(request: ListRequest, kind: str, office: str, table: Annex) -> Letter:
    """One paper, filled in from the request."""
    release = lake.release() if not request.release else lake.lake().release(request.release)
    day = day_of(release)
    programme = catalogue.programmes().get(request.programme)
    try:
        rule = programme.rule(day) if programme is not None else None
    except UserError:
        rule = None
    facts = {
        "pejabat": signs(request.region, office),
        "tahun": str(timezone.localdate().year),
        "program": programme.label.id if programme else "bantuan",
        "wilayah": place(request.region),
        "jumlah": number(request.rows or 0, 0, "id"),
        "satuan": request.unit,
        "tujuan": purposes()[request.purpose].label.id.lower() if request.purpose in purposes() else "",
        "dasar_permintaan": request.basis,
        "aturan": rule.source if rule else "pilihan pada permintaan",
        "status_aturan": f"status sumber: {rule.status}; desil simulasi" if rule else "desil simulasi",
        "kode_aturan": contents.rule_print(request.rule),
        "rilis": request.release,
        "tanggal_rilis": long_date(day, "id"),
        "isi": request.sha256,
        "permintaan": str(request),
        "berlaku": long_date(request.expires, "id") if request.expires else "",
    }
    return documents.letter(kind, facts, table, region=request.region, folder=own_folder(), sample=release.sample)


def signs(region: str, office: str) -> str:
    """`Bupati Kupang`, `Wali Kota Kupang`, `Gubernur Nusa Tenggara Timur`; of an office, its head."""
    tree = regions.load()
    code = region[:5] if len(region) > 2 else region
    name = tree.name(code) if code in tree else code
    bare = name.removeprefix("Kabupaten ").removeprefix("Kota ")
    city = len(code) == 5 and code[3:] >= "71"  # Kemendagri codes of cities begin at 71
    if office == "kepala_dinas":
        kind = "Provinsi" if len(code) == 2 else "Kota" if city else "Kabupaten"
        return f"Kepala Dinas Sosial {kind} {bare.removeprefix('Provinsi ')}"
    return f"{'Gubernur' if len(code) == 2 else 'Wali Kota' if city else 'Bupati'} {bare}"


def _caption(request: ListRequest) -> str:
    return f"{request.rows} {request.unit}, permintaan {request}, rilis {request.release}"


def _replace(request: ListRequest, kind: str, recipient: int) -> None:
    for one in request.files.filter(kind=kind, recipient_id=recipient, destroyed_at=None):
        destroy(request, one, "diganti")


def destroy(request: ListRequest, one: SealedFile, why: str) -> None:
    """Destroy one sealed file with its record; the bytes go when the transaction stands."""
    one.destroyed_at, one.destroyed_why = timezone.now(), why
    one.save(update_fields=["destroyed_at", "destroyed_why"])
    _audit(request, None, None, "daftar.musnah", why, {"berkas": one.extension, "sha256": one.sha256})
    transaction.on_commit(lambda: sealing.destroy(one.name))


def _audit(
    request: ListRequest, by: Actor | None, under: Assignment | None, action: str, outcome: str, facts: dict[str, Any]
) -> None:
    record(
        by or Actor("sistem", "sistem"),
        action,
        region=request.region,
        purpose=request.purpose,
        target=f"daftar:{request.pk}",
        outcome=outcome,
        facts={"program": request.programme} | facts,
        under=under,
    )
