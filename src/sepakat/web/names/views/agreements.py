"""`/perjanjian/`: the papers under which names go to another agency."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.accounts.actor import actor
from sepakat.web.governance.audit import record
from sepakat.web.names.models import Agreement
from sepakat.web.names.views import signed_in
from sepakat.web.names.words import check_words

KINDS = {"PKS": Text("Perjanjian kerja sama (PKS)", "Cooperation agreement (PKS)"),
         "BAST": Text("Berita acara serah terima (BAST)", "Record of hand-over (BAST)")}  # fmt: skip
LARGEST = 20_000_000
FIELDS = ("jenis", "nomor", "tanggal", "sampai", "instansi", "tentang", "wilayah")


@require_http_methods(["GET", "POST"])
@signed_in
def agreements(request: HttpRequest) -> HttpResponse:
    """All agreements of regions I have to do with; whoever may, records one."""
    who = actor(request)
    places = access.reach(who, Action.AGREEMENT) or access.reach(who, Action.LIST_REQUEST)
    if not places:
        access.check(who, Action.AGREEMENT, region=who.assignments[0].region if who.assignments else "00")
    may = bool(access.reach(who, Action.AGREEMENT))
    context: dict[str, Any] = {
        "may": may,
        "kinds": KINDS,
        "typed": dict.fromkeys(FIELDS, "") | {"wilayah": places[0]},
        "problems": {},
        "today": timezone.localdate(),
    }
    status = 200
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
        problems = _record(request, who, typed)
        if not problems:
            return redirect("names-agreements")
        context |= {"typed": typed, "problems": problems}
        status = 400
    context["agreements"] = [a for a in Agreement.objects.select_related("by")[:500] if _near(a.region, places)]
    return render(request, "names/agreements.html", context, status=status)


@require_POST
@signed_in
def end(request: HttpRequest, number: int) -> HttpResponse:
    """From now on no request may rest on this agreement."""
    who = actor(request)
    with transaction.atomic():
        found = Agreement.objects.select_for_update().filter(pk=number, ended_at=None).first()
        if found is None or not access.may(who, Action.AGREEMENT, region=found.region):
            raise UserError(
                Text("Perjanjian itu tidak ada di wilayah Anda.", "There is no such agreement in your region."),
                hint=Text("Lihat daftar perjanjian.", "See the list of agreements."),
                code="agreement-unknown",
            )
        found.ended_at = timezone.now()
        found.save(update_fields=["ended_at"])
        under = access.check(who, Action.AGREEMENT, region=found.region)
        record(
            who, Action.AGREEMENT, region=found.region, target=f"perjanjian:{found.pk}", outcome="diakhiri", under=under
        )
    return redirect("names-agreements")


def _record(request: HttpRequest, who: Actor, typed: dict[str, str]) -> dict[str, UserError]:
    problems: dict[str, UserError] = {}

    def amiss(name: str, id_: str, en: str) -> None:
        problems.setdefault(name, UserError(Text(id_, en), code="agreement-form"))

    under = None
    try:
        under = access.check(who, Action.AGREEMENT, region=typed["wilayah"])
    except UserError as problem:
        problems["wilayah"] = problem
    if typed["jenis"] not in KINDS:
        amiss("jenis", "Pilih jenis perjanjian.", "Choose the kind of agreement.")
    for name, id_, en in (
        ("nomor", "Isi nomor perjanjian, misalnya 100.3/12/2026.", "Write its number, such as 100.3/12/2026."),
        ("instansi", "Isi nama instansi penerima.", "Write the receiving agency."),
    ):
        if not 3 <= len(typed[name]) <= 100:
            amiss(name, id_, en)
    try:
        check_words(
            typed["tentang"],
            Text("Isi perjanjian", "What it is about"),
            Text("berbagi data penerima bantuan rumah", "sharing data of recipients of housing aid"),
        )
    except UserError as problem:
        problems["tentang"] = problem
    dated = _day(typed["tanggal"])
    until = _day(typed["sampai"])
    if dated is None:
        amiss("tanggal", "Isi tanggal perjanjian, misalnya 17-08-2026.", "Write its date, such as 2026-08-17.")
    if typed["sampai"] and (until is None or (dated is not None and until < dated)):
        amiss("sampai", "Tanggal akhir harus sesudah tanggal perjanjian.", "The end comes after the agreement’s date.")
    scan = request.FILES.get("dokumen")
    if scan is None:
        amiss(
            "dokumen",
            "Pilih pindaian dokumennya; yang disimpan hanya sidik SHA-256.",
            "Choose the scan; only its SHA-256 is kept.",
        )
    elif (scan.size or 0) > LARGEST:
        amiss("dokumen", "Pindaian paling besar 20 MB.", "The scan is at most 20 MB.")
    if problems or scan is None or dated is None:
        return problems
    running = hashlib.sha256()
    for piece in scan.chunks():
        running.update(piece)
    with transaction.atomic():
        made = Agreement.objects.create(
            kind=typed["jenis"],
            number=typed["nomor"],
            dated=dated,
            until=until,
            partner=typed["instansi"],
            about=typed["tentang"],
            region=typed["wilayah"],
            sha256=running.hexdigest(),
            by_id=int(who.id),
        )
        record(
            who,
            Action.AGREEMENT,
            region=made.region,
            target=f"perjanjian:{made.pk}",
            facts={"jenis": made.kind, "sha256": made.sha256},
            under=under,
        )
    return problems


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _near(region: str, places: tuple[str, ...]) -> bool:
    """Of my regions, inside them, or above them."""
    return any(
        region in (p, "00") or p == "00" or region.startswith(p + ".") or p.startswith(region + ".") for p in places
    )
