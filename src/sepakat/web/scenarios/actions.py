"""Keeping, opening and dropping scenarios, each change with its line in the audit."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, Q

from sepakat import access, catalogue, regions
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web import jobs
from sepakat.web.governance.audit import record
from sepakat.web.jobs.models import Job
from sepakat.web.scenarios.models import SavedScenario, ScenarioVersion

MOST = 200


def save(*, by: Actor, name: str, region: str, programme: str, query: str, release: str) -> SavedScenario:
    """Keep a question under a name; the same name in the same region makes a new version of it.

    UserError: scenario-name, scenario-many, scenario-long; Refused.
    """
    held = access.check(by, Action.SCENARIO_SAVE, region=region)
    name = " ".join(name.split())
    if not 1 <= len(name) <= 120:
        raise UserError(
            Text("Isi nama skenario, paling banyak 120 huruf.", "Name the scenario, in at most 120 letters."),
            hint=Text("Misalnya: Iuran JKN desil 1–4, 2027.", "For example: Health insurance deciles 1-4, 2027."),
            where="simpan_nama",
            code="scenario-name",
        )
    if len(query) > 4000:
        raise UserError(
            Text("Perbandingan ini terlalu panjang untuk disimpan.", "This comparison is too long to keep."),
            hint=Text("Lepas satu skenario.", "Drop a scenario."),
            code="scenario-long",
        )
    with transaction.atomic():
        mine = SavedScenario.objects.select_for_update().filter(owner_id=int(by.id))
        found = mine.filter(region=region, name=name).first()
        if found is None:
            if mine.count() >= MOST:
                raise UserError(
                    Text(f"Sudah ada {MOST} skenario tersimpan.", f"There are {MOST} saved scenarios already."),
                    hint=Text("Hapus yang tidak dipakai lagi.", "Delete those no longer needed."),
                    code="scenario-many",
                )
            found = SavedScenario.objects.create(owner_id=int(by.id), name=name, region=region, programme=programme)
        elif found.programme != programme:
            found.programme = programme
            found.save(update_fields=["programme"])
        last = found.versions.aggregate(last=Max("number"))["last"] or 0
        made = ScenarioVersion.objects.create(scenario=found, number=last + 1, query=query, release=release)
        facts = {"release": release, "version": made.number}
        record(by, Action.SCENARIO_SAVE, region=region, target=str(found.pk), facts=facts, under=held)
    return found


def prepare(*, by: Actor, region: str, programme: str) -> Job:
    """Queue the reading of a large region; the job's own line in the audit tells of it. UserError: region codes,
    unknown-programme, scenario-small; Refused."""
    from sepakat.web.scenarios import library

    code = regions.load().get(region).code
    catalogue.programme(programme)
    access.check(by, Action.SCENARIO_SAVE, region=code)
    if not library.large(code):
        raise UserError(
            Text("Wilayah ini dihitung tanpa disiapkan.", "This region needs no preparing."),
            hint=Text("Hitung langsung.", "Work it out straight away."),
            code="scenario-small",
        )
    return jobs.start("skenario.siapkan", by=by, region=code, program=programme)


def visible(by: Actor) -> list[SavedScenario]:
    """One's own scenarios and those of the regions where one may keep scenarios."""
    wanted = Q(owner_id=int(by.id))
    for code in access.reach(by, Action.SCENARIO_SAVE):
        wanted |= ~Q(region="") if code == "00" else Q(region=code) | Q(region__startswith=f"{code}.")
    return list(SavedScenario.objects.filter(wanted).select_related("owner"))


def get(by: Actor, number: int) -> SavedScenario:
    """One scenario that the actor may open. UserError page-unknown, alike for none and for another region's."""
    found = SavedScenario.objects.select_related("owner").filter(pk=number).first()
    own = found is not None and str(found.owner_id) == by.id
    if found is None or not (own or access.may(by, Action.SCENARIO_SAVE, region=found.region)):
        raise _unknown()
    return found


def remove(*, by: Actor, number: int) -> None:
    """Delete one's own scenario with its versions. UserError page-unknown where there is none of theirs."""
    with transaction.atomic():
        found = SavedScenario.objects.filter(owner_id=int(by.id or 0), pk=number).first()
        if found is None:
            raise _unknown()
        region = found.region
        found.delete()
        record(by, "skenario.hapus", region=region, target=str(number))


def _unknown() -> UserError:
    return UserError(
        Text("Skenario itu tidak ada.", "There is no such scenario."),
        hint=Text("Lihat daftar skenario tersimpan.", "See the list of saved scenarios."),
        code="page-unknown",
    )
