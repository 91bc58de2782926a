"""`/padanan/gabungan/`: records taken to be one person: merge what the review settled, part it again, see both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.accounts.actor import actor
from sepakat.web.accounts.rosters import within
from sepakat.web.names.views import sensitive
from sepakat.web.names.words import check_words
from sepakat.web.registries import actions, pairs
from sepakat.web.registries.models import RecordMerge
from sepakat.web.registries.presenters import pair_page

SHOWN = 500  # rows of the log


@require_GET
@sensitive(Action.MATCH_MERGE)
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "registries/merges.html", _page(actor(request)))


@require_POST
@sensitive(Action.MATCH_MERGE)
def merge(request: HttpRequest) -> HttpResponse:
    who = actor(request)
    waiting = pairs.queue(who)
    if waiting is None:
        raise pairs.no_run()
    one = pairs.candidate(waiting, pairs.read_pair(request.POST.get("pasangan", "")))
    try:
        reason = _reason(request)
    except UserError as problem:
        context = _page(who, _Amiss(problem, request.POST.get("alasan", "")))
        return render(request, "registries/merges.html", context, status=400)
    actions.merge(by=who, run=waiting.run.id, candidate=one, reason=reason)
    return redirect("merges")


@require_POST
@sensitive(Action.MATCH_MERGE)
def part(request: HttpRequest, number: int) -> HttpResponse:
    who = actor(request)
    try:
        reason = _reason(request)
    except UserError as problem:
        context = _page(who, _Amiss(problem, request.POST.get("alasan", ""), number))
        return render(request, "registries/merges.html", context, status=400)
    actions.part(by=who, number=number, reason=reason)
    return redirect("merges")


def _reason(request: HttpRequest) -> str:
    return check_words(
        request.POST.get("alasan", ""),
        Text("Alasan", "The reason"),
        Text("kartu keluarga diperiksa di desa", "the family card was checked in the village"),
    )


@dataclass(frozen=True)
class _Amiss:
    """A reason that cannot be used. row: of the log, where records were to be parted; 0 in the form that merges."""

    problem: UserError
    typed: str
    row: int = 0

    @property
    def field(self) -> str:
        return f"alasan-{self.row}" if self.row else "alasan"


def _page(who: Actor, amiss: _Amiss | None = None) -> dict[str, Any]:
    """Pairs settled as the same that may be merged, and the log of this person's regions, the newest first."""
    mine = RecordMerge.objects.filter(within(access.reach(who, Action.MATCH_MERGE)))
    rows = list(mine.select_related("by")[:SHOWN])
    undone = {m.undoes_id for m in rows}
    waiting = pairs.queue(who)
    here = f"{waiting.run.release}-" if waiting else "-"
    held = {m.pair for m in mine.filter(undoes=None, undone_by=None, run__startswith=here)}
    same = [c.pair for c in waiting.reachable if waiting.verdicts.get(c.pair) == "same"] if waiting else []
    return {
        "ready": [(pairs.pair_text(p), pair_page.pair_words(p)) for p in same if p not in held],
        "log": [
            {
                "number": m.pk,
                "pair": pair_page.pair_words(m.pair),
                "act": Text("Dipisah", "Parted") if m.undoes_id else Text("Digabung", "Merged"),
                "by": str(m.by),
                "at": m.at,
                "reason": m.reason,
                "open": m.undoes_id is None and m.pk not in undone,
            }
            for m in rows
        ],
        "problems": {amiss.field: amiss.problem} if amiss else {},
        "amiss": amiss,
    }
