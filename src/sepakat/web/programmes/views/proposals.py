"""A region's own programmes: the form with its preview, proposals, their review."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sepakat import access, catalogue
from sepakat.access import Action, Actor
from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.schemes import PAYERS, Programme
from sepakat.core.errors import UserError
from sepakat.core.text import Text, whole
from sepakat.targeting import effects
from sepakat.web.accounts.actor import actor, needs, signed_in
from sepakat.web.accounts.rosters import within
from sepakat.web.programmes import actions, folder, library
from sepakat.web.programmes.models import APPROVED, RETURNED, SUBMITTED, ProposedVersion
from sepakat.web.programmes.presenters import drafting, figures, guided, words
from sepakat.web.programmes.presenters.drafting import Draft

MOST = 200
FIELD_OF = {"words": "alasan", "region": "wilayah", "unknown": "ekspresi", "expression": "ekspresi"}


@require_http_methods(["GET", "POST"])
@needs(Action.PROGRAMME_PROPOSE)
def new(request: HttpRequest) -> HttpResponse:
    """The form; `pratinjau` shows what it would do, `kirim` sends it to review. What was typed stays."""
    who = actor(request)
    if request.method == "GET":
        return render(request, "programmes/form.html", _form(_start(request, who)))
    draft = drafting.read(request.POST)
    approved = actions.versions(draft["kode"])
    problems = drafting.problems(draft, new=not approved)
    refused = access.refusal(
        who, Action.PROGRAMME_PROPOSE, region=draft["wilayah"], programme=actions.known(draft["kode"])
    )
    if refused is not None:
        problems.setdefault("kode" if refused.code == "access-programme" else "wilayah", refused)
    shown: dict[str, Any] = {}
    if not problems:
        try:
            shown = _effect(draft, approved)
            if request.POST.get("langkah") == "kirim":
                made = actions.propose(by=who, draft=draft, release=library.release().id)
                return redirect("programme-proposal", made.pk)
        except UserError as error:
            problems = {FIELD_OF.get(error.code.partition("-")[0], "kode"): error}
    context = _form(draft, problems) | shown
    return render(request, "programmes/form.html", context, status=400 if problems else 200)


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Proposals of regions that one may propose in or review, the newest first."""
    who = actor(request)
    places = {*access.reach(who, Action.PROGRAMME_PROPOSE), *access.reach(who, Action.PROGRAMME_REVIEW)}
    if not places:
        access.check(who, Action.PROGRAMME_PROPOSE, region=who.assignments[0].region if who.assignments else "00")
    found = ProposedVersion.objects.filter(within(tuple(places))).select_related("by")[:MOST]
    context = {"proposals": found, "may_propose": bool(access.reach(who, Action.PROGRAMME_PROPOSE))}
    return render(request, "programmes/proposals.html", context)


@signed_in
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A proposal: the rule in words, its effect, its file; for another person, the buttons of the review."""
    return _page(request, _found(actor(request), number))


@require_POST
@signed_in
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Approve, return or withdraw; a remark that cannot be used brings the page back with what was typed."""
    who = actor(request)
    found = _found(who, number)
    remark = request.POST.get("catatan", "")
    try:
        if act == "setujui":
            actions.approve(by=who, number=number, remark=remark)
        elif act == "kembalikan":
            actions.give_back(by=who, number=number, remark=remark)
        elif act == "tarik":
            actions.withdraw(by=who, number=number)
        else:
            raise UserError(Text("Tindakan itu tidak ada.", "There is no such action."), code="page-unknown")
    except UserError as error:
        if not error.code.startswith("words"):
            raise
        return _page(request, found, {"catatan": error}, remark)
    return redirect("programme-proposal", number)


def _page(
    request: HttpRequest, found: ProposedVersion, problems: dict[str, UserError] | None = None, remark: str = ""
) -> HttpResponse:
    who = actor(request)
    draft = drafting.read(found.typed)
    earlier = [v for v in actions.versions(found.key) if found.state != APPROVED or v.number < found.number]
    context: dict[str, Any] = {
        "found": found,
        "open": found.state == SUBMITTED,
        "mine": str(found.by_id) == who.id,
        "returned": found.state == RETURNED,
        "refusal": access.refusal(who, Action.PROGRAMME_REVIEW, region=found.region),
        "problems": problems or {},
        "remark": remark,
        "versions": actions.versions(found.key),
    }
    try:
        context |= _effect(draft, earlier)
    except UserError as error:  # a file that can no longer be read: the page still tells whose it is
        context["broken"] = error
    return render(request, "programmes/proposal.html", context, status=400 if problems else 200)


def _effect(draft: Draft, approved: list[ProposedVersion]) -> dict[str, Any]:
    """The proposal as a programme, its words and figures. UserError as of reading a programme and of `effect`."""
    text = actions.text_of(draft, approved)
    proposed = folder.read(draft["kode"], text)
    rule = next(r for r in proposed.rules if r.since.isoformat() == draft["sejak"])
    before = _before(draft["kode"], approved)
    release = library.release()
    alone = replace(proposed, rules=(rule,))
    return {
        "proposed": proposed,
        "rule": rule,
        "lead": words.lead(proposed, rule),
        "benefit": words.benefit(proposed.benefit(rule.since)),
        "quota": proposed.quota(rule.since),
        "payers": figures.payers(proposed, rule),
        "payment": proposed.payers(rule.since),
        "text": text,
        "release_id": release.id,
        "effect": figures.effect_rows(effects.effect(release, alone, draft["wilayah"], before=before)),
        "past": figures.past(library.past(alone, rule, draft["wilayah"])),
    }


def _before(key: str, approved: list[ProposedVersion]) -> Programme | None:
    """The programme as it is in force, if it has a rule on the release's day."""
    known = catalogue.programmes().get(key) if approved else None
    on = library.day()
    return known if known is not None and known.in_force(on) else None


def _start(request: HttpRequest, who: Actor) -> Draft:
    """An empty form, or one filled in from a version: `?dari=NUMBER` (returned), `?ubah=ID` (newest approved)."""
    given: dict[str, Any] = dict(drafting.FIRST)
    reach = access.reach(who, Action.PROGRAMME_PROPOSE)
    given["wilayah"] = reach[0] if reach else ""
    number, key = whole(request.GET.get("dari", "")), request.GET.get("ubah", "")
    if number is not None:
        given = dict(_found(who, number).typed)
    elif key:
        known = actions.versions(key)
        if known and any(access.inside(p, known[-1].region) for p in reach):
            given = dict(known[-1].typed) | {"alasan": "", "sejak": ""}
    return drafting.read(given)


def _found(who: Actor, number: int) -> ProposedVersion:
    found = ProposedVersion.objects.select_related("by", "reviewed_by").filter(pk=number).first()
    places = {*access.reach(who, Action.PROGRAMME_PROPOSE), *access.reach(who, Action.PROGRAMME_REVIEW)}
    if found is None or not any(access.inside(p, found.region) for p in places):
        raise UserError(
            Text("Usulan itu tidak ada di wilayah Anda.", "There is no such proposal in your region."),
            hint=Text("Lihat daftar usulan program.", "See the list of proposals."),
            code="page-unknown",
        )
    return found


def _form(draft: Draft, problems: drafting.Problems | None = None) -> dict[str, Any]:
    unit = draft["satuan"] if draft["satuan"] in drafting.UNITS else "keluarga"
    rows = []
    for i in range(1, guided.ROWS + 1):
        rows.append(
            {
                "number": i,
                "field": f"keterangan_{i}",
                "variable": draft[f"keterangan_{i}"],
                "sign": draft[f"banding_{i}"],
                "value": draft[f"nilai_{i}"],
                "problem": (problems or {}).get(f"keterangan_{i}"),
            }
        )
    options = [
        (group.label, [(group.prefix + name, v.label) for name, v in group.variables.items()])
        for group in guided.groups(unit)
    ]
    return {
        "draft": draft.typed,
        "problems": problems or {},
        "units": drafting.UNITS,
        "conditions": rows,
        "more_conditions": any(row["variable"] or row["problem"] for row in rows[2:]),
        "options": options,
        "signs": guided.SIGNS,
        "statuses": STATUSES,
        "periods": words.PERIODS,
        "payer_fields": [(f"bagian_{p}", label, draft[f"bagian_{p}"]) for p, label in PAYERS.items()],
        "deciles": range(1, 11),
    }
