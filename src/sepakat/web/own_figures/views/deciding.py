"""The list of deliveries, one delivery, and what is decided about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text, language
from sepakat.releasing.standing import WORDS, standing
from sepakat.web.accounts.actor import actor, signed_in
from sepakat.web.intake import actions as intake
from sepakat.web.intake import recognising, report, storing
from sepakat.web.intake.models import ACCEPTED, ASKS, CHECKED, DISCARDED, FAILED, Upload
from sepakat.web.own_figures import accepting, actions, lists
from sepakat.web.own_figures.models import Decision
from sepakat.web.own_figures.presenters import contents

MOST = 50


@signed_in
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """/angka-daerah/: what waits for a decision, one's own, and the history of the region."""
    who = actor(request)
    if not (access.reach(who, Action.FIGURES_SEND) or access.reach(who, Action.FIGURES_ACCEPT)):
        region = who.assignments[0].region if who.assignments else "00"
        access.check(who, Action.FIGURES_SEND, region=region)
    waiting = list(lists.to_decide(who)[:MOST])
    keys = {one.pk for one in waiting}
    context = {
        "waiting": waiting,
        "mine": [(one, state(one)) for one in lists.mine(who)[:MOST]],
        "others": [(one, state(one)) for one in lists.others(who)[:MOST] if one.pk not in keys],
        "decides": bool(access.reach(who, Action.FIGURES_ACCEPT)),
        "sends": bool(access.reach(who, Action.FIGURES_SEND)),
    }
    return render(request, "own_figures/list.html", context)


def state(upload: Upload) -> Text:
    """Where a delivery is, in words: a refused one says so."""
    made = decision(upload)
    if made is not None and not made.taken:
        return Text("ditolak walidata", "refused by the steward")
    if upload.state == CHECKED:
        return Text("menunggu putusan walidata", "waits for the steward")
    if upload.state == DISCARDED:
        return Text("ditarik pengirim", "withdrawn by its sender")
    return upload.state_words


def decision(upload: Upload) -> Decision | None:
    return getattr(upload, "own_figures_decision", None)


@signed_in
@never_cache
def one(request: HttpRequest, key: str) -> HttpResponse:
    """/angka-daerah/<key>/: what it says, what the checks found, what is decided."""
    return _page(request, actions.get(actor(request), key))


def _page(request: HttpRequest, upload: Upload, problem: UserError | None = None) -> HttpResponse:
    who = actor(request)
    job = upload.job
    busy = job is not None and job.open
    files = list(upload.files.all())
    shown = upload.state in (CHECKED, ACCEPTED) or bool(upload.report)
    context: dict[str, Any] = {
        "upload": upload,
        "state": state(upload),
        "job": job,
        "busy": busy,
        "problem": problem.as_dict(language()) if problem else None,
        "failure": dict(upload.problem.get(language()) or upload.problem.get("id") or {}),
        "missing": [name for f in files for name in recognising.missing(f)] if upload.state == ASKS else [],
        "lines": report.files(upload.report) if shown and not busy else [],
        "problems": report.problems(upload.report) if shown else [],
        "columns": report.columns(upload.report) if shown else [],
        "places": [],
        "rows": upload.refused and intake.own(who, upload),
        "decision": decision(upload),
        "mine": intake.own(who, upload),
        "open": upload.state in (ASKS, CHECKED, FAILED),
        "contents": _contents(upload, files) if upload.state == CHECKED and not busy else None,
        "why_not": intake.refusal_to_accept(upload) if upload.state == CHECKED else None,
        "refusal": _refusal(who, upload),
        "held": _held(upload) if upload.state == ACCEPTED else [],
        "undo_refusal": access.refusal(who, Action.UPLOAD_UNDO, region=upload.region),
        "reason": request.POST.get("alasan", ""),
        "act": request.resolver_match.kwargs.get("what", "") if request.resolver_match else "",
    }
    return render(request, "own_figures/one.html", context, status=400 if problem else 200)


def _refusal(who: Actor, upload: Upload) -> UserError | None:
    """Why this person does not decide; None where they may."""
    try:
        accepting.check(upload, who)
    except UserError as problem:
        return problem
    return None


def _contents(upload: Upload, files: list[Any]) -> contents.Contents | None:
    lake = storing.lake()
    release = lake.release("current") if lake.current_id else None
    with storing.plain(lake, upload) as paths:
        for file in files:
            return contents.read(paths[file.pk], dict(file.mapping), release)
    return None


def _held(upload: Upload) -> list[dict[str, Any]]:
    """Where the figures of an accepted delivery stand, by series."""
    found = standing(storing.lake(), upload.region)
    return [line | {"words": WORDS[line["state"]]} for line in found if line["intake"] == upload.intake]


@signed_in
@require_POST
def act(request: HttpRequest, key: str, what: str) -> HttpResponse:
    """POST: terima, tolak, tarik, batalkan."""
    who = actor(request)
    upload = actions.get(who, key)
    reason = request.POST.get("alasan", "")
    try:
        if what == "terima":
            actions.accept(upload, by=who)
        elif what == "tolak":
            actions.refuse(upload, by=who, reason=reason)
        elif what == "batalkan":
            actions.undo(upload, by=who, reason=reason)
        elif what == "tarik":
            actions.withdraw(upload, by=who)
        else:
            raise UserError(Text("Tindakan itu tidak ada.", "There is no such action."), code="page-unknown")
    except access.Refused:
        raise
    except UserError as problem:
        if problem.code == "page-unknown":
            raise
        return _page(request, actions.get(who, key), problem)
    return redirect("own-figures-one", key)
