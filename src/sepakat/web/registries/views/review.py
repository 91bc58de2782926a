"""`/padanan/`: the queue of pairs. Every pair that is shown is entered in the audit before it is."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sepakat import access, targeting
from sepakat.access import Action, Actor
from sepakat.catalogue.purposes import choices
from sepakat.core.errors import UserError
from sepakat.web.accounts.actor import actor
from sepakat.web.governance.audit import record
from sepakat.web.names import purpose
from sepakat.web.names.models import StatedPurpose
from sepakat.web.names.views import sensitive
from sepakat.web.registries import actions, pairs
from sepakat.web.registries.models import PairDecision
from sepakat.web.registries.pairs import Candidate, pair_text
from sepakat.web.registries.presenters import pair_page


@require_GET
@sensitive(Action.MATCH_REVIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """What is left, what I said, what may be taken back."""
    who = actor(request)
    waiting = pairs.queue(who)
    said = PairDecision.objects.filter(by_id=int(who.id), undone_at=None).order_by("-id")[:20]
    context = {
        "queue": waiting,
        "said": [pair_page.line(d) for d in said],
        "quality": pair_page.quality(waiting.quality) if waiting and waiting.quality else [],
        "may_merge": bool(access.reach(who, Action.MATCH_MERGE)),
    }
    return render(request, "registries/queue.html", context)


@require_http_methods(["GET", "POST"])
@sensitive(Action.MATCH_REVIEW)
def pair(request: HttpRequest) -> HttpResponse:
    """The next pair, or the form that asks what it is opened for."""
    who = actor(request)
    stated = purpose.current(request)
    if stated is None:
        return _purpose(request)
    waiting = pairs.queue(who)
    if waiting is None or not waiting.mine:
        return redirect("pairs")
    return render(request, "registries/pair.html", _page(who, stated, waiting.mine[0], len(waiting.mine)))


def _purpose(request: HttpRequest) -> HttpResponse:
    problems: dict[str, UserError] = {}
    typed = {"tujuan": "", "keterangan": ""}
    if request.method == "POST":
        code, words = purpose.read(request, problems)
        typed = {"tujuan": code, "keterangan": words}
        if not problems:
            purpose.state(request, code, words)
            return redirect("pair")
    context = {"purposes": choices("cari"), "problems": problems, "typed": typed}
    return render(request, "registries/pair_purpose.html", context, status=400 if problems else 200)


def _page(who: Actor, stated: StatedPurpose, one: Candidate, left: int) -> dict[str, Any]:
    """Read, enter into the audit, and only then give what the page shows."""
    release, home, found = pairs.look(who, one.pair, stated.code)
    under = access.check(who, Action.MATCH_REVIEW, region=one.region)
    with transaction.atomic():
        record(
            who,
            Action.MATCH_REVIEW,
            region=one.region,
            purpose=stated.code,
            target=f"tujuan:{stated.pk}",
            outcome="dilihat",
            subjects=targeting.subjects(home, found.person_ids),
            facts={"rilis": release.id, "pasangan": pair_text(one.pair)},
            under=under,
        )
    last = PairDecision.objects.filter(by_id=int(who.id), undone_at=None).order_by("-id").first()
    return {
        "beside": pair_page.beside(found),
        "pair": pair_text(one.pair),
        "probability": one.review.probability,
        "left": left,
        "buttons": pair_page.buttons(),
        "last": last.pk if last else None,
        "label": purpose.label(stated),
        "stated": stated,
    }


@require_POST
@sensitive(Action.MATCH_REVIEW)
def decide(request: HttpRequest) -> HttpResponse:
    who = actor(request)
    stated = purpose.current(request)
    if stated is None:
        return redirect("pair")
    waiting = pairs.queue(who)
    if waiting is None:
        raise pairs.no_run()
    one = pairs.candidate(waiting, pairs.read_pair(request.POST.get("pasangan", "")))
    verdict = request.POST.get("keputusan", "")
    actions.decide(by=who, run=waiting.run.id, candidate=one, verdict=verdict, purpose=stated.code)
    return redirect("pair")


@require_POST
@sensitive(Action.MATCH_REVIEW)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take back one's own verdict; the pair comes again."""
    stated = purpose.current(request)
    actions.undo(by=actor(request), number=number, purpose=stated.code if stated else "")
    return redirect("pair" if stated else "pairs")
