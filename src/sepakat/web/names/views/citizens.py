"""`/jejak-warga/`: a citizen asks who has seen their data; the data officer answers within the legal term."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sepakat import access, targeting
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting.lookup import locate
from sepakat.web.accounts.actor import actor
from sepakat.web.governance.audit import record
from sepakat.web.names import lake
from sepakat.web.names.models import CitizenRequest
from sepakat.web.names.presenters import trail
from sepakat.web.names.views import sensitive

PURPOSE = "hak_subjek_data"


@sensitive_post_parameters("nik")
@require_http_methods(["GET", "POST"])
@sensitive(Action.WHO_SAW)
def citizens(request: HttpRequest) -> HttpResponse:
    """Enter the citizen's NIK and when they asked; below, the questions of this region with their clocks."""
    who = actor(request)
    places = access.reach(who, Action.WHO_SAW)
    context: dict[str, Any] = {
        "hours": lake.number("hak_subjek_jam"),
        "problems": {},
        "now": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "questions": [trail.clock(q, timezone.now()) for q in _of(places)],
    }
    if request.method == "GET":
        return render(request, "names/citizens.html", context)
    problems: dict[str, UserError] = {}
    niks: list[str] = []
    try:
        niks = targeting.clean_niks(request.POST.get("nik", ""), 1)
    except UserError as problem:
        problems["nik"] = problem
    received = _moment(request.POST.get("diterima", ""))
    if received is None or received > timezone.now() + dt.timedelta(minutes=1):
        problems["diterima"] = UserError(
            Text(
                "Isi kapan warga bertanya, tidak lewat dari sekarang.",
                "Write when the citizen asked, not later than now.",
            )
        )
    if problems or received is None:
        context |= {"problems": problems, "typed": {"nik": request.POST.get("nik", "")}}
        context["now"] = request.POST.get("diterima", "")
        return render(request, "names/citizens.html", context, status=400)
    return redirect("names-citizen", _take(who, places, niks[0], received).pk)


@require_GET
@sensitive(Action.WHO_SAW)
def citizen(request: HttpRequest, number: int) -> HttpResponse:
    """The trail of one question, and its letter (printed from this page)."""
    who = actor(request)
    found = _get(who, number)
    lines = trail.lines(found)
    record(
        who,
        Action.WHO_SAW,
        region=found.region,
        purpose=PURPOSE,
        target=f"warga:{found.pk}",
        subjects=found.subjects,
        facts={"baris": len(lines)},
        under=access.check(who, Action.WHO_SAW, region=found.region),
    )
    context = {"question": trail.clock(found, timezone.now()), "lines": lines, "today": timezone.localdate()}
    return render(request, "names/citizen.html", context)


@require_POST
@sensitive(Action.WHO_SAW)
def answered(request: HttpRequest, number: int) -> HttpResponse:
    """The letter was handed over: the clock stops."""
    who = actor(request)
    with transaction.atomic():
        found = _get(who, number)
        if found.answered_at is None:
            found.answered_at, found.answered_by_id = timezone.now(), int(who.id)
            found.save(update_fields=["answered_at", "answered_by"])
            late = found.answered_at > found.due_at
            record(
                who,
                Action.WHO_SAW,
                region=found.region,
                purpose=PURPOSE,
                target=f"warga:{found.pk}",
                outcome="terlambat" if late else "terjawab",
                under=access.check(who, Action.WHO_SAW, region=found.region),
            )
    return redirect("names-citizens")


def _take(who: Actor, places: tuple[str, ...], nik: str, received: dt.datetime) -> CitizenRequest:
    """Keep the question under the citizen's keyed hashes; the NIK itself is forgotten here."""
    home = lake.lake()
    keys = locate(home, lake.release(home), places, [nik])[nik]
    hashes = [targeting.subject_of_nik(home, nik), *targeting.subjects(home, (k["person_id"] for k in keys))]
    held = lake.assignment(who, Action.WHO_SAW)
    with transaction.atomic():
        made = CitizenRequest.objects.create(
            region=held.region,
            subjects=hashes,
            received_at=received,
            due_at=received + dt.timedelta(hours=lake.number("hak_subjek_jam")),
            taken_by_id=int(who.id),
        )
        record(
            who,
            Action.WHO_SAW,
            region=held.region,
            purpose=PURPOSE,
            target=f"warga:{made.pk}",
            outcome="diterima",
            subjects=hashes,
            under=held,
        )
    return made


def _of(places: tuple[str, ...]) -> list[CitizenRequest]:
    everything = CitizenRequest.objects.select_related("taken_by", "answered_by")[:500]
    return [q for q in everything if any(access_inside(p, q.region) for p in places)]


def access_inside(region: str, code: str) -> bool:
    return region == "00" or code == region or code.startswith(region + ".")


def _get(who: Actor, number: int) -> CitizenRequest:
    found = CitizenRequest.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None or not access.may(who, Action.WHO_SAW, region=found.region):
        raise UserError(
            Text("Pertanyaan warga itu tidak ada di wilayah Anda.", "There is no such question in your region."),
            hint=Text("Lihat daftar pertanyaan.", "See the list of questions."),
            code="citizen-unknown",
        )
    return found


def _moment(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found
