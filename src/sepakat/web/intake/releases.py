"""Pages of releases for those who build and publish them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sepakat import access, releasing, sources
from sepakat.access import Action
from sepakat.core.errors import UserError
from sepakat.core.text import Text, language
from sepakat.lake import Lake, ReleaseInfo
from sepakat.regions import load as all_regions
from sepakat.web.accounts.actor import actor, needs
from sepakat.web.intake import release_actions, storing
from sepakat.web.intake.models import BuiltRelease, Publication, Upload
from sepakat.web.jobs.models import RUNNING, WAITING, Job
from sepakat.web.presenters import quality

MEASURES = {
    "keluarga_sebelum": Text("Keluarga pada rilis yang berlaku", "Families in the current release"),
    "keluarga_sesudah": Text("Keluarga pada rilis ini", "Families in this release"),
    "keluarga_baru": Text("Keluarga baru", "Families added"),
    "keluarga_hilang": Text("Keluarga hilang", "Families gone"),
    "keluarga_berubah": Text("Keluarga yang isiannya berubah", "Families with a changed field"),
    "keluarga_pindah_kabupaten": Text("Keluarga pindah kabupaten/kota", "Families moved to another regency"),
    "orang_sebelum": Text("Orang pada rilis yang berlaku", "Persons in the current release"),
    "orang_sesudah": Text("Orang pada rilis ini", "Persons in this release"),
    "orang_baru": Text("Orang baru", "Persons added"),
    "orang_hilang": Text("Orang hilang", "Persons gone"),
    "orang_berubah": Text("Orang yang isiannya berubah", "Persons with a changed field"),
    "orang_pindah_kabupaten": Text("Orang pindah kabupaten/kota", "Persons moved to another regency"),
    "keluarga_pindah_desil_nasional": Text("Keluarga pindah desil (simulasi)", "Families that moved decile"),
    "keluarga_naik_melewati_d4_d5": Text("Keluarga naik melewati batas D4/D5", "Families up across the D4/D5 cut"),
    "keluarga_turun_melewati_d4_d5": Text("Keluarga turun melewati batas D4/D5", "Families down across the D4/D5 cut"),
}


@dataclass(frozen=True)
class IntakeLine:
    """An intake that a release can be built from. chosen: proposed, because it is in the current release or newer."""

    id: str
    source: Text
    upload: str
    regencies: int
    accepted: int
    rejected: int
    used_by: tuple[str, ...]
    chosen: bool


@never_cache
@needs(Action.RELEASE_BUILD)
def listing(request: HttpRequest) -> HttpResponse:
    """/data/rilis/: releases, and building one from chosen intakes."""
    return _list(request)


def _list(request: HttpRequest, problem: UserError | None = None, status: int = 200) -> HttpResponse:
    who, lake = actor(request), storing.lake()
    lines = intake_lines(lake, request.POST.getlist("asupan") if problem else None)
    made = {b.release: b for b in BuiltRelease.objects.select_related("by").defer("changes")}
    codes = release_actions.regencies_of(lake, [line.id for line in lines if line.chosen])
    context = {
        "problem": problem.as_dict(language()) if problem else None,
        "releases": [(info, made.get(info.id)) for info in reversed(lake.releases())],
        "current": lake.current_id,
        "intakes": lines,
        "refused": release_actions.refusal(who, Action.RELEASE_BUILD, codes) if lines else None,
        "running": Job.objects.filter(kind=release_actions.BUILD_JOB, state__in=(WAITING, RUNNING)).first(),
        "history": Publication.objects.select_related("by")[:20],
    }
    return render(request, "intake/releases.html", context, status=status)


def intake_lines(lake: Lake, chosen: list[str] | None = None) -> list[IntakeLine]:
    """All intakes, newest first; proposed are those of the current release and those after its newest."""
    current = lake.current_id
    known = releasing.intake_list(lake)
    newest = max((i.id for i in known if current in i.used_by), default="")
    uploads = dict(Upload.objects.exclude(intake="").values_list("intake", "key"))
    titles = {s.id: s.title for s in sources.discover().values()}
    return [
        IntakeLine(
            one.id,
            titles.get(one.source, Text(one.source, one.source)),
            uploads.get(one.id, ""),
            len(release_actions.regencies_of(lake, [one.id])),
            one.accepted,
            one.rejected,
            one.used_by,
            one.id in chosen if chosen is not None else current in one.used_by or one.id > newest,
        )
        for one in reversed(known)
    ]


@never_cache
@needs(Action.RELEASE_BUILD)
@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """POST: build from the chosen intakes."""
    try:
        job = release_actions.build(
            by=actor(request), intakes=request.POST.getlist("asupan"), rank_base=request.POST.get("dasar", "orang")
        )
    except access.Refused:
        raise
    except UserError as problem:
        return _list(request, problem, 400)
    return redirect("job", job.pk)


@never_cache
@needs(Action.RELEASE_BUILD)
def one(request: HttpRequest, release_id: str) -> HttpResponse:
    """/data/rilis/<id>/: what is in it, what changes, publish it."""
    return _one(request, release_id)


def _one(request: HttpRequest, release_id: str, problem: UserError | None = None, status: int = 200) -> HttpResponse:
    who, lake = actor(request), storing.lake()
    release = lake.release(release_id)
    built = BuiltRelease.objects.select_related("by").filter(release=release.id).first()
    current = lake.current_id or ""
    fresh = built is not None and bool(built.changes) and built.against == current
    report = release.document("quality")
    refused = release_actions.refusal_to_publish(who, lake, release)
    context = {
        "problem": problem.as_dict(language()) if problem else None,
        "this": ReleaseInfo(
            release.id, str(release.manifest["created"]), release.base, release.sample, release.rows("family"),
            release.rows("person"), release.id == current, release.logical,
        ),
        "regencies": len(release.kabupaten()),
        "built": built,
        "current": current,
        "fresh": fresh,
        "changes": _changes(built.changes) if fresh and built is not None else None,
        "sources": release.manifest.get("sources", ()),
        "quality": quality.summary(report),
        "findings": quality.findings(report),
        "refused": refused,
        "back": bool(current) and release.id < current,
        "history": Publication.objects.filter(release=release.id).select_related("by"),
        "reason": request.POST.get("alasan", ""),
    }  # fmt: skip
    return render(request, "intake/release.html", context, status=status)


def _changes(found: dict[str, Any]) -> dict[str, Any]:
    """A comparison with names of regions and columns."""
    from sepakat import catalogue

    tree, tables = all_regions(), catalogue.tables()

    def place(code: str) -> str:
        try:
            return tree.get(code).name
        except (UserError, KeyError):
            return code

    def label(table: str, column: str) -> Text:
        known = tables[table].variables if table in tables else {}
        return known[column].label if column in known else Text(column, column)

    return {
        "before": found["before"],
        "summary": [(MEASURES.get(n, Text(n, n)), count) for n, count in found["summary"].items()],
        "units": [{**r, "name": place(str(r["region"])), "unit": UNITS.get(str(r["table"]))} for r in found["units"]],
        "cuts": [{**r, "name": place(str(r["region"]))} for r in found["cuts"]],
        "moves": found["moves"][:12],
        "fields": [{**r, "label": label(r["table"], r["column"])} for r in found["fields"][:40]],
    }


UNITS = {"family": Text("keluarga", "families"), "person": Text("orang", "persons")}


@never_cache
@needs(Action.RELEASE_PUBLISH)
@require_POST
def publish(request: HttpRequest, release_id: str) -> HttpResponse:
    """POST: make it the current release."""
    try:
        release_actions.publish(
            release_id,
            by=actor(request),
            seen=request.POST.get("dari", ""),
            reason=request.POST.get("alasan", ""),
            confirmed=request.POST.get("periksa") == "ya",
        )
    except access.Refused:
        raise
    except UserError as problem:
        if problem.code == "release-unknown":
            raise
        return _one(request, release_id, problem, 400)
    return redirect("release", release_id)


@never_cache
@needs(Action.RELEASE_BUILD)
@require_POST
def compare(request: HttpRequest, release_id: str) -> HttpResponse:
    """POST: work out what changes against the current release."""
    return redirect("job", release_actions.compare(by=actor(request), release_id=release_id).pk)
