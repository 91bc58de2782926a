"""`/keluarga/<id>/`: one family, for a stated purpose; and the reveal of a single NIK, for a reason."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sepakat import access, targeting
from sepakat.access import Action, Actor
from sepakat.catalogue.purposes import choices
from sepakat.core.errors import UserError
from sepakat.core.text import Text, whole
from sepakat.lake import Lake, Release
from sepakat.targeting.family import grant_tables
from sepakat.web.accounts.actor import actor
from sepakat.web.governance.audit import record
from sepakat.web.names import lake, purpose
from sepakat.web.names.models import StatedPurpose
from sepakat.web.names.presenters import family_page
from sepakat.web.names.views import sensitive
from sepakat.web.names.words import check_words

REVEAL = "nik.buka"
_LARGEST = 2**63


@require_http_methods(["GET", "POST"])
@sensitive(Action.FAMILY)
def family(request: HttpRequest, family_id: int) -> HttpResponse:
    """GET within a stated purpose shows the family; without one the purpose is asked for first."""
    stated = purpose.current(request)
    context: dict[str, Any] = {"family_id": family_id, "purposes": choices("cari"), "problems": {}, "typed": {}}
    if request.method == "POST":
        problems: dict[str, UserError] = {}
        code, words = purpose.read(request, problems)
        if problems:
            context |= {"problems": problems, "typed": {"tujuan": code, "keterangan": words}}
            return render(request, "names/family_purpose.html", context, status=400)
        purpose.state(request, code, words)
        return redirect("names-family", family_id)
    if stated is None:
        return render(request, "names/family_purpose.html", context)
    return render(request, "names/family.html", _page(actor(request), stated, family_id))


@require_POST
@sensitive(Action.FAMILY)
def reveal(request: HttpRequest, family_id: int) -> HttpResponse:
    """The page once more, with the NIK of one member in full: one row in the audit."""
    stated = purpose.current(request)
    if stated is None:
        return redirect("names-family", family_id)
    who = actor(request)
    person = whole(request.POST.get("orang", ""), 19)
    if person is None or person >= _LARGEST:
        raise UserError(
            Text("Pilih anggota yang NIK-nya akan dibuka.", "Choose whose NIK to show."), code="member-none"
        )
    try:
        words = check_words(
            request.POST.get("alasan", ""),
            Text("Alasan", "The reason"),
            Text("mencocokkan dengan KTP di tempat", "comparing with the identity card on the spot"),
        )
    except UserError as problem:
        context = _page(who, stated, family_id)
        context |= {"problems": {"alasan": problem}, "asked": person, "typed": request.POST.get("alasan", "")}
        return render(request, "names/family.html", context, status=400)
    home = lake.lake()
    release = lake.release(home)
    grant = lake.grant(who, Action.FAMILY, ("identity",), stated.code)
    nik = targeting.reveal(home, release, grant, _known(family_id), person)
    context = _page(who, stated, family_id, {person: nik})
    with transaction.atomic():
        told = StatedPurpose.objects.create(user_id=int(who.id), code=stated.code, words=words, until=stated.until)
        record(
            who,
            REVEAL,
            region=context["page"].village,
            purpose=stated.code,
            target=f"tujuan:{told.pk}",
            subjects=targeting.subjects(home, [person]),
            facts={"rilis": release.id, "keluarga": family_id},
            under=access.check(who, Action.FAMILY, region=context["page"].village),
        )
    return render(request, "names/family.html", context)


def _known(family_id: int) -> int:
    if not 0 < family_id < _LARGEST:
        raise targeting.unknown_family()
    return family_id


def _page(who: Actor, stated: StatedPurpose, family_id: int, shown: dict[int, str] | None = None) -> dict[str, Any]:
    """Read, enter into the audit, and only then give what the page shows."""
    home = lake.lake()
    release = lake.release(home)
    try:
        found = _read(home, release, who, stated, _known(family_id))
    except UserError as problem:
        if problem.code == "family-unknown":
            _record(who, home, release, stated, family_id, None)
        raise
    _record(who, home, release, stated, family_id, found)
    return {
        "page": family_page.page(found, shown or {}),
        "stated": stated,
        "label": purpose.label(stated),
        "family_id": family_id,
        "problems": {},
    }


def _read(home: Lake, release: Release, who: Actor, stated: StatedPurpose, family_id: int) -> targeting.Family:
    grant = lake.grant(who, Action.FAMILY, grant_tables(release), stated.code)
    return targeting.family(home, release, grant, family_id)


def _record(
    who: Actor, home: Lake, release: Release, stated: StatedPurpose, family_id: int, found: targeting.Family | None
) -> None:
    anywhere = lake.assignment(who, Action.FAMILY)
    record(
        who,
        Action.FAMILY,
        region=found.village_code if found else anywhere.region,
        purpose=stated.code,
        target=f"tujuan:{stated.pk}",
        outcome="ok" if found else "tidak_ada",
        subjects=targeting.subjects(home, found.names) if found else (),
        facts={"rilis": release.id, "keluarga": family_id},
        under=access.check(who, Action.FAMILY, region=found.village_code) if found else anywhere,
    )
