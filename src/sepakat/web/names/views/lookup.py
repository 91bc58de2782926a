"""`/nama/`: families by NIK, for a stated purpose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sepakat import access, regions, targeting
from sepakat.access import Action, Actor
from sepakat.catalogue.purposes import choices
from sepakat.core.errors import UserError
from sepakat.core.text import Text, masked
from sepakat.web.accounts.actor import actor
from sepakat.web.governance.audit import record
from sepakat.web.governance.models import AuditEntry
from sepakat.web.names import lake, purpose
from sepakat.web.names.models import StatedPurpose
from sepakat.web.names.views import sensitive


@dataclass(frozen=True)
class Line:
    """One NIK of the search: its place in what was pasted, masked, and who was found."""

    place: int
    masked: str
    found: list[targeting.Found]


@sensitive_post_parameters("nik")
@require_http_methods(["GET", "POST"])
@sensitive(Action.NAMES_LOOKUP)
def lookup(request: HttpRequest) -> HttpResponse:
    stated = purpose.current(request)
    context: dict[str, Any] = {
        "stated": stated,
        "label": purpose.label(stated) if stated else "",
        "purposes": choices("cari"),
        "most": lake.number("cari_nik_maks"),
        "typed": {"tujuan": "", "keterangan": "", "nik": ""},
        "problems": {},
    }
    if request.method == "GET":
        return render(request, "names/lookup.html", context)
    problems: dict[str, UserError] = {}
    code, words = (stated.code, stated.words) if stated else purpose.read(request, problems)
    typed = request.POST.get("nik", "")
    niks: list[str] = []
    try:
        niks = targeting.clean_niks(typed, lake.number("cari_nik_maks"))
        check_day(actor(request), len(niks))
    except UserError as problem:
        problems["nik"] = problem
    context["typed"] = {"tujuan": code, "keterangan": words, "nik": typed}
    if problems:
        return render(request, "names/lookup.html", context | {"problems": problems}, status=400)
    stated = stated or purpose.state(request, code, words)
    lines = search_all(actor(request), stated, niks)
    context |= {"stated": stated, "label": purpose.label(stated), "lines": lines, "typed": {"nik": ""}}
    context["missing"] = sum(not line.found for line in lines)
    context["places"] = {f.village_code: _place(f.village_code) for line in lines for f in line.found}
    return render(request, "names/lookup.html", context)


@require_POST
@sensitive(Action.NAMES_LOOKUP)
def change_purpose(request: HttpRequest) -> HttpResponse:
    purpose.forget(request)
    return redirect("names-lookup")


def search_all(who: Actor, stated: StatedPurpose, niks: list[str]) -> list[Line]:
    """Find, and enter one row per NIK into the audit before anything is shown."""
    home = lake.lake()
    release = lake.release(home)
    grant = lake.grant(who, Action.NAMES_LOOKUP, ("identity",), stated.code)
    answer = targeting.find(home, release, grant, niks)
    anywhere = lake.assignment(who, Action.NAMES_LOOKUP)
    with transaction.atomic():
        for nik in niks:
            found = answer[nik]
            village = found[0].village_code if found else ""
            record(
                who,
                Action.NAMES_LOOKUP,
                region=village or anywhere.region,
                purpose=stated.code,
                target=f"tujuan:{stated.pk}",
                outcome="ok" if found else "tidak_ada",
                subjects=[
                    targeting.subject_of_nik(home, nik),
                    *targeting.subjects(home, (f.person_id for f in found)),
                ],
                facts={"rilis": release.id, "orang": len(found)},
                under=access.check(who, Action.NAMES_LOOKUP, region=village) if village else anywhere,
            )
    return [Line(place, masked(nik), answer[nik]) for place, nik in enumerate(niks, 1)]


def check_day(who: Actor, more: int) -> None:
    """A look-up must not become a download: so many NIK a day and no more."""
    most = lake.number("cari_nik_sehari_maks")
    since = timezone.now() - dt.timedelta(hours=24)
    done = AuditEntry.objects.filter(by=who.id, action=Action.NAMES_LOOKUP, at__gte=since).count()
    if done + more > most:
        raise UserError(
            Text(
                f"Paling banyak {most} NIK dalam 24 jam; Anda sudah mencari {done}.",
                f"At most {most} NIK in 24 hours; you have looked up {done}.",
            ),
            hint=Text(
                "Untuk banyak keluarga, ajukan permintaan daftar nama.", "For many families, ask for a list of names."
            ),
            code="nik-day",
        )


def _place(village: str) -> str:
    return regions.load().get(village).name if village in regions.load() else village
