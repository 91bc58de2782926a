"""Keeping and dropping analyses, each with its line in the audit."""

from __future__ import annotations

from django.db import transaction

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.explore.models import SavedAnalysis
from sepakat.web.governance.audit import record

MOST = 200


def save(*, by: Actor, name: str, query: str, region: str, release: str) -> SavedAnalysis:
    """Keep a question under a name. UserError: analysis-name, analysis-many; Refused."""
    held = _right(by)
    name = " ".join(name.split())
    if not 1 <= len(name) <= 120:
        raise UserError(
            Text("Isi nama analisis, paling banyak 120 huruf.", "Name the analysis, in at most 120 letters."),
            hint=Text("Misalnya: Lansia desil 1–4 per kecamatan.", "For example: Elderly in deciles 1-4 by district."),
            where="nama",
            code="analysis-name",
        )
    with transaction.atomic():
        mine = SavedAnalysis.objects.filter(owner_id=int(by.id))
        if mine.count() >= MOST:
            raise UserError(
                Text(f"Sudah ada {MOST} analisis tersimpan.", f"There are {MOST} saved analyses already."),
                hint=Text("Hapus yang tidak dipakai lagi.", "Delete those no longer needed."),
                code="analysis-many",
            )
        made = SavedAnalysis.objects.create(owner_id=int(by.id), name=name, query=query[:1000], release=release)
        record(by, Action.ANALYSIS_SAVE, region=region, target=str(made.pk), facts={"release": release}, under=held)
    return made


def remove(*, by: Actor, number: int) -> None:
    """Delete one's own analysis. UserError page-unknown where there is none of theirs."""
    with transaction.atomic():
        found = SavedAnalysis.objects.filter(owner_id=int(by.id or 0), pk=number).first()
        if found is None:
            raise UserError(
                Text("Analisis itu tidak ada.", "There is no such analysis."),
                hint=Text("Lihat daftar analisis tersimpan.", "See your saved analyses."),
                code="page-unknown",
            )
        found.delete()
        record(by, "analisis.hapus", target=str(number))


def _right(by: Actor) -> access.Assignment | None:
    reach = access.reach(by, Action.ANALYSIS_SAVE)
    fallback = by.assignments[0].region if by.assignments else "00"
    return access.check(by, Action.ANALYSIS_SAVE, region=reach[0] if reach else fallback)
